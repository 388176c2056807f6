/** P14: how long Kommo and Postgres take, against the bounds within which the bot may speak; over them it is mute, and nobody sees why. */
import { COMMIT_TO_POST_MAX_MS } from '../../lib/retry-policy.ts';
import { askRemote } from '../admin/http.ts';
import { type Finding, ok, warning } from '../report.ts';
import { type Check, settingsOr } from './check.ts';

const CHECK = 'Round trips';
/** The first opens the connection. */
const TRIES = 3;

export const checkRoundTrips: Check = async ({ connection, clock }) => {
  const settings = settingsOr(CHECK, () => ({
    kommo: connection.settings.kommo(),
    maxAgeMs: connection.settings.behaviour().stageMaxAgeMs,
  }));
  if (settings.kind === 'bad') return [settings.finding];
  const { kommo, maxAgeMs } = settings.value;
  /** The quickest of some; null: no answer, which is another check's finding. */
  const quickest = async (ask: () => Promise<boolean>): Promise<number | null> => {
    let best: number | null = null;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const startedAtMs = clock.nowMs();
      if (!(await ask())) return null;
      best = Math.min(best ?? Number.POSITIVE_INFINITY, clock.nowMs() - startedAtMs);
    }
    return best;
  };
  const judged = (
    whose: string,
    { tookMs, boundMs, todo }: { tookMs: number | null; boundMs: number; todo: string },
  ): readonly Finding[] => {
    if (tookMs === null) return [];
    const says = `${whose} answers in ${tookMs} ms from here; the bot may speak within ${boundMs} ms`;
    return [tookMs < boundMs ? ok(CHECK, says) : warning(CHECK, says, todo)];
  };
  const kommoMs = await quickest(async () => {
    const answer = await askRemote(clock, {
      url: `${kommo.baseUrl}/api/v4/account`,
      headers: { authorization: `Bearer ${kommo.token}` },
    });
    return answer.kind === 'answered' && answer.status === 200;
  });
  const postgresMs = await quickest(() =>
    connection
      .store()
      .lastLook('cards')
      .then(
        () => true,
        () => false,
      ),
  );
  return [
    ...judged('Kommo', {
      tookMs: kommoMs,
      boundMs: maxAgeMs,
      todo: 'npm run ops -- smoke measures from AWS; if it is slow there too, raise STAGE_MAX_AGE_MS (docs/runbook.md, "kommo-too-slow")',
    }),
    ...judged('Postgres', {
      tookMs: postgresMs,
      boundMs: COMMIT_TO_POST_MAX_MS,
      todo: 'npm run ops -- smoke measures from AWS; keep the project in the region of the functions (docs/runbook.md, "database-too-slow")',
    }),
  ];
};
