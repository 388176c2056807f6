/**
 * Kommo's API v4. What is read stands in `reads.ts`, what is written in `writes.ts`; how it is asked, in `asking.ts` and `http.ts`;
 * what is answered, in `schemas.ts`.
 */
import { createAsking, LISTS } from './asking.ts';
import type { CombinedReads } from './combined.ts';
import type { CombinedWrites } from './combined-writes.ts';
import { createKommoHttp, type KommoHttpDeps } from './http.ts';
import type { Kommo } from './kommo.ts';
import { createReads } from './reads.ts';
import { createWrites } from './writes.ts';

/** The client of one account; `combined` null: each read by id is asked for alone; likewise `writes`. Connections are kept alive until `close`. @throws TypeError for a `baseUrl` that is no URL. */
export function createKommoClient({
  combined = null,
  writes = null,
  ...deps
}: KommoHttpDeps & {
  readonly combined?: CombinedReads | null;
  readonly writes?: CombinedWrites | null;
}): Kommo {
  const http = createKommoHttp(deps);
  const asking = createAsking(http, combined);
  return {
    ...createReads(asking),
    ...createWrites(asking, writes, deps.clock),
    prepare: ({ leads, contacts }) =>
      combined
        ? combined.prepare(
            new Map<string, readonly number[]>([
              [LISTS.leads.key, leads],
              [LISTS.contacts.key, contacts],
            ]),
          )
        : http.prepare({ reads: [leads, contacts].filter(({ length }) => length > 0).length }),
    prepareSearch: http.prepareSearch,
    comeBackMs: http.comeBackMs,
    close: () => http.close(),
  };
}
