/** The built page as it lies beside the deployed function (infra/console.ts copies it there), read and compressed once a container. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { typeOf } from './page-headers.ts';

export type PageFile = {
  readonly type: string;
  /** Gzip. */
  readonly body: Buffer;
  /** Its name changes with its content, so that it may be kept for good. */
  readonly isHashed: boolean;
};

/** Every file below `directory` by its path from there: `/index.html`. @throws when there is none. */
export async function readPageFiles(directory: string): Promise<ReadonlyMap<string, PageFile>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const whole = join(entry.parentPath, entry.name);
        const path = whole.slice(directory.length).replaceAll('\\', '/').replace(/^\/?/, '/');
        const file: PageFile = {
          type: typeOf(entry.name),
          body: gzipSync(await readFile(whole)),
          isHashed: path.startsWith('/assets/'),
        };
        return [path, file] as const;
      }),
  );
  return new Map(files);
}
