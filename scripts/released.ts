/** `npm run released`: writes down which SQL calls this version makes and what it reads in the answers, when it is released (docs/upgrade.md). */
import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { startDatabase } from '../local/stack.ts';
import { release } from '../test/postgres/support/released.ts';

const TARGET = new URL('../supabase/released.json', import.meta.url);
const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')));

const { db, close } = await startDatabase({ databaseDir: null });
try {
  const released = await release(db, version);
  const lines = released.calls.map((call) => `    ${JSON.stringify(call)}`);
  writeFileSync(
    TARGET,
    `{\n  "version": ${JSON.stringify(version)},\n  "calls": [\n${lines.join(',\n')}\n  ]\n}\n`,
  );
  console.log(`${released.calls.length} calls of ${version} written to supabase/released.json`);
} finally {
  await close();
}
