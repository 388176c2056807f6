/**
 * Structured logs, one JSON line each, on stdout. A line carries ids and numbers only; keys that could hold a phone, a
 * name, a text or a token are replaced before they are written, and logging never throws (M7, O2).
 */
import { AsyncLocalStorage } from 'node:async_hooks';

export type LogFields = Readonly<Record<string, unknown>>;
export type Log = {
  info(noun: string, fields?: LogFields): void;
  warn(noun: string, fields?: LogFields): void;
  error(noun: string, fields?: LogFields): void;
};

/** Keys whose value never reaches a log, wherever they are nested. */
const PRIVATE_KEY =
  /phone|name$|profile|text|body|token|secret|authori[sz]ation|apikey|password|email|jid|replyto|wa_?id|bsuid|^lid$|address|caption|title/i;
const PRIVATE_VALUE = /\+?\d{2}[\s(-]*\d{2}\)?[\s-]*9?\d{4}[\s-]?\d{4}|[\w.+-]+@[\w-]+\.[\w.]+|Bearer\s+\S+|eyJ[\w-]+\.[\w-]+/g;
const DEPTH_MAX = 6;

function redacted(value: unknown, depth: number): unknown {
  if (depth > DEPTH_MAX) return '[deep]';
  if (typeof value === 'string') return value.replace(PRIVATE_VALUE, '[redacted]').slice(0, 500);
  if (value instanceof Error)
    return { error: value.constructor.name, cause: value.cause instanceof Error ? value.cause.constructor.name : undefined };
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => redacted(item, depth + 1));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        PRIVATE_KEY.test(key) && typeof inner !== 'number' ? '[redacted]' : redacted(inner, depth + 1),
      ]),
    );
  }
  return value;
}

const correlation = new AsyncLocalStorage<{ readonly correlationId: string }>();

/** Runs `work` so that every line logged inside carries this correlation id. */
export const withCorrelation = <T>(correlationId: string, work: () => T): T => correlation.run({ correlationId }, work);

/** A log that writes JSON lines through `write`, stamped by `nowMs`. */
export function createLog({ nowMs, write }: { nowMs: () => number; write: (line: string) => void }): Log {
  const line =
    (level: string) =>
    (noun: string, fields: LogFields = {}) => {
      try {
        const safe = redacted(fields, 0);
        write(
          JSON.stringify({ at: new Date(nowMs()).toISOString(), level, event: noun, ...correlation.getStore(), ...(safe as LogFields) }),
        );
      } catch {
        // A log line is never worth a failed turn (M7).
      }
    };
  return { info: line('info'), warn: line('warn'), error: line('error') };
}
