/** Which solution a burst picks: a tap first, else the last line that decides (N3). */
import type { BurstPart } from './brain.ts';
import type { DialogueState } from './dialogue.ts';
import { type Choice, choiceIn } from './extract/choice.ts';
import { plain } from './extract/plain-text.ts';
import { handsOver, isNamedDecisively } from './playbook.ts';

const SPEAKS_OF_MENU = /\b(?:opcao|letra|alternativa|mudei de ideia|prefiro|quero|troc\w+|melhor)\b/;

/** `lines`: the lead's own, as read. */
export function choiceOf(
  burst: readonly BurstPart[],
  { lines, dialogue }: { lines: readonly string[]; dialogue: DialogueState },
): Choice {
  for (const part of burst) {
    if (part.kind !== 'choice') continue;
    const tapped = choiceIn(part.id, dialogue.menuShown);
    if (tapped.kind === 'chosen') return tapped;
  }
  const choices = lines.map((line) => lineChoice(line, dialogue));
  return (
    choices.findLast(({ kind }) => kind === 'chosen') ??
    choices.findLast(({ kind }) => kind !== 'none') ?? { kind: 'none' }
  );
}

/** The menu counts while it is the question; later only for a lead that talks about choosing, else "segunda" is a day. */
function lineChoice(line: string, { lastQuestion, menuShown }: DialogueState): Choice {
  const isMenuOpen = lastQuestion === 'solution';
  const choice = choiceIn(
    line,
    isMenuOpen || (lastQuestion !== 'meeting_time' && SPEAKS_OF_MENU.test(plain(line))) ? menuShown : null,
  );
  // "quero investir em energia solar" says little; unasked, only an investor's own words hand the lead over.
  const isVague =
    choice.kind === 'chosen' &&
    handsOver(choice.flow) &&
    !isMenuOpen &&
    !isNamedDecisively(choice.flow, line) &&
    !/\b(?:opcao|letra)\b/.test(plain(line));
  return isVague ? { kind: 'none' } : choice;
}
