/** Adds up the JSON reports of test runs: a line for each, and the sum last. Fails when a test failed or a report is missing its tests. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import * as z from 'zod/mini';

const Report = z.object({ numPassedTests: z.number(), numFailedTests: z.number(), success: z.boolean() });

const reports = process.argv.slice(2).map((file) => ({
  name: basename(file, '.json'),
  ...Report.parse(JSON.parse(readFileSync(file, 'utf8'))),
}));
const sum = (of: (report: (typeof reports)[number]) => number): number =>
  reports.reduce((total, report) => total + of(report), 0);
for (const { name, numPassedTests, numFailedTests } of reports)
  console.log(`${name}: ${numPassedTests} passed, ${numFailedTests} failed`);
console.log(
  `${sum((report) => report.numPassedTests)} passed, ${sum((report) => report.numFailedTests)} failed`,
);
const isWhole = reports.length > 0 && reports.every((report) => report.success && report.numPassedTests > 0);
if (!isWhole) process.exitCode = 1;
