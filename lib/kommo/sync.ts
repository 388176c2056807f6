/**
 * The card made to show what the conversation knows: desired minus actual, one PATCH, and no call where nothing is left.
 * A person's move is never undone (I8): the stage changes only along the table, and tags are only ever added (C11).
 */

import type { Clock } from '../clock.ts';
import { FIELD_KEYS, type FieldKey } from '../config.ts';
import type { KommoLeadId } from '../lead.ts';
import type { Log } from '../log.ts';
import { STAGES, type StageKey, type StageMap } from '../pipeline.ts';
import type { HoldReason } from '../reasons.ts';
import type { Kommo, KommoContact, KommoField, KommoLead, LeadPatch } from './kommo.ts';
import type { FieldMap, Metadata } from './metadata.ts';
import type { MoverOf } from './mover.ts';

/** What a turn wants the card to show. An absent part is left alone. */
export type DesiredCard = {
  readonly stage?: StageKey;
  /**
   * Absent: this turn brought it. Else since when the card should stand there, epoch milliseconds; a person who moved it later
   * knew better (I8). Null: since some earlier turn, so that whatever a person did last stands.
   */
  readonly stageSinceMs?: number | null | undefined;
  readonly name?: string;
  /** Names that the card may have had from us before its own was learnt; any other was typed by a person and stays. */
  readonly replacesNames?: readonly string[];
  /** By meaning; a select takes the text of one of its options. */
  readonly fields: Partial<Record<FieldKey, string | number>>;
  readonly tagsToAdd: readonly string[];
};

export type SyncOutcome =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'written' }
  /** The card is a person's now, or gone: nothing is written. */
  | { readonly kind: 'not_ours' }
  | { readonly kind: 'failed'; readonly cause: HoldReason };

/** Names a card has before anybody knew the lead's: ours to replace, unlike one that a person typed. */
export const PLACEHOLDER_NAME = /^(?:lead(?:\s|$)|whatsapp(?:\s|$)|\+?\d)/i;

const fold = (value: string): string =>
  value
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .trim();

function fieldPatch(
  field: KommoField,
  desired: string | number,
  lead: KommoLead,
): NonNullable<LeadPatch['fields']>[number] | null {
  const actual = lead.fields.find(({ fieldId }) => fieldId === field.id)?.values[0];
  if (field.enums.length > 0) {
    const option = field.enums.find(({ value }) => fold(value) === fold(String(desired)));
    return !option || actual?.enumId === option.id ? null : { fieldId: field.id, enumId: option.id };
  }
  return actual !== undefined && actual.value === String(desired)
    ? null
    : { fieldId: field.id, value: desired };
}

/** May the bot move the card there from where it is? Coming back from a closed conversation only if the bot closed it. */
export function mayMove({
  from,
  to,
  movedByBot,
}: {
  from: string;
  to: StageKey;
  movedByBot: boolean;
}): boolean {
  const allowed = STAGES[to].botEntersFrom.some((stage) => stage === from);
  return allowed && ((from !== 'nao_interessado' && from !== 'desqualificado') || movedByBot);
}

/**
 * Where the card goes now. From a closed conversation it comes back by EM QUALIFICAÇÃO, whatever was reached since: one row of
 * the table at a time, and the next turn goes on from there.
 */
function stepTowards(options: { from: string; to: StageKey; movedByBot: boolean }): StageKey | null {
  if (mayMove(options)) return options.to;
  const isClosed = options.from === 'desqualificado' || options.from === 'nao_interessado';
  const goesOn = options.to === 'qualificado' || options.to === 'reuniao_agendada';
  return isClosed && goesOn && mayMove({ ...options, to: 'em_qualificacao' }) ? 'em_qualificacao' : null;
}

const isOurName = (name: string, { replacesNames = [] }: DesiredCard): boolean =>
  name.trim() === '' || PLACEHOLDER_NAME.test(name) || replacesNames.includes(name);

