/** The moments that deeds are aimed at: the nth request of a kind that the functions send, on its way, arrived, answered. */
import type { Call } from './engine/wire.ts';
import type { Ending } from './faults.ts';

/** What a turn, a door or the ladder asks of whom, in the order of a turn. */
export const TARGETS = [
  'enqueue',
  'ingest',
  'look',
  'observe',
  'commit',
  'post',
  'settle',
  'finish',
  'patch',
  'record',
] as const;
export type Target = (typeof TARGETS)[number];

export type Aim = {
  readonly at: Target;
  /** 1 is the first such request after the deed's own time. */
  readonly nth: number;
  readonly when: 'leaves' | 'arrives' | 'answered';
};

const isPost = ({ method, path, body }: Call): boolean =>
  method === 'POST' && /messages$|sendText/.test(path) && !body.includes('"status":"read"');
const isRpc = ({ mount, path }: Call, names: RegExp): boolean =>
  mount === '/supabase' && names.test(path.slice(path.lastIndexOf('/') + 1));

const IS: Readonly<Record<Target, (call: Call) => boolean>> = {
  enqueue: ({ mount, body }) => mount === '/sqs' && body.includes('MessageDeduplicationId'),
  ingest: (call) => isRpc(call, /^ingest_inbound$/),
  look: ({ mount, method, path }) =>
    mount === '/kommo' && method === 'GET' && /\/leads\?.*filter%5Bid%5D/.test(path),
  // Of a lead against whom nothing stands, the commit mirrors the read that it rests on.
  observe: (call) =>
    isRpc(call, /^observe_stage$/) || (isRpc(call, /^commit_send$/) && call.body.includes('"linkedId"')),
  commit: (call) => isRpc(call, /^commit_send$/),
  post: (call) => (call.mount === '/cloud' || call.mount === '/evolution') && isPost(call),
  // What WhatsApp answered is kept with the next bubble's commit.
  settle: (call) =>
    isRpc(call, /^settle_sends$/) || (isRpc(call, /^commit_send$/) && call.body.includes('"providerId"')),
  finish: (call) => isRpc(call, /^(finish_reply|settle_follow_up)$/),
  patch: ({ mount, method, path }) => mount === '/kommo' && method === 'PATCH' && /\/leads/.test(path),
  record: (call) => isRpc(call, /^(record_person_message|record_card_takeover|obey_note)$/),
};

type Strike = { readonly how: Ending | 'slow'; readonly ms: number };

export type Aims = {
  wait(aim: Aim, run: (name: string) => void): void;
  strike(aim: Aim, how: Ending | 'slow', options: { times: number; ms: number }): void;
  /** What was aimed at this request, which leaves now. */
  meet(call: Call): {
    readonly struck: Strike | null;
    readonly moments: readonly { readonly when: Aim['when']; readonly run: (name: string) => void }[];
  };
  forget(): void;
};

export function createAims(): Aims {
  let waiting: { aim: Aim; left: number; run: (name: string) => void }[] = [];
  let strikes: { aim: Aim; skip: number; left: number; strike: Strike }[] = [];
  return {
    wait: (aim, run) => void waiting.push({ aim, left: aim.nth, run }),
    strike: (aim, how, { times, ms }) =>
      void strikes.push({ aim, skip: aim.nth - 1, left: times, strike: { how, ms } }),
    meet: (call) => {
      const moments = waiting.filter((each) => {
        if (!IS[each.aim.at](call)) return false;
        each.left -= 1;
        return each.left === 0;
      });
      waiting = waiting.filter(({ left }) => left > 0);
      let struck: Strike | null = null;
      for (const each of strikes) {
        if (struck || !IS[each.aim.at](call)) continue;
        if (each.skip > 0) each.skip -= 1;
        else {
          each.left -= 1;
          struck = each.strike;
        }
      }
      strikes = strikes.filter(({ left }) => left > 0);
      return { struck, moments: moments.map(({ aim, run }) => ({ when: aim.when, run })) };
    },
    forget: () => {
      waiting = [];
      strikes = [];
    },
  };
}
