/**
 * Kommo's API v4. What is read stands in `reads.ts`, what is written in `writes.ts`; how it is asked, in `asking.ts` and `http.ts`;
 * what is answered, in `schemas.ts`.
 */
import { createAsking } from './asking.ts';
import { createKommoHttp, type KommoHttpDeps } from './http.ts';
import type { Kommo } from './kommo.ts';
import { createReads } from './reads.ts';
import { createWrites } from './writes.ts';

/** The client of one account. Connections are kept alive until `close`. @throws TypeError for a `baseUrl` that is no URL. */
export function createKommoClient(deps: KommoHttpDeps): Kommo {
  const http = createKommoHttp(deps);
  const asking = createAsking(http);
  return {
    ...createReads(asking),
    ...createWrites(asking),
    prepare: http.prepare,
    close: () => http.close(),
  };
}
