/** The weather of `npm start`, as switches: what is down, slow or odd, what becomes of the next webhook, and where a worker dies. */
import type { FaultState, FaultyEnd, HookFate } from '../../lib/console/workshop-wire.ts';
import type { Network } from '../emulators/http.ts';
import type { StackWithoutDatabase } from '../stack-options.ts';

/** Longer than a turn waits for its read of the stage, and shorter than anybody's patience. */
const SLOW_MS = 4_000;
const LATE_MS = 60_000;

const MOUNTS = {
  kommo: '/kommo',
  postgres: '/supabase',
  redis: '/upstash',
  queue: '/sqs',
  scheduler: '/scheduler',
} as const satisfies Partial<Record<FaultyEnd, string>>;

type Watched = { readonly runs: () => readonly { readonly id: string; readonly function: string }[] };

export type Switches = ReturnType<typeof createSwitches>;

export function createSwitches({ runs }: Watched) {
  const down = new Set<string>();
  let diesAt: number | null = null;
  let dying: string | null = null;
  let asked = 0;

  /** A worker that dies at its n-th request: that one is lost, and so is every later one of the same run. */
  const network: Network = ({ mount, run = null }) => {
    if (down.has(mount)) return 'cut';
    if (run === null) return 'up';
    if (run === dying) {
      asked += 1;
      return diesAt === null || asked >= diesAt ? 'cut' : 'up';
    }
    if (diesAt === null || dying !== null) return 'up';
    if (!runs().some((each) => each.id === run && each.function === 'conversation')) return 'up';
    dying = run;
    asked = 1;
    return asked >= diesAt ? 'cut' : 'up';
  };

  return {
    network,
    on: (
      stack: StackWithoutDatabase,
      { provider, kommoIs }: { provider: 'cloud' | 'evolution'; kommoIs: (isUp: boolean) => void },
    ) => {
      const { kommo, clock, scheduler, sqs } = stack;
      const whatsapp = stack[provider].control;
      const states: Record<FaultyEnd, FaultState> = {
        kommo: 'up',
        whatsapp: 'up',
        postgres: 'up',
        redis: 'up',
        queue: 'up',
        scheduler: 'up',
      };
      let undoKommo = (): void => {};

      const setKommo = (state: FaultState): void => {
        undoKommo();
        undoKommo = () => {};
        kommoIs(state !== 'down');
        if (state === 'throttled')
          undoKommo = kommo.control.fault({ kind: 'status', status: 429, match: {}, times: 'always' });
        // What Kommo answers for a card that is not there (facts/kommo.md §2.2).
        if (state === 'empty')
          undoKommo = kommo.control.fault({
            kind: 'status',
            status: 204,
            match: { method: 'GET', path: '/api/v4/leads' },
            times: 'always',
          });
      };
      const setDown = (end: FaultyEnd, isDown: boolean): void => {
        switch (end) {
          case 'whatsapp':
            if (isDown) whatsapp.disconnect();
            else whatsapp.reconnect();
            return;
          case 'scheduler':
            if (isDown) scheduler.control.down();
            else scheduler.control.up();
            return;
          case 'queue':
            if (isDown) sqs.control.down();
            else sqs.control.up();
            return;
          case 'kommo':
            return;
          case 'postgres':
          case 'redis':
            // The wire is cut, so that it is the same for a stand-in and for a server of one's own.
            if (isDown) down.add(MOUNTS[end]);
            else down.delete(MOUNTS[end]);
            return;
        }
      };
      const set = (end: FaultyEnd, state: FaultState): void => {
        const before = states[end];
        states[end] = state;
        if (end === 'kommo') setKommo(state);
        else if ((before === 'down') !== (state === 'down')) setDown(end, state === 'down');
        stack.slow(end === 'whatsapp' ? `/${provider}` : MOUNTS[end], state === 'slow' ? SLOW_MS : 0);
      };
      const hook = (of: 'whatsapp' | 'kommo', fate: HookFate): void => {
        const { hooks, knobs } = kommo.control;
        const wire = of === 'kommo' ? hooks : whatsapp;
        switch (fate) {
          case 'lose':
            wire.drop(1);
            return;
          case 'twice':
            wire.duplicate(1);
            return;
          case 'reorder':
            wire.reorder(2);
            return;
          case 'late':
            if (of === 'kommo') {
              const usualMs = knobs.hookDelayMs;
              knobs.hookDelayMs = LATE_MS;
              clock.after(LATE_MS, () => {
                knobs.hookDelayMs = usualMs;
              });
            } else {
              // Held for a second one that does not come, and let go.
              whatsapp.reorder(2);
              clock.after(LATE_MS, whatsapp.flush);
            }
            return;
        }
      };
      return {
        states: (): Readonly<Record<FaultyEnd, FaultState>> => states,
        diesAt: () => (dying === null ? diesAt : null),
        set,
        hook,
        loseAnswer: () => whatsapp.dropAnswer(1),
        kill: (at: number | null) => {
          diesAt = at;
          dying = null;
          asked = 0;
        },
        heal: () => {
          for (const end of Object.keys(states) as FaultyEnd[]) set(end, 'up');
          whatsapp.heal();
          kommo.control.hooks.heal();
          diesAt = null;
          dying = null;
        },
      };
    },
  };
}
