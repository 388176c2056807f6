/**
 * The card made to show what the conversation knows: desired minus actual, one PATCH, and no call where nothing is left.
 * A person's move is never undone (I8): the stage changes only along the table, and tags are only ever added (C11).
 */

import type { Clock } from '../clock.ts';
import type { KommoLeadId } from '../lead.ts';
import type { Log } from '../log.ts';
import { ruleOf } from '../pipeline.ts';
import type { HoldReason } from '../reasons.ts';
import { type DesiredCard, difference, isOurName } from './card-difference.ts';
import type { CardLook, Kommo, KommoContact, KommoLead, KommoResult, LeadPatch } from './kommo.ts';
import type { Metadata } from './metadata.ts';
import type { MoverOf } from './mover.ts';
import { isOurs, type OwnMoves } from './own-moves.ts';
import { type Part, partOf, valueOfPart, withoutParts } from './refused-parts.ts';

export type SyncOutcome =
  | { readonly kind: 'unchanged'; readonly staysInMeeting?: true }
  /** What Kommo refused for good is left out, and said in the log. */
  /** `staysInMeeting`: the meeting is gone and the card may not be moved by us. */
  | { readonly kind: 'written'; readonly refused?: readonly Part[]; readonly staysInMeeting?: true }
  /** Kommo says no, for good and to nothing that it names; said in the log. Asked again unchanged it would say no again. */
  | { readonly kind: 'refused' }
  /** The card is a person's now, or gone: nothing is written. */
  | { readonly kind: 'not_ours' }
  | { readonly kind: 'failed'; readonly cause: HoldReason };

/** A card as a live read of this turn showed it, with its main contact where that was read too. `readAtMs`: when it was asked. */
export type SeenCard = {
  readonly card: KommoLead;
  readonly contact: KommoContact | null;
  readonly readAtMs: number;
};

/** A card that changes under our hands so often is let be for now. */
const LOOKS_MAX = 3;
/** One answer may name one part of several (facts/kommo.md §10.4). */
const REFUSALS_MAX = 8;
/** An administrator may have fixed it by then; a container that knows nothing of it asks once. */
const REFUSED_FOR_MS = 60 * 60_000;

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
  readonly metadata: Pick<Metadata, 'stageMap' | 'fields' | 'forgetFields'>;
  readonly moverOf: MoverOf;
  readonly ownMoves: OwnMoves;
  readonly clock: Clock;
  readonly log: Log;
  /** STAGE_MAX_AGE_MS: an older look at the card is repeated before anything is written to it (I8). */
  readonly seenMaxAgeMs: number;
};

