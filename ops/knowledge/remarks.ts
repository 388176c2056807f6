/** What the company should look at though nothing is broken: `knowledge check`. Pure. */
import { plain } from '../../lib/agent/extract/plain-text.ts';
import { figuresIn } from '../../lib/agent/guard/figures.ts';
import type { Knowledge } from '../../lib/agent/knowledge/schema.ts';
import { stemsOf } from '../../lib/agent/knowledge/words.ts';
import { placeholdersIn } from './compile.ts';

export type Remark = {
  readonly kind:
    | 'empty'
    | 'expired'
    | 'expires soon'
    | 'contradictory'
    | 'figure twice'
    | 'asked twice'
    | 'unused';
  readonly at: string;
  readonly text: string;
};

const SOON_DAYS = 45;
/** What a contract is made of; a bare number or a count of plates is not. */
const COUNTED: ReadonlySet<string> = new Set(['percent', 'brl', 'year', 'month', 'week', 'day', 'time']);
const DAY_MS = 86_400_000;

/** `now`: epoch milliseconds. */
export function remarksOn(knowledge: Knowledge, now: number): readonly Remark[] {
  const { slots, passages, solutions, wordings } = knowledge;
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const dated = [
    ...slots.map(({ key, ...rest }) => ({ name: key, ...rest })),
    ...passages.map(({ id, ...rest }) => ({ name: id, ...rest })),
  ];
  const used = new Set(
    [
      ...passages.flatMap(({ answer, meanwhile }) => [answer ?? '', meanwhile ?? '']),
      ...solutions.flatMap(({ pitch, premium, handsOverWith }) => [
        pitch,
        premium?.pitch ?? '',
        handsOverWith ?? '',
      ]),
      ...wordings.flatMap(({ texts }) => texts),
    ].flatMap(placeholdersIn),
  );
  return [
    ...slots
      .filter(({ contradiction }) => contradiction !== null)
      .map(({ key, at, contradiction }) => remark('contradictory', at, `${key}: ${contradiction}`)),
    ...dated.flatMap(({ name, at, validUntil }) => {
      if (validUntil === null) return [];
      if (validUntil < day(now))
        return [remark('expired', at, `${name} was valid until ${validUntil} and is not said any more`)];
      return validUntil < day(now + SOON_DAYS * DAY_MS)
        ? [remark('expires soon', at, `${name} is valid until ${validUntil}`)]
        : [];
    }),
    ...figuresTwice(knowledge),
    ...askedTwice(knowledge),
    ...slots
      .filter(({ value, contradiction }) => value === null && contradiction === null)
      .map(({ key, at }) =>
        remark(
          'empty',
          at,
          `${key}: ${
            passages
              .filter(({ answer }) => placeholdersIn(answer ?? '').includes(key))
              .map(({ id }) => id)
              .join(', ') || 'nothing asks for it'
          }`,
        ),
      ),
    ...slots
      .filter(({ key, contradiction }) => !used.has(key) && contradiction === null)
      .map(({ key, at }) => remark('unused', at, `${key} is named by no text`)),
  ];
}

const remark = (kind: Remark['kind'], at: string, text: string): Remark => ({ kind, at, text });

/** The company's own sums, percentages and terms: each stands once, in the sheet; elsewhere by its slot. */
function figuresTwice({ slots, passages, solutions }: Knowledge): readonly Remark[] {
  const places = new Map<string, { readonly at: string; readonly where: string }[]>();
  const texts = [
    ...slots.map(({ key, at, value }) => ({ at, where: key, text: value ?? '' })),
    ...solutions.map(({ key, at, pitch, short, premium }) => ({
      at,
      where: key,
      text: `${short} ${pitch} ${premium?.pitch ?? ''}`,
    })),
    ...passages
      .filter(({ kind }) => kind === 'company')
      .map(({ id, at, answer, meanwhile }) => ({
        at,
        where: id,
        text: `${answer ?? ''} ${meanwhile ?? ''}`,
      })),
  ];
  for (const { at, where, text } of texts)
    for (const name of new Set(
      figuresIn(plain(text))
        .filter(({ unit }) => COUNTED.has(unit))
        .map(({ unit, value }) => `${value} ${unit}`),
    ))
      places.set(name, [...(places.get(name) ?? []), { at, where }]);
  return [...places].flatMap(([name, [first, ...others]]) =>
    first === undefined || others.length === 0
      ? []
      : [
          remark(
            'figure twice',
            first.at,
            `${name} stands in ${[first, ...others].map(({ where }) => where).join(', ')}`,
          ),
        ],
  );
}

/** The same words lead to two passages: which is meant, nobody knows. */
function askedTwice({ passages }: Knowledge): readonly Remark[] {
  const asked = new Map<string, string>();
  const remarks: Remark[] = [];
  for (const { id, at, questions } of passages)
    for (const question of questions) {
      const words = [...stemsOf(question)].sort().join(' ');
      const other = asked.get(words);
      if (other !== undefined && other !== id)
        remarks.push(remark('asked twice', at, `"${question}" leads to ${other} and to ${id}`));
      asked.set(words, other ?? id);
    }
  return remarks;
}
