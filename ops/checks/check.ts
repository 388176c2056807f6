/** What every group of checks is given, and how long a token may still live before somebody should know. */
import type { Clock } from '../../lib/clock.ts';
import { ConfigError } from '../../lib/config.ts';
import type { RemoteDate } from '../admin/http.ts';
import type { Connection } from '../connection.ts';
import { type Finding, failed } from '../report.ts';

export type CheckContext = {
  readonly connection: Connection;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Clocks that were seen on the way, by whose they are. */
  readonly clocks: Map<string, RemoteDate>;
  readonly newId: () => string;
};

export type Check = (context: CheckContext) => Promise<readonly Finding[]>;

/** The settings of one subject, or the finding that says which are wrong. */
export function settingsOr<T>(
  check: string,
  read: () => T,
): { readonly kind: 'ok'; readonly value: T } | { readonly kind: 'bad'; readonly finding: Finding } {
  try {
    return { kind: 'ok', value: read() };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return {
      kind: 'bad',
      finding: failed(
        check,
        error.message,
        'set what is named (docs/configuration.md lists every variable) and deploy',
      ),
    };
  }
}

/** A setting to copy, as a shell takes it. */
export const asVariable = (name: string, ids: Iterable<readonly [string, number]>): string =>
  `${name}='${JSON.stringify(Object.fromEntries(ids))}'`;

const DAY_MS = 24 * 3_600_000;
const EXPIRY_NOTICE_DAYS = 14;

/** The finding about a token's end; null where it has none to tell. */
export function expiryFinding(
  check: string,
  { endsAtMs, nowMs, renew }: { endsAtMs: number | null; nowMs: number; renew: string },
): Finding | null {
  if (endsAtMs === null) return null;
  const days = Math.floor((endsAtMs - nowMs) / DAY_MS);
  if (endsAtMs <= nowMs) return failed(check, 'has ended', renew);
  if (days < EXPIRY_NOTICE_DAYS)
    return { check, state: 'warning', says: `ends in ${days} days`, todo: renew };
  return { check, state: 'ok', says: `ends in ${days} days`, todo: null };
}
