/** Linked secrets in a process of their own: SST's reader keeps what it read for the life of the process. */
import { execFile } from 'node:child_process';
import { createCipheriv, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { SECRETS, secretName } from '../lib/secrets.ts';

const run = promisify(execFile);
const MODULE = fileURLToPath(new URL('../lib/secrets.ts', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'bastao-secrets-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** What the functions read in a process with this environment. */
async function linked(environment: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const code = `const { withLinked } = await import(${JSON.stringify(MODULE)}); process.stdout.write(JSON.stringify(withLinked(process.env)));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], {
    env: { ...environment },
    cwd: directory,
    timeout: 20_000,
  });
  return JSON.parse(stdout);
}

function encrypt(links: unknown): Record<string, string> {
  const key = randomBytes(32);
  const cipher = createCipheriv('aes-256-gcm', key, Buffer.alloc(12, 0));
  writeFileSync(
    join(directory, 'resource.enc'),
    Buffer.concat([cipher.update(JSON.stringify(links)), cipher.final(), cipher.getAuthTag()]),
  );
  return { SST_KEY: key.toString('base64'), SST_KEY_FILE: 'resource.enc' };
}

test('a linked secret stands under the name that the configuration reads, beside the plain variables', async () => {
  const keys = encrypt({
    KommoToken: { type: 'sst.sst.Secret', value: 'made-up' },
    GoogleServiceAccount: { type: 'sst.sst.Secret', value: '{"a":1}' },
  });
  const environment = await linked({ ...keys, KOMMO_BASE_URL: 'https://solar-exemplo.kommo.com' });
  expect(environment).toMatchObject({
    KOMMO_TOKEN: 'made-up',
    GOOGLE_SERVICE_ACCOUNT: '{"a":1}',
    KOMMO_BASE_URL: 'https://solar-exemplo.kommo.com',
  });
  expect(environment).not.toHaveProperty('CLOUD_TOKEN');
});

test('where nothing is linked nothing changes', async () => {
  expect(await linked({ KOMMO_TOKEN: 'made-up' })).toMatchObject({ KOMMO_TOKEN: 'made-up' });
});

test('a linked file that was tampered with stops the start', async () => {
  const keys = encrypt({ KommoToken: { value: 'made-up' } });
  writeFileSync(join(directory, 'resource.enc'), randomBytes(64));
  await expect(linked(keys)).rejects.toThrow(/unable to authenticate data|Unsupported state/);
});

test('each secret has a name that SST accepts, and it leads back to the variable', () => {
  for (const variable of SECRETS) {
    expect(secretName(variable)).toMatch(/^[A-Z][a-zA-Z0-9]*$/);
    expect(
      secretName(variable)
        .replace(/(?!^)([A-Z])/g, '_$1')
        .toUpperCase(),
    ).toBe(variable);
  }
});