/** Desired minus actual; null when nothing is left. */
export function difference({
  desired,
  actual,
  map,
  fields,
  movedByBot,
}: {
  desired: DesiredCard;
  actual: KommoLead;
  map: StageMap;
  fields: FieldMap;
  movedByBot: boolean;
}): LeadPatch | null {
  const place = map.placeOf(actual);
  const step =
    desired.stage === undefined ? null : stepTowards({ from: place, to: desired.stage, movedByBot });
  const statusId = step === null ? null : map.statusIdOf(step);
  const changed = FIELD_KEYS.flatMap((key) => {
    const value = desired.fields[key];
    if (value === undefined) return [];
    const field = fields.get(key);
    const patch = field ? fieldPatch(field, value, actual) : null;
    return patch ? [patch] : [];
  });
  const tags = desired.tagsToAdd.filter((tag) => !actual.tags.some((own) => fold(own) === fold(tag)));
  const renames =
    desired.name !== undefined && desired.name !== actual.name && isOurName(actual.name, desired);
  const patch: LeadPatch = {
    ...(statusId !== null && { pipelineId: map.pipelineId, statusId }),
    ...(renames && desired.name !== undefined && { name: desired.name }),
    ...(changed.length > 0 && { fields: changed }),
    ...(tags.length > 0 && { tagsToAdd: tags }),
  };
  return Object.keys(patch).length === 0 ? null : patch;
}

/** A card as a live read of this turn showed it, with its main contact where that was read too. `readAtMs`: when it was asked. */
export type SeenCard = {
  readonly card: KommoLead;
  readonly contact: KommoContact | null;
  readonly readAtMs: number;
};

/** Kommo knows no conditional write: between the look and the move a person's own move goes unseen, so the look is this young. */
const MOVE_SEEN_MAX_AGE_MS = 250;

function withoutStage({
  pipelineId: _pipelineId,
  statusId: _statusId,
  ...rest
}: LeadPatch): LeadPatch | null {
  return Object.keys(rest).length === 0 ? null : rest;
}

export type Sync = {
  /**
   * Writes what differs from `seen`, the turn's own live read, or from a fresh one where that is too old or null. `movedByBot`
   * is asked only where it matters. Never throws for Kommo's sake.
   */
  apply(options: {
    kommoLeadId: KommoLeadId;
    desired: DesiredCard;
    seen: SeenCard | null;
  }): Promise<SyncOutcome>;
};

export type SyncDeps = {
  readonly kommo: Pick<
    Kommo,
    'leads' | 'contacts' | 'patchLead' | 'patchContact' | 'acceptUnsorted' | 'cardMoves'
  >;
  readonly metadata: Pick<Metadata, 'stageMap' | 'fields' | 'forgetFields' | 'isOwnUser'>;
  readonly moverOf: MoverOf;
  readonly clock: Clock;
  readonly log: Log;
  /** STAGE_MAX_AGE_MS: an older look at the card is repeated before anything is written to it (I8). */
  readonly seenMaxAgeMs: number;
};

