/**
 * What a text is most like, of what leads wrote who meant one thing or another (T3). The readers know forms of saying it; this weighs every
 * word, so it hears what no form foresaw, and says how sure it is. Readers ask it last, and only a sure answer counts. The weights are
 * learned from test/agent/corpus by scripts/likeness.ts. Pure.
 */
import { plainWords } from '../plain-text.ts';
import { featuresOf } from './features.ts';
import { WEIGHTS } from './weights.generated.ts';

export type Subject = keyof typeof WEIGHTS;
/** `margin`: by how much it is more like this than like anything else; below 0 for no subject at all, 1 and more is sure. */
export type Likeness<S extends Subject> = {
  readonly label: (typeof WEIGHTS)[S]['labels'][number];
  readonly margin: number;
};

type Model = {
  readonly places: ReadonlyMap<string, number>;
  /** One row per label. */
  readonly rows: readonly Int8Array[];
};
const models = new Map<Subject, Model>();

function modelOf(subject: Subject): Model {
  const known = models.get(subject);
  if (known !== undefined) return known;
  const { labels, features, weights } = WEIGHTS[subject];
  const names = features.split('|');
  const bytes = Buffer.from(weights, 'base64');
  const model: Model = {
    places: new Map(names.map((name, place) => [name, place])),
    rows: labels.map((_, row) => new Int8Array(bytes.subarray(row * names.length, (row + 1) * names.length))),
  };
  models.set(subject, model);
  return model;
}

/** The label that `text` is most like. */
export function likenessOf<S extends Subject>(subject: S, text: string): Likeness<S> {
  const { labels, scale, biases } = WEIGHTS[subject];
  const { places, rows } = modelOf(subject);
  const met = [...featuresOf(text)].flatMap((feature) => places.get(feature) ?? []);
  const share = scale / Math.sqrt(Math.max(1, met.length));
  const scores = rows.map(
    (row, label) => (biases[label] ?? 0) + share * met.reduce((sum, place) => sum + (row[place] ?? 0), 0),
  );
  const [best, second] = [...scores.keys()].sort((one, other) => (scores[other] ?? 0) - (scores[one] ?? 0));
  const label = labels[best ?? 0] ?? labels[0];
  return { label, margin: (scores[best ?? 0] ?? 0) - (scores[second ?? 0] ?? 0) };
}

/**
 * The label where it is sure enough of it; null where it is not, where the text is about something else, or where it has fewer words than
 * `words`: a word or two weigh what one of them weighs alone.
 */
export function likelyOf<S extends Subject>(
  subject: S,
  text: string,
  { margin: needed, words = 1 }: { margin: number; words?: number },
): Exclude<Likeness<S>['label'], 'else'> | null {
  if (plainWords(text).length < words) return null;
  const { label, margin } = likenessOf(subject, text);
  return label === 'else' || margin < needed ? null : (label as Exclude<Likeness<S>['label'], 'else'>);
}
