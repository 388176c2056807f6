/**
 * The page, built by Vite in memory when it is first asked for. `npm start` is ready no later for it, nothing lies on the disk that
 * could be older than its sources, and whoever only uses curl never waits for it: about a second, once.
 */
import { fileURLToPath } from 'node:url';
import { typeOf } from '../../lib/console/page-headers.ts';

const ROOT = fileURLToPath(new URL('../../console', import.meta.url));

export type PageFile = { readonly type: string; readonly body: string | Uint8Array };

/** Every file of the page by its path. @throws what Vite throws for a source that cannot be built. */
export async function buildPage(): Promise<ReadonlyMap<string, PageFile>> {
  const { build } = await import('vite');
  const built = await build({
    root: ROOT,
    configFile: `${ROOT}/vite.config.ts`,
    logLevel: 'warn',
    build: { write: false },
  });
  const [result] = Array.isArray(built) ? built : [built];
  if (!result || !('output' in result)) throw new Error('Vite built nothing');
  return new Map(
    result.output.map((file) => [
      `/${file.fileName}`,
      {
        type: typeOf(file.fileName),
        body: file.type === 'chunk' ? file.code : file.source,
      },
    ]),
  );
}