export function createSync({ kommo, metadata, moverOf, ownMoves, clock, log, seenMaxAgeMs }: SyncDeps): Sync {
  /** P4: what Kommo refused is not asked again unchanged. By card and part, with the value that was refused. */
  const refusals = new Map<string, { readonly value: string; readonly untilMs: number }>();
  const wasRefused = (key: string, value: string): boolean => {
    const refusal = refusals.get(key);
    return refusal !== undefined && refusal.value === value && clock.nowMs() < refusal.untilMs;
  };
  const withoutRefused = (kommoLeadId: KommoLeadId, patch: LeadPatch | null): LeadPatch | null => {
    if (patch === null) return null;
    const parts: readonly Part[] = [
      'stage',
      'name',
      'tags',
      ...(patch.fields ?? []).map(({ fieldId }): Part => `field:${fieldId}`),
    ];
    return withoutParts(
      patch,
      new Set(parts.filter((part) => wasRefused(`${kommoLeadId}:${part}`, valueOfPart(patch, part)))),
    );
  };

  type Written = {
    /** The last answer; null where every part was refused. */
    readonly written: KommoResult<unknown> | null;
    /** What was written in the end. */
    readonly left: LeadPatch | null;
    readonly refused: readonly Part[];
  };
  /** P4: the part that a 400 names is left out and the rest written. */
  const write = async (
    kommoLeadId: KommoLeadId,
    whole: LeadPatch,
    options: { readonly look: CardLook; readonly alone: boolean },
  ): Promise<Written> => {
    const refused: Part[] = [];
    let patch: LeadPatch | null = whole;
    for (let round = 0; patch !== null && round < REFUSALS_MAX; round += 1) {
      const written: KommoResult<unknown> = await kommo.patchLead(kommoLeadId, patch, options);
      if (written.kind !== 'failed' || written.cause !== 'rejected') return { written, left: patch, refused };
      metadata.forgetFields();
      const asked: LeadPatch = patch;
      const named = new Map(written.problems.map((problem) => [partOf(problem, asked), problem] as const));
      for (const [part, problem] of named) {
        if (part === null) continue;
        refused.push(part);
        refusals.set(`${kommoLeadId}:${part}`, {
          value: valueOfPart(asked, part),
          untilMs: clock.nowMs() + REFUSED_FOR_MS,
        });
        log.error('sync.refused', { kommoLeadId, part, code: problem.code });
      }
      const parts = new Set([...named.keys()].filter((part) => part !== null));
      if (parts.size === 0) {
        // It says no and not to what: nothing of it is asked again unchanged.
        refusals.set(`${kommoLeadId}:whole`, {
          value: JSON.stringify(asked),
          untilMs: clock.nowMs() + REFUSED_FOR_MS,
        });
        log.error('sync.refused', { kommoLeadId, part: 'whole', code: written.problems[0]?.code ?? null });
        return { written, left: null, refused };
      }
      patch = withoutParts(asked, parts);
    }
    return { written: null, left: null, refused };
  };

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
   * A card that is not where it was to be since before this read: the move failed, or somebody else moved it on, a person or another
   * robot (P2). Kommo's events tell, and what we kept; what they do not tell counts as somebody else's (I8).
   */
  const isSomebodyElses = async (kommoLeadId: KommoLeadId, sinceMs: number): Promise<boolean> => {
    const [moves, own] = await Promise.all([
      kommo.cardMoves({ ids: [kommoLeadId], fromSeconds: 0 }),
      ownMoves.of(kommoLeadId),
    ]);
    if (moves.kind !== 'ok' || own === 'unreadable') return true;
    const [last] = moves.value;
    return last !== undefined && last.at * 1000 >= Math.floor(sinceMs / 1000) * 1000 && !isOurs(last, own);
  };

  /** `keptStatusId`: the move that the attempt before has kept as ours, and the card had changed by then. */
  const attempt = async (
    {
      kommoLeadId,
      desired,
      seen: given,
    }: {
      kommoLeadId: KommoLeadId;
      desired: DesiredCard;
      seen: SeenCard | null;
    },
    { keptStatusId, looks }: { keptStatusId: number | null; looks: number } = {
      keptStatusId: null,
      looks: 1,
    },
  ): Promise<SyncOutcome> => {
    const seen =
      given && given.card.id === kommoLeadId && clock.nowMs() - given.readAtMs <= seenMaxAgeMs ? given : null;
    let lookAtMs = seen?.readAtMs ?? clock.nowMs();
    const onSent = (atMs: number): void => {
      lookAtMs = atMs;
    };
    const [read, map, fields] = await Promise.all([
      seen
        ? { kind: 'ok' as const, value: [seen.card] }
        : kommo.leads([kommoLeadId], { priority: 'write', onSent }),
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
      if (!(await ownMoves.keep({ kommoLeadId, pipelineId: map.value.pipelineId, statusId: home })))
        return { kind: 'failed', cause: 'own_moves_unreadable' };
      // Any PATCH would move an unsorted card; it is accepted by name first, and written to only then (design §6).
      const accepted = await kommo.acceptUnsorted({ kommoLeadId, statusId: home, userId: null });
      if (accepted.kind === 'failed') return { kind: 'failed', cause: accepted.cause };
      // I8: somebody took it since the read, and where to is not known: the next try reads the card anew.
      if (accepted.kind === 'absent') return { kind: 'failed', cause: 'accepted_meanwhile' };
      actual = { ...actual, pipelineId: map.value.pipelineId, statusId: home };
    }
    const place = map.value.placeOf(actual);
    // I8: a card in a person's hands is not written to at all.
    if (!ruleOf(place).isWritten) return { kind: 'not_ours' };
    const leavesMeeting = desired.leavesMeeting === true && ruleOf(place).hasMeeting;
    const asksMover = desired.stage !== undefined && (ruleOf(place).endsTalk || leavesMeeting);
    const movedByBot =
      asksMover && (await moverOf({ kommoLeadId, stageStatusId: actual.statusId })) === 'bot';

    const whole = withoutRefused(
      kommoLeadId,
      difference({ desired, actual, map: map.value, fields: fields.value, movedByBot }),
    );
    if (whole?.pipelineId !== undefined && whole.statusId !== undefined) {
      // P2: ours is what was kept before it left.
      const target = { kommoLeadId, pipelineId: whole.pipelineId, statusId: whole.statusId };
      if (keptStatusId !== whole.statusId && !(await ownMoves.keep(target)))
        return { kind: 'failed', cause: 'own_moves_unreadable' };
    }
    const stays = leavesMeeting && whole?.statusId === undefined && { staysInMeeting: true as const };
    const sinceMs = desired.stageSinceMs;
    const isOverdue = whole?.statusId !== undefined && sinceMs !== undefined;
    const patch =
      whole && isOverdue && (await isSomebodyElses(kommoLeadId, sinceMs ?? 0))
        ? withoutParts(whole, new Set(['stage']))
        : whole;
    if (patch === null)
      return (await nameContact(actual, desired, seen?.contact ?? null)) ?? { kind: 'unchanged', ...stays };
    if (wasRefused(`${kommoLeadId}:whole`, JSON.stringify(patch))) return { kind: 'refused' };
    // I8: what is written rests on this look, and leaves while it is young.
    const { pipelineId, statusId, updatedAt } = actual;
    const look: CardLook = { pipelineId, statusId, updatedAt, atMs: lookAtMs };
    const { written, left, refused } = await write(kommoLeadId, patch, { look, alone: looks > 1 });
    if (written?.kind === 'failed' && written.cause === 'look_outdated' && looks < LOOKS_MAX) {
      const kept = patch.statusId ?? keptStatusId;
      return attempt({ kommoLeadId, desired, seen: null }, { keptStatusId: kept, looks: looks + 1 });
    }
    if (written?.kind === 'absent') return { kind: 'not_ours' };
    if (written?.kind === 'failed')
      return written.cause === 'rejected' ? { kind: 'refused' } : { kind: 'failed', cause: written.cause };
    // C1: the contact is who sellers look for.
    const named = await nameContact(actual, desired, seen?.contact ?? null);
    if (named?.kind === 'failed') return named;
    log.info('sync.written', {
      kommoLeadId,
      moved: left?.statusId !== undefined,
      fields: left?.fields?.length ?? 0,
      tags: left?.tagsToAdd?.length ?? 0,
    });
    return { kind: 'written', ...(refused.length > 0 && { refused }), ...stays };
  };
  return { apply: (options) => attempt(options) };
}
