/** What a card should show minus what it shows (C10, C11, C14): only the difference, only along the stage table. Pure. */
import { FIELD_KEYS, type FieldKey } from '../config.ts';
import { ruleOf, STAGES, type StageKey, type StageMap, type StagePlace } from '../pipeline.ts';
import { fieldPatch } from './field-value.ts';
import type { KommoLead, LeadPatch } from './kommo.ts';
import type { FieldMap } from './metadata.ts';

/** What a turn wants the card to show. An absent part is left alone. */
export type DesiredCard = {
  readonly stage?: StageKey;
  /**
   * Absent: this turn brought it. Else since when the card should stand there, epoch milliseconds; a person who moved it later
   * knew better (I8). Null: since some earlier turn, so that whatever a person did last stands.
   */
  readonly stageSinceMs?: number | null | undefined;
  /** The lead gave its meeting up: out of REUNIÃO AGENDADA to QUALIFICADO, where the bot itself had put the card there (T8). */
  readonly leavesMeeting?: boolean;
  readonly name?: string;
  /** Names that the card may have had from us before its own was learnt; any other was typed by a person and stays. */
  readonly replacesNames?: readonly string[];
  /** By meaning; a select takes the text of one of its options. */
  readonly fields: Partial<Record<FieldKey, string | number>>;
  readonly tagsToAdd: readonly string[];
};

/** Names a card has before anybody knew the lead's: ours to replace, unlike one that a person typed. */
export const PLACEHOLDER_NAME = /^(?:lead(?:\s|$)|whatsapp(?:\s|$)|\+?\d)/i;

const fold = (value: string): string =>
  value
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .trim();

/** May the bot move the card there from where it is? Coming back from a closed conversation only if the bot closed it. */
export function mayMove({
  from,
  to,
  movedByBot,
  leavesMeeting = false,
}: {
  from: StagePlace;
  to: StageKey;
  movedByBot: boolean;
  leavesMeeting?: boolean;
}): boolean {
  if (ruleOf(from).hasMeeting && to === 'qualificado') return leavesMeeting && movedByBot;
  const allowed = STAGES[to].botEntersFrom.some((stage) => stage === from);
  return allowed && (!ruleOf(from).endsTalk || movedByBot);
}

/**
 * Where the card goes now. From a closed conversation it comes back by EM QUALIFICAÇÃO, whatever was reached since: one row of
 * the table at a time, and the next turn goes on from there.
 */
function stepTowards(options: {
  from: StagePlace;
  to: StageKey;
  movedByBot: boolean;
  leavesMeeting: boolean;
}): StageKey | null {
  if (mayMove(options)) return options.to;
  const isClosed = ruleOf(options.from).endsTalk;
  const goesOn = options.to === 'qualificado' || options.to === 'reuniao_agendada';
  return isClosed && goesOn && mayMove({ ...options, to: 'em_qualificacao' }) ? 'em_qualificacao' : null;
}

export const isOurName = (name: string, { replacesNames = [] }: DesiredCard): boolean =>
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
    desired.stage === undefined
      ? null
      : stepTowards({
          from: place,
          to: desired.stage,
          movedByBot,
          leavesMeeting: desired.leavesMeeting === true,
        });
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
