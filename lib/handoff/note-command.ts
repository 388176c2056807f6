/**
 * The notes `/humano` and `/bot` (V1). A hook only claims that one was written: it may be forged, late or told again. A release needs
 * proof, so the note is read live; a takeover needs a hint only, so an unreadable `/humano` silences all the same.
 */
import type { KommoNote, KommoResult } from '../kommo/kommo.ts';
import type { KommoLeadId } from '../lead.ts';

export type NoteCommand = 'humano' | 'bot';

/** The whole text, whatever its case: a note that quotes `/bot` releases nothing. */
export const commandIn = (text: string): NoteCommand | null => {
  const word = text.trim().toLowerCase();
  return word === '/humano' ? 'humano' : word === '/bot' ? 'bot' : null;
};

export type NoteVerdict =
  /** `givenAtMs`: when the note was written, epoch milliseconds (seconds in Kommo); null: unread, so now. */
  | { readonly kind: 'obey'; readonly givenAtMs: number | null; readonly author: number | null }
  | { readonly kind: 'again'; readonly cause: string }
  | { readonly kind: 'ignore'; readonly why: 'absent' | 'other_card' | 'other_text' | 'no_person' };

/** What a hook's command is worth by the note as Kommo has it now. Pure. */
export function judgeNote(
  claim: { readonly kommoLeadId: KommoLeadId; readonly command: NoteCommand; readonly userId: number | null },
  note: KommoResult<KommoNote>,
): NoteVerdict {
  if (note.kind === 'failed')
    return claim.command === 'humano'
      ? { kind: 'obey', givenAtMs: null, author: claim.userId }
      : { kind: 'again', cause: note.cause };
  if (note.kind === 'absent') return { kind: 'ignore', why: 'absent' };
  const { kommoLeadId, isText, text, createdBy, createdAt } = note.value;
  if (kommoLeadId !== claim.kommoLeadId) return { kind: 'ignore', why: 'other_card' };
  if (commandIn(text) !== claim.command) return { kind: 'ignore', why: 'other_text' };
  // Ours are of the integration's own type and by user 0 (facts/kommo.md §10.3, §10.7).
  if (!isText || createdBy <= 0) return { kind: 'ignore', why: 'no_person' };
  return { kind: 'obey', givenAtMs: createdAt * 1000, author: createdBy };
}
