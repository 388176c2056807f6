/**
 * Structured logs, one JSON line each, on stdout. A line carries ids and numbers only; keys that could hold a phone, a
 * name, a text or a token are replaced before they are written, and logging never throws (M7, O2).
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';
import { systemClock } from './clock.ts';
import { loadStage } from './config.ts';
import { metricsOf } from './metrics.ts';
import { cut } from './text.ts';

export type LogFields = Readonly<Record<string, unknown>>;
export type Log = {
  info(noun: string, fields?: LogFields): void;
  warn(noun: string, fields?: LogFields): void;
  error(noun: string, fields?: LogFields): void;
};

/** Keys whose value never reaches a log, wherever they are nested. */
const PRIVATE_KEY =
  /phone|name$|profile|text|body|token|secret|authori[sz]ation|apikey|password|email|jid|replyto|wa_?id|bsuid|^lid$|address|caption|title/i;
/** What may stand between two digits of a phone, an escaped blank or plus of an address (`%20`, `%2B`) too. */
const GAP = String.raw`(?:[\s().\u2010-\u2015-]|%[\dA-Fa-f]{2}){0,4}`;
/** Never a part of a longer id; but an escape or Brazil's `0xx` may stand right before it. */
const START = String.raw`(?:(?<![\w-])|(?<=%[\dA-Fa-f]{2})|(?<=\dxx))`;
const END = String.raw`(?![\w-])`;
// Phones in any spelling, with their area or in two halves without it, and long numbers alone (a LID). A wamid has the phone in it (W15).
const PRIVATE_VALUE = new RegExp(
  [
    String.raw`\+\d{10,15}`,
    String.raw`${START}\+?(?:\d${GAP}){9,14}\d${END}`,
    String.raw`${START}(?:9${GAP})?\d{4}[\s.\u2010-\u2015-]{1,3}\d{4}${END}`,
    String.raw`[\w.+-]+(?:@|%40)[\w-]+\.[\w.]+`,
    String.raw`wamid\.[\w+/=]+|Bearer\s+\S+|eyJ[\w-]+\.[\w-]+`,
  ].join('|'),
  'g',
);
const DEPTH_MAX = 6;
const TEXT_MAX = 500;

/** Cut before it is searched, or a long text would block the turn (M7); the cut end goes, for it may be half a phone. */
function redactedText(text: string): string {
  const short =
    text.length > TEXT_MAX
      ? cut(text, TEXT_MAX)
          .replace(/\S*$/, '')
          .replace(/[\d\s()+-]*$/, '')
      : text;
  return short.replace(PRIVATE_VALUE, '[redacted]');
}

function redacted(value: unknown, depth: number): unknown {
  if (depth > DEPTH_MAX) return '[deep]';
  if (typeof value === 'string') return redactedText(value);
  if (value instanceof Error)
    return {
      error: value.constructor.name,
      cause: value.cause instanceof Error ? value.cause.constructor.name : undefined,
    };
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

const correlation = new AsyncLocalStorage<{ readonly correlationId: string; readonly traceId?: string }>();

/** Runs `work` so that every line logged inside carries this correlation id, and the trace's where there is one. */
export const withCorrelation = <T>(correlationId: string, work: () => T, traceId: string | null = null): T =>
  correlation.run({ correlationId, ...(traceId !== null && { traceId }) }, work);

/** One line's shape: when, how bad, what happened, under which correlation, with which ids and numbers. */
class LineFormatter extends LogFormatter {
  readonly #nowMs: () => number;
  readonly #stage: string | null;
  constructor(nowMs: () => number, stage: string | null) {
    super();
    this.#nowMs = nowMs;
    this.#stage = stage;
  }
  override formatAttributes({ logLevel, message }: UnformattedAttributes, fields: LogAttributes): LogItem {
    const atMs = this.#nowMs();
    const at = new Date(atMs).toISOString();
    const counted = this.#stage === null ? {} : metricsOf(message, fields, { stage: this.#stage, atMs });
    return new LogItem({
      attributes: {
        at,
        level: logLevel.toLowerCase(),
        event: message,
        ...correlation.getStore(),
        ...fields,
        ...counted,
      },
    });
  }
}

/** A log on the clock `nowMs`. Lines go to stdout, or to `write`, without their line break; with a `stage` they are counted (metrics.ts). */
export function createLog({
  nowMs,
  stage = null,
  write,
}: {
  nowMs: () => number;
  stage?: string | null;
  write?: (line: string) => void;
}): Log {
  const logger = new Logger({ serviceName: 'bastao', logFormatter: new LineFormatter(nowMs, stage) });
  if (write) {
    const sink = new Writable({
      write: (chunk, _encoding, done) => {
        write(String(chunk).trimEnd());
        done();
      },
    });
    // Powertools has no option for where lines go; its console is its only way out.
    Reflect.set(logger, 'console', new Console({ stdout: sink, stderr: sink }));
  }
  const line =
    (level: 'info' | 'warn' | 'error') =>
    (noun: string, fields: LogFields = {}): void => {
      try {
        // Redaction keeps the shape of a record.
        logger[level](noun, redacted(fields, 0) as LogAttributes);
      } catch {
        // A log line is never worth a failed turn (M7).
      }
    };
  return { info: line('info'), warn: line('warn'), error: line('error') };
}

/** The log of a Lambda. */
export const processLog: Log = createLog({ nowMs: systemClock.nowMs, stage: loadStage(process.env) });
