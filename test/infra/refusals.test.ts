/** What `sst deploy` and `sst dev` refuse, before anything is made, and in which words. */
import { expect, test } from 'vitest';
import { CANARIES, dev } from './support/deployments.ts';
import { type Deployment, evaluate, type Program } from './support/evaluate.ts';

/** What `sst deploy` says when it refuses. */
async function refusal(deployment: Deployment): Promise<string> {
  const outcome: Program | string = await evaluate(deployment).then(
    (program) => program,
    (error: unknown) => (error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)),
  );
  expect(outcome).toBeTypeOf('string');
  return String(outcome);
}

test('H16 · a deploy without a setting is refused, and the setting is named with what it decides', async () => {
  const { KOMMO_BASE_URL: _, ...settings } = dev.settings;
  expect(await refusal({ ...dev, settings: { ...settings, STAGE_MAX_AGE_MS: 'soon' } })).toMatch(
    /KOMMO_BASE_URL is missing \(it decides which Kommo account is read\).*STAGE_MAX_AGE_MS is not a whole number/s,
  );
});

test('a deploy without a secret that is read is refused by name; one that nobody reads may be missing', async () => {
  const { KommoToken: _, ...without } = CANARIES;
  expect(await refusal({ ...dev, secrets: without })).toMatch(/KommoToken/);
  const { EvolutionApiKey: _key, LlmApiKey: _model, GoogleServiceAccount: _account, ...enough } = CANARIES;
  const program = await evaluate({ ...dev, secrets: enough });
  await program.close();
});

test('a stage whose name leaves no room for AWS is refused before anything is made', async () => {
  expect(await refusal({ ...dev, stage: 'a-stage-with-a-name-so-long-that-nothing-fits' })).toMatch(
    /is longer than the 64 characters AWS allows/,
  );
});

test('`sst dev` is refused with a sentence that says what to do instead', async () => {
  expect(await refusal({ ...dev, isDev: true })).toMatch(
    /`sst dev` is not for this product: `npm start` .* `npx sst deploy --stage <you>`\./,
  );
});
