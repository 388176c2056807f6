/** SST's platform, as `npm run infra` unpacks it from the npm package: types and sources, no download (facts/serverless.md §2). */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
export const PLATFORM = join(ROOT, '.sst/platform');

/** @throws with the command that unpacks it. */
export function assertUnpacked(): void {
  if (!existsSync(join(PLATFORM, 'node_modules/@pulumi/aws')))
    throw new Error(
      "SST's platform is not unpacked here: run `npm run infra`, which unpacks it (about a minute) and then runs these tests.",
    );
}
