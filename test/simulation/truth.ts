/**
 * What is true outside, noted as it happens: who holds each conversation by Kommo's cards and by what people did, what left
 * for which phone and when, what was written to which card. Nothing here is read from the product's own tables.
 */
import { STATUS } from '../../local/account.ts';
import type { Stack } from '../../local/stack-options.ts';
import type { Scheduler } from './engine/scheduler.ts';
import type { Call } from './engine/wire.ts';

export type Person = { readonly phone: string; readonly name: string };

/** A stage from then on; `by`: whether a person's act or our API brought it there. */
export type StageEntry = { readonly atMs: number; readonly statusId: number; readonly by: 'person' | 'api' };
export type Send = { readonly atMs: number; readonly phone: string; readonly text: string };
export type CardWrite = {
  readonly atMs: number;
  readonly leadId: number;
  readonly statusId: number | null;
  readonly body: string;
};
/** Who holds a lead from then on: `person` by a card's stage, `nobody` for a lead with no card yet. */
export type Holding = { readonly atMs: number; readonly by: 'bot' | 'person' };

export type Truth = {
  readonly people: readonly Person[];
  /** Notes what has changed since; `by` is who changed it. */
  look(by: 'person' | 'api'): void;
  onCall(call: Call): void;
  readonly sends: readonly Send[];
  readonly writes: readonly CardWrite[];
  stagesOf(leadId: number): readonly StageEntry[];
  holdingsOf(phone: string): readonly Holding[];
  holdsNow(phone: string): 'bot' | 'person';
  /** When a card that a person held was gone all at once: another card of the bot's proves no return (P3). */
  orphanedAtMs(phone: string): readonly number[];
  /** The person's cards that are there, oldest first. */
  cardsOf(phone: string): ReturnType<Stack['kommo']['control']['cards']>;
};

/** A number with and without the ninth digit is one. */
const tail = (phone: string): string => phone.replace(/\D/g, '').slice(-8);

const CLOSED: readonly number[] = [STATUS.won, STATUS.lost];
const LADDER_END = STATUS.nao_interessado;
const BOTS: readonly number[] = [
  STATUS.novo_lead,
  STATUS.em_qualificacao,
  STATUS.qualificado,
  STATUS.desqualificado,
  STATUS.reuniao_agendada,
];
export const isBotsStage = (statusId: number): boolean => BOTS.includes(statusId);

const textOf = (body: string): { to: string; text: string } | null => {
  const parsed: unknown = JSON.parse(body);
  if (typeof parsed !== 'object' || parsed === null) return null;
  const field = (name: string): unknown => Reflect.get(parsed, name);
  const to = field('to') ?? field('number');
  if (typeof to !== 'string') return null;
  const inner = field('text');
  if (typeof inner === 'string') return { to, text: inner };
  if (typeof inner === 'object' && inner !== null) return { to, text: String(Reflect.get(inner, 'body')) };
  return field('template') === undefined ? null : { to, text: JSON.stringify(field('template')) };
};

export function createTruth({
  people,
  scheduler,
  stack,
}: {
  people: readonly Person[];
  scheduler: () => Scheduler;
  stack: () => Stack | null;
}): Truth {
  const sends: Send[] = [];
  const writes: CardWrite[] = [];
  const stages = new Map<number, StageEntry[]>();
  const holdings = new Map<string, Holding[]>(people.map(({ phone }) => [phone, []]));
  const orphaned = new Map<string, number[]>(people.map(({ phone }) => [phone, []]));
  /** The cards that a person held when last looked at. */
  const held = new Map<string, readonly number[]>();

  const cardsOf: Truth['cardsOf'] = (phone) =>
    (stack()?.kommo.control.cards() ?? []).filter((card) =>
      card.contacts.some(({ phones }) => phones.some((each) => tail(each) === tail(phone))),
    );
  const isSilent = (leadId: number, statusId: number): boolean => {
    if (isBotsStage(statusId)) return false;
    // Given up by our own ladder: whoever writes again is answered.
    if (statusId === LADDER_END) return stages.get(leadId)?.at(-1)?.by !== 'api';
    return true;
  };
  const holderOf = (phone: string): Holding['by'] => {
    const cards = cardsOf(phone).filter(({ stage }) => stage !== '');
    const open = cards.filter(({ statusId }) => !CLOSED.includes(statusId));
    if (cards.length === 0) return 'bot';
    if (open.length === 0) return 'person';
    return open.some(({ leadId, statusId }) => isSilent(leadId, statusId)) ? 'person' : 'bot';
  };

  const look = (by: 'person' | 'api'): void => {
    const atMs = scheduler().exactMs();
    for (const { leadId, statusId } of stack()?.kommo.control.cards() ?? []) {
      const entries = stages.get(leadId) ?? [];
      stages.set(leadId, entries);
      if (entries.at(-1)?.statusId !== statusId) entries.push({ atMs, statusId, by });
    }
    for (const [phone, entries] of holdings) {
      const holder = holderOf(phone);
      const there = cardsOf(phone).map(({ leadId }) => leadId);
      const isGone = (held.get(phone) ?? []).some((leadId) => !there.includes(leadId));
      if (holder === 'bot' && isGone) orphaned.get(phone)?.push(atMs);
      held.set(phone, holder === 'person' ? there : []);
      if (entries.at(-1)?.by !== holder) entries.push({ atMs, by: holder });
    }
  };

  return {
    people,
    look,
    onCall: ({ mount, method, path, body, scope }) => {
      if (scope === undefined) return;
      look('api');
      const atMs = scheduler().exactMs();
      if (
        (mount === '/cloud' || mount === '/evolution') &&
        method === 'POST' &&
        /messages$|sendText/.test(path)
      ) {
        const sent = textOf(body);
        const to = sent && people.find(({ phone }) => tail(phone) === tail(sent.to));
        if (sent && to) sends.push({ atMs, phone: to.phone, text: sent.text });
      }
      const patched = mount === '/kommo' && method === 'PATCH' ? /\/leads\/(\d+)/.exec(path) : null;
      if (patched) {
        const statusId = /"status_id":(\d+)/.exec(body)?.[1];
        writes.push({
          atMs,
          leadId: Number(patched[1]),
          statusId: statusId === undefined ? null : Number(statusId),
          body,
        });
      }
    },
    sends,
    writes,
    stagesOf: (leadId) => stages.get(leadId) ?? [],
    holdingsOf: (phone) => holdings.get(phone) ?? [],
    holdsNow: (phone) => holdings.get(phone)?.at(-1)?.by ?? 'bot',
    orphanedAtMs: (phone) => orphaned.get(phone) ?? [],
    cardsOf,
  };
}
