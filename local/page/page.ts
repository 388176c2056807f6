/** `/` and `/console-api` of `npm start`: the page, and the JSON and events behind it. To this machine and to the page alone. */
import { PAGE_HEADERS } from '../../lib/console/page-headers.ts';
import type { Refusal } from '../../lib/console/wire.ts';
import type { Language } from '../../lib/language.ts';
import { StoreError } from '../../lib/store/rpc.ts';
import type { Actions } from '../console/actions.ts';
import type { HttpHandler } from '../emulators/http.ts';
import type { StackOptions, StackWithoutDatabase } from '../stack-options.ts';
import { createPageActs, type PageActs } from './acts.ts';
import { buildPage, type PageFile } from './bundle.ts';
import { isOwn } from './door.ts';
import { createLive, type Live } from './live.ts';
import { createSight, type Sight } from './sight.ts';
import { createStage } from './stories.ts';
import { createSwitches } from './switches.ts';
import { createTraces } from './traces.ts';
import { createWorkshop, type WorkshopRoom } from './workshop.ts';

const BODY_MAX_BYTES = 64 * 1024;
const STATUS_OF: Readonly<Record<Refusal, number>> = {
  bad_request: 400,
  unknown_lead: 404,
  no_card: 409,
  card_decides: 409,
  kommo_down: 503,
  failed: 500,
  unauthorized: 401,
  too_often: 429,
  not_now: 409,
};

const json = (status: number, body: unknown): Response =>
  Response.json(body, {
    status,
    headers: { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
  });
const refuse = (refusal: Refusal): Response => json(STATUS_OF[refusal], { refusal });

export type PageOptions = {
  readonly provider: 'cloud' | 'evolution';
  readonly actions: Actions;
  readonly lang: Language;
  /** For `ops --env-file`; null: nothing was kept. */
  readonly environmentFile: string | null;
  /** How long a story pauses at each step, so that one can watch. */
  readonly breathMs?: number;
};

export type Page = {
  readonly mounts: Readonly<Record<'/' | '/console-api', HttpHandler>>;
  /** What the stack must be made with, so that the page sees each run and can play the weather. `isScripted`: no model is configured. */
  stackOptions(isScripted: boolean): Pick<StackOptions, 'network' | 'containers' | 'sendTakesMs' | 'brains'>;
  /** Hears every line of the stack's log. */
  hear(line: string): void;
  /** From now on the page has something to show. */
  open(stack: StackWithoutDatabase, options: PageOptions): void;
  close(): void;
};

type Parts = {
  readonly sight: Sight;
  readonly acts: PageActs;
  readonly live: Live;
  readonly workshop: WorkshopRoom;
};

/** `onDone`: something may have changed. */
export function createPage({ onDone }: { onDone: () => void }): Page {
  const traces = createTraces();
  const switches = createSwitches(traces);
  const stage = createStage();
  let parts: Parts | null = null;
  let files: Promise<ReadonlyMap<string, PageFile>> | null = null;

  const file: HttpHandler = async (request) => {
    if (!isOwn(request)) return new Response('another origin', { status: 403 });
    if (request.method !== 'GET') return new Response('GET only', { status: 405 });
    files ??= buildPage();
    const built = await files.catch((error: unknown) => {
      // The next request tries again: a source may have been put right.
      files = null;
      throw error;
    });
    const { pathname } = new URL(request.url);
    const found = built.get(pathname === '/' ? '/index.html' : pathname);
    if (!found) return new Response('not found', { status: 404 });
    return new Response(typeof found.body === 'string' ? found.body : new Uint8Array(found.body), {
      headers: { ...PAGE_HEADERS, 'content-type': found.type },
    });
  };

  const read = async ({ sight, live, workshop }: Parts, request: Request): Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url);
    const lead = searchParams.get('lead') ?? '';
    const after = searchParams.get('after');
    switch (pathname) {
      case '/session':
        return json(200, sight.session());
      case '/status':
        return json(200, await sight.status());
      case '/leads':
        return json(200, await sight.board(after));
      case '/talk':
        return json(200, await sight.talk(lead));
      case '/ledger':
        return json(200, await sight.ledger(lead, after === null ? null : Number(after)));
      case '/report': {
        const numbers = await sight.numbers(searchParams.get('period'), searchParams.get('on'));
        return numbers ? json(200, numbers) : refuse('bad_request');
      }
      case '/workshop':
        return json(200, await workshop.state());
      case '/trace':
        return json(200, await workshop.trace(lead, Number(searchParams.get('at'))));
      case '/events':
        return live.open(request.headers.get('last-event-id') ?? '');
      default:
        return json(404, { refusal: 'bad_request' satisfies Refusal });
    }
  };

  const api: HttpHandler = async (request) => {
    if (!isOwn(request)) return json(403, { refusal: 'bad_request' satisfies Refusal });
    if (!parts) return json(503, { refusal: 'failed' satisfies Refusal });
    try {
      if (request.method === 'GET') return await read(parts, request);
      const { pathname } = new URL(request.url);
      if (request.method !== 'POST') return refuse('bad_request');
      const raw = await request.text();
      if (Buffer.byteLength(raw) > BODY_MAX_BYTES) return refuse('bad_request');
      if (parts.workshop.has(pathname)) {
        const played = await parts.workshop.play(pathname, parsed(raw));
        onDone();
        await parts.live.look();
        if (played === 'bad_request') return refuse('bad_request');
        return played === 'refused' ? refuse('not_now') : json(200, played.answer);
      }
      if (!parts.acts.has(pathname)) return refuse('bad_request');
      const refusal = await parts.acts.act(pathname, parsed(raw));
      onDone();
      await parts.live.look();
      return refusal === null ? json(200, {}) : refuse(refusal);
    } catch (error) {
      if (error instanceof StoreError) return refuse('failed');
      throw error;
    }
  };

  return {
    mounts: { '/': file, '/console-api': api },
    stackOptions: (isScripted) => ({
      network: switches.network,
      containers: traces.containers,
      sendTakesMs: stage.sendTakesMs,
      ...(isScripted && { brains: stage.brains() }),
    }),
    hear: traces.hear,
    open: (stack, { actions, ...options }) => {
      const sight = createSight(stack, { ...options, actions });
      const live = createLive(sight);
      parts = {
        sight,
        live,
        acts: createPageActs(stack, { actions, sight }),
        workshop: createWorkshop(stack, {
          ...options,
          sight,
          actions,
          traces,
          switches,
          stage,
          onStory: (lead) => live.tell({ type: 'story', lead }),
        }),
      };
    },
    close: () => {
      parts?.live.close();
      traces.close();
    },
  };
}

function parsed(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}
