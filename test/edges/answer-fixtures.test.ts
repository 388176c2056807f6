/** Every recorded answer through the real clients; and no file of `test/fixtures` that no table knows. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ANSWERS } from './support/answers.ts';
import { CLOUD_RECORDINGS } from './support/cloud-recordings.ts';
import { EVOLUTION_RECORDINGS } from './support/evolution-recordings.ts';
import { KOMMO_RECORDINGS } from './support/kommo-recordings.ts';
import { SIGNATURES } from './support/recorded.ts';

test.each(Object.entries(ANSWERS))('%s means to the client what its README says', async (_file, read) => {
  await read();
});

test('every file of test/fixtures is in a table that a test runs', () => {
  const covered = [
    ...Object.keys(ANSWERS),
    SIGNATURES,
    ...Object.keys(CLOUD_RECORDINGS).map((name) => `cloud/${name}`),
    ...Object.keys(EVOLUTION_RECORDINGS).map((name) => `evolution/${name}`),
    ...Object.keys(KOMMO_RECORDINGS).map((name) => `kommo/webhooks/${name}`),
  ];
  const files = readdirSync(new URL('../fixtures/', import.meta.url), {
    recursive: true,
    withFileTypes: true,
  })
    // The cases have a test of their own (test/incidents/cases.test.ts).
    .filter((entry) => entry.isFile() && entry.name !== 'README.md' && !entry.parentPath.includes('/cases'))
    .map(
      (entry) =>
        `${entry.parentPath}/${entry.name}`.split('/test/fixtures/')[1]?.replace('//', '/') ?? entry.name,
    );
  expect(covered.toSorted()).toEqual(files.toSorted());
  expect(files.length).toBeGreaterThan(100);
});