export function createSync({ kommo, metadata, moverOf, clock, log, seenMaxAgeMs }: SyncDeps): Sync {
  /** The contact's name follows the card's (C1); one that a person typed stays. Null where nothing is to be written. */
  const nameContact = async (
    actual: KommoLead,
    desired: DesiredCard,
    known: KommoContact | null,
  ): Promise<SyncOutcome | null> => {
    const [contactId] = actual.contactIds;
    if (desired.name === undefined || contactId === undefined) return null;
    let contact = known?.id === contactId ? known : null;
    if (!contact) {
      const read = await kommo.contacts([contactId], { priority: 'write' });
      if (read.kind === 'failed') return { kind: 'failed', cause: read.cause };
      contact = read.kind === 'ok' ? (read.value.find(({ id }) => id === contactId) ?? null) : null;
    }
    if (!contact || contact.name === desired.name || !isOurName(contact.name, desired)) return null;
    const named = await kommo.patchContact(contactId, { name: desired.name });
    return named.kind === 'failed' ? { kind: 'failed', cause: named.cause } : { kind: 'written' };
  };

  /**
   * A card that is not where it was to be since before this read: the move failed, or a person moved it on. Kommo's events tell;
   * what they do not tell counts as a person's (I8).
   */
  const isPersonsMove = async (kommoLeadId: KommoLeadId, sinceMs: number): Promise<boolean> => {
    const moves = await kommo.cardMoves({ ids: [kommoLeadId], fromSeconds: 0 });
    if (moves.kind !== 'ok') return true;
    const [last] = moves.value;
    return (
      last !== undefined &&
      last.at * 1000 >= Math.floor(sinceMs / 1000) * 1000 &&
      !(await metadata.isOwnUser(last.createdBy))
    );
  };

  const attempt = async ({
    kommoLeadId,
    desired,
    seen: given,
  }: {
    kommoLeadId: KommoLeadId;
    desired: DesiredCard;
    seen: SeenCard | null;
  }): Promise<SyncOutcome> => {
    const seen =
      given && given.card.id === kommoLeadId && clock.nowMs() - given.readAtMs <= seenMaxAgeMs ? given : null;
    const [read, map, fields] = await Promise.all([
      seen ? { kind: 'ok' as const, value: [seen.card] } : kommo.leads([kommoLeadId], { priority: 'write' }),
      metadata.stageMap(),
      metadata.fields(),
    ]);
    if (read.kind === 'failed') return { kind: 'failed', cause: read.cause };
    if (map.kind === 'failed') return { kind: 'failed', cause: map.cause };
    if (fields.kind === 'failed') return { kind: 'failed', cause: fields.cause };
    let actual = read.kind === 'ok' ? read.value.find(({ id }) => id === kommoLeadId) : undefined;
    if (!actual || actual.isDeleted) return { kind: 'not_ours' };

    if (map.value.isUnsorted(actual)) {
      const home = map.value.statusIdOf('novo_lead');
      if (home === null) return { kind: 'failed', cause: 'no_novo_lead' };
      // Any PATCH would move an unsorted card; it is accepted by name first, and written to only then (design §6).
      const accepted = await kommo.acceptUnsorted({ kommoLeadId, statusId: home, userId: null });
      if (accepted.kind === 'failed') return { kind: 'failed', cause: accepted.cause };
      // I8: somebody took it since the read, and where to is not known: the next try reads the card anew.
      if (accepted.kind === 'absent') return { kind: 'failed', cause: 'accepted_meanwhile' };
      actual = { ...actual, pipelineId: map.value.pipelineId, statusId: home };
    }
    const place = map.value.placeOf(actual);
    // I8: a card in a person's hands is not written to at all.
    if (place === 'unmapped' || place === 'won' || place === 'lost' || place === 'atendimento_humano')
      return { kind: 'not_ours' };
    const asksMover =
      desired.stage !== undefined && (place === 'nao_interessado' || place === 'desqualificado');
    const movedByBot =
      asksMover && (await moverOf({ kommoLeadId, stageStatusId: actual.statusId })) === 'bot';

    const whole = difference({ desired, actual, map: map.value, fields: fields.value, movedByBot });
    // I8: a stage written over a person's move would undo it, so for that an older look is not good enough.
    if (whole?.statusId !== undefined && seen && clock.nowMs() - seen.readAtMs > MOVE_SEEN_MAX_AGE_MS)
      return attempt({ kommoLeadId, desired, seen: null });
    const sinceMs = desired.stageSinceMs;
    const isOverdue = whole?.statusId !== undefined && sinceMs !== undefined;
    const patch =
      whole && isOverdue && (await isPersonsMove(kommoLeadId, sinceMs ?? 0)) ? withoutStage(whole) : whole;
    if (patch === null)
      return (await nameContact(actual, desired, seen?.contact ?? null)) ?? { kind: 'unchanged' };
    const written = await kommo.patchLead(kommoLeadId, patch);
    if (written.kind === 'absent') return { kind: 'not_ours' };
    if (written.kind === 'failed') {
      if (written.cause === 'rejected') metadata.forgetFields();
      return { kind: 'failed', cause: written.cause };
    }
    // C1: the contact is who sellers look for.
    const named = await nameContact(actual, desired, seen?.contact ?? null);
    if (named?.kind === 'failed') return named;
    log.info('sync.written', {
      kommoLeadId,
      moved: patch.statusId !== undefined,
      fields: patch.fields?.length ?? 0,
      tags: patch.tagsToAdd?.length ?? 0,
    });
    return { kind: 'written' };
  };
  return { apply: attempt };
}
