/** Every recorded webhook of the Cloud API, raw, through the gateway, the real handlers and the queue. */
import { expect, test } from 'vitest';
import { useWorlds } from '../support/world.ts';
import { CLOUD_RECORDINGS } from './support/cloud-recordings.ts';
import { PATHS, peopleExist, post, recorded, SIGNATURES } from './support/recorded.ts';

const world = useWorlds();

test.each(Object.entries(CLOUD_RECORDINGS))(
  'cloud/%s comes to what its README says',
  async (name, { at, run }) => {
    const w = await world({ provider: 'cloud', startMs: at * 1000 });
    peopleExist(w);
    await run(w, `cloud/${name}`);
  },
);

type Vectors = {
  vectors: { file: string; signature: string; reserialised?: string }[];
  wrong_secret: { file: string; signature: string };
};

test('signatures.json: what is signed over other bytes or with another secret is refused with 401 and leaves nothing', async () => {
  const w = await world({ provider: 'cloud' });
  // The vectors' own shape (test/fixtures/README.md).
  const { vectors, wrong_secret } = JSON.parse(recorded(SIGNATURES).toString('utf8')) as Vectors;
  const answered = async (file: string, signature: string): Promise<number> =>
    (
      await post(w, {
        path: PATHS.cloud,
        body: recorded(`cloud/${file}`),
        headers: { 'x-hub-signature-256': signature },
      })
    ).status;
  expect(await answered(wrong_secret.file, wrong_secret.signature)).toBe(401);
  for (const { file, reserialised } of vectors)
    if (reserialised) expect(await answered(file, reserialised)).toBe(401);
  await w.seconds(9);
  expect((await w.supabase.db.query('select 1 from public.leads')).rows).toEqual([]);
  for (const { file, signature } of vectors) expect(await answered(file, signature)).toBe(200);
});
