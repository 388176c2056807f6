/** Each function as it would be deployed: its size, what its start loads, and that it starts with what it was handed. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, inject, test } from 'vitest';
import { all, environmentOf } from './support/questions.ts';

const run = promisify(execFile);
const KILOBYTE = 1024;

type Stage = 'dev' | 'production';
const program = (stage: Stage) => inject('programs')[stage];
const bundle = (name: string) => {
  const found = program('dev').bundles[name];
  if (!found) throw new Error(`${name} was not bundled`);
  return found;
};

const BUDGET_KB = {
  // With what hears a wish to be left alone, in any of its forms.
  'whatsapp-webhook': 500,
  'kommo-webhook': 470,
  // With the names of Brazil's 5,571 municipalities: 74 KB.
  conversation: 2050,
  // Its texts are the company's knowledge.
  'follow-up-executor': 1500,
  reconcile: 900,
} as const;

test.each(Object.entries(BUDGET_KB))('%s loads at most %i KB at its start', (name, budget) => {
  expect(bundle(name).startBytes / KILOBYTE).toBeLessThanOrEqual(budget);
});

test.each(['whatsapp-webhook', 'kommo-webhook'])(
  '%s starts without the database client, undici and the model',
  (name) => {
    const { startInputs } = bundle(name);
    expect(
      startInputs.filter((path) => /node_modules\/(@supabase|undici|ai|@ai-sdk|date-holidays)\//.test(path)),
    ).toEqual([]);
    // The question is only worth asking of a list that names what is loaded.
    expect(startInputs.some((path) => path.includes('@aws-sdk/client-sqs'))).toBe(true);
    expect(bundle('reconcile').startInputs.some((path) => path.includes('node_modules/undici/'))).toBe(true);
  },
);

test('the conversation starts without the model SDK, which a scripted deployment never loads', () => {
  expect(
    bundle('conversation').startInputs.filter((path) => /node_modules\/(ai|@ai-sdk)\//.test(path)),
  ).toEqual([]);
  expect(bundle('conversation').lazyBytes).toBeGreaterThan(bundle('reconcile').lazyBytes);
});

test("nothing of the page, of its reads or of the stand-ins is in any bundle but the console's own", () => {
  const { bundles } = program('production');
  expect(Object.keys(bundles)).toContain('console-api');
  for (const [name, { startInputs, lazyInputs }] of Object.entries(bundles)) {
    const foreign = name === 'console-api' ? /^(console|local)\// : /^(console|local|lib\/console)\//;
    expect(
      [...startInputs, ...lazyInputs].filter((path) => foreign.test(path)),
      name,
    ).toEqual([]);
    expect(
      startInputs.some((path) => /^lib\//.test(path)),
      name,
    ).toBe(true);
  }
});

/** Starts the bundle as Lambda does: its folder, its environment, nothing else. Resolves to the type of its handler. */
async function start(
  stage: Stage,
  name: string,
  change: (environment: Record<string, string>) => void = () => {},
): Promise<string> {
  const lambda = all(program(stage), 'lambda/function').find(
    ({ inputs }) => inputs['name'] === `bastao-${stage}-${name}`,
  );
  const directory = program(stage).bundles[name]?.directory;
  if (!lambda || !directory) throw new Error(`no function ${name}`);
  const environment: Record<string, string> = { ...environmentOf(lambda), AWS_REGION: 'sa-east-1' };
  change(environment);
  const code = `const { handler } = await import(${JSON.stringify(join(directory, 'index.mjs'))}); process.stdout.write(typeof handler); process.exit(0);`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], {
    cwd: directory,
    env: environment,
    timeout: 20_000,
  });
  return stdout;
}

test.each(['dev', 'production'] as const)(
  'on stage %s every function starts with what it was handed, its secrets decrypted from its own bundle',
  async (stage) => {
    for (const name of Object.keys(program(stage).bundles))
      expect(await start(stage, name), name).toBe('function');
  },
);

test('without the key of its secrets a function does not start, and says which are missing', async () => {
  const keyless = start('dev', 'conversation', (environment) => {
    delete environment['SST_KEY'];
  });
  await expect(keyless).rejects.toThrow(/KOMMO_TOKEN is missing/);
});
