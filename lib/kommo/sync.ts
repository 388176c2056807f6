/**
 * The card made to show what the conversation knows: desired minus actual, one PATCH, and no call where nothing is left.
 * A person's move is never undone (I8): the stage changes only along the table, and tags are only ever added (C11).
 */
import { FIELD_KEYS, type FieldKey } from '../config.ts';
import type { KommoLeadId } from '../lead.ts';
import type { Log } from '../log.ts';
import { STAGES, type StageKey, type StageMap } from '../pipeline.ts';
import type { Kommo, KommoField, KommoLead, LeadPatch } from './kommo.ts';
import type { FieldMap, Metadata } from './metadata.ts';
import type { MoverOf } from './mover.ts';

/** What a turn wants the card to show. An absent part is left alone. */
export type DesiredCard = {
  readonly stage?: StageKey;
  readonly name?: string;
  /** By meaning; a select takes the text of one of its options. */
  readonly fields: Partial<Record<FieldKey, string | number>>;
  readonly tagsToAdd: readonly string[];
};

export type SyncOutcome =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'written' }
  /** The card is a person's now, or gone: nothing is written. */
  | { readonly kind: 'not_ours' }
  | { readonly kind: 'failed'; readonly cause: string };

/** Names a card has before anybody knew the lead's: ours to replace, unlike one that a person typed. */
export const PLACEHOLDER_NAME = /^(?:lead(?:\s|$)|whatsapp(?:\s|$)|\+?\d)/i;

const fold = (value: string): string =>
  value
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .trim();

function fieldPatch(field: KommoField, desired: string | number, lead: KommoLead): NonNullable<LeadPatch['fields']>[number] | null {
  const actual = lead.fields.find(({ fieldId }) => fieldId === field.id)?.values[0];
  if (field.enums.length > 0) {
    const option = field.enums.find(({ value }) => fold(value) === fold(String(desired)));
    return !option || actual?.enumId === option.id ? null : { fieldId: field.id, enumId: option.id };
  }
  return actual !== undefined && actual.value === String(desired) ? null : { fieldId: field.id, value: desired };
}

/** May the bot move the card there from where it is? Coming back from a closed conversation only if the bot closed it. */
export function mayMove({ from, to, movedByBot }: { from: string; to: StageKey; movedByBot: boolean }): boolean {
  const allowed = STAGES[to].botEntersFrom.some((stage) => stage === from);
  return allowed && ((from !== 'nao_interessado' && from !== 'desqualificado') || movedByBot);
}

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
  const statusId = desired.stage === undefined ? null : map.statusIdOf(desired.stage);
  const moves = desired.stage !== undefined && statusId !== null && mayMove({ from: place, to: desired.stage, movedByBot });
  const changed = FIELD_KEYS.flatMap((key) => {
    const value = desired.fields[key];
    if (value === undefined) return [];
    const field = fields.get(key);
    const patch = field ? fieldPatch(field, value, actual) : null;
    return patch ? [patch] : [];
  });
  const tags = desired.tagsToAdd.filter((tag) => !actual.tags.some((own) => fold(own) === fold(tag)));
  const renames = desired.name !== undefined && desired.name !== actual.name && PLACEHOLDER_NAME.test(actual.name);
  const patch: LeadPatch = {
    ...(moves && statusId !== null && { pipelineId: map.pipelineId, statusId }),
    ...(renames && desired.name !== undefined && { name: desired.name }),
    ...(changed.length > 0 && { fields: changed }),
    ...(tags.length > 0 && { tagsToAdd: tags }),
  };
  return Object.keys(patch).length === 0 ? null : patch;
}

export type Sync = {
  /** Reads the card, writes what differs. `movedByBot` is asked only where it matters. Never throws for Kommo's sake. */
  apply(options: { kommoLeadId: KommoLeadId; desired: DesiredCard }): Promise<SyncOutcome>;
};

export type SyncDeps = {
  readonly kommo: Pick<Kommo, 'leads' | 'patchLead' | 'patchContact' | 'acceptUnsorted'>;
  readonly metadata: Pick<Metadata, 'stageMap' | 'fields' | 'forgetFields'>;
  readonly moverOf: MoverOf;
  readonly log: Log;
};

export function createSync({ kommo, metadata, moverOf, log }: SyncDeps): Sync {
  const attempt = async ({ kommoLeadId, desired }: { kommoLeadId: KommoLeadId; desired: DesiredCard }): Promise<SyncOutcome> => {
    const [read, map, fields] = await Promise.all([
      kommo.leads([kommoLeadId], { priority: 'write' }),
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
    if (place === 'unmapped' || place === 'won' || place === 'lost' || place === 'atendimento_humano') return { kind: 'not_ours' };
    const asksMover = desired.stage !== undefined && (place === 'nao_interessado' || place === 'desqualificado');
    const movedByBot = asksMover && (await moverOf({ kommoLeadId, stageStatusId: actual.statusId })) === 'bot';

    const patch = difference({ desired, actual, map: map.value, fields: fields.value, movedByBot });
    if (patch === null) return { kind: 'unchanged' };
    const written = await kommo.patchLead(kommoLeadId, patch);
    if (written.kind === 'absent') return { kind: 'not_ours' };
    if (written.kind === 'failed') {
      if (written.cause === 'rejected') metadata.forgetFields();
      return { kind: 'failed', cause: written.cause };
    }
    const [contactId] = actual.contactIds;
    if (patch.name !== undefined && contactId !== undefined) {
      // C1: the contact is who sellers look for; its name follows the card's, once.
      const named = await kommo.patchContact(contactId, { name: patch.name });
      if (named.kind === 'failed') return { kind: 'failed', cause: named.cause };
    }
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
