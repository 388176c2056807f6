/**
 * Writes lib/agent/extract/likeness/weights.generated.ts: for each subject, how much each word speaks for each label, learned from
 * test/agent/corpus (`looked` and `own`; never `held`). `--check` writes nothing and fails when it is stale. The same rows give the same
 * weights on every machine: only sums, products and roots, in a fixed order.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { featuresOf } from '../lib/agent/extract/likeness/features.ts';
import { type Row, rowsOf } from '../test/agent/corpus/rows.ts';

const path = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));
const TARGET = path('lib/agent/extract/likeness/weights.generated.ts');

/** Rows of other kinds that are none of a subject: what else a lead may write in its place. */
type Beside = { readonly kinds: string; readonly label: string };
const FACTS =
  'names places emails bills times own-plant loyalty decision whose side-bill side-name side-plant side-loyalty side-decision corrections-bill corrections-name';
const SUBJECTS: Readonly<Record<string, { readonly kind: string; readonly beside: readonly Beside[] }>> = {
  yesNo: {
    kind: 'yes-no',
    beside: [
      {
        kinds:
          'names places emails bills times whose corrections-bill corrections-name side-name side-bill is-question',
        label: 'else',
      },
    ],
  },
  mood: { kind: 'moods', beside: [{ kinds: `${FACTS} choices yes-no refusals is-question`, label: 'else' }] },
  question: {
    kind: 'is-question',
    beside: [
      { kinds: 'side-bill side-name side-plant side-loyalty side-decision', label: 'true' },
      { kinds: 'names places emails bills own-plant loyalty decision corrections-name', label: 'else' },
    ],
  },
  choice: {
    kind: 'choices',
    beside: [
      {
        kinds:
          'names places emails times refusals own-plant loyalty decision side-bill side-name moods wants-human',
        label: 'else',
      },
    ],
  },
  person: {
    kind: 'wants-human',
    beside: [{ kinds: `${FACTS} choices refusals is-question`, label: 'else' }],
  },
};
/**
 * All that stands beside a subject weighs so many times what is of it, however many rows other kinds have. A mood that is not there does
 * the most harm.
 */
const BESIDE_SHARE = 1.6;
const BESIDE_MOODS_SHARE = 2.5;
const FEATURES_KEPT = 5_000;
const SEEN_MIN = 2;
const COST = 3;
const ROUNDS = 60;
const LARGEST_BYTE = 127;

type Example = { readonly text: string; readonly label: string; readonly weight: number };
type Encoded = { readonly places: readonly number[]; readonly value: number };

const taught = (kind: string): readonly Row[] => [...rowsOf(kind, 'looked'), ...rowsOf(kind, 'own')];

/** What leads ask, with no mood and no wish beside it. */
const QUESTIONS = readFileSync(path('test/agent/corpus/beside/questions.txt'), 'utf8').trim().split('\n');

const labelOf = (expected: unknown): string =>
  expected === null || expected === false ? 'else' : String(expected);

function examplesOf({ kind, beside }: { kind: string; beside: readonly Beside[] }): readonly Example[] {
  const own = taught(kind).map(({ text, expected }) => ({ text, label: labelOf(expected[0]), weight: 1 }));
  const seen = new Set(own.map(({ text }) => text));
  const others = beside.flatMap(({ kinds, label }) =>
    kinds
      .split(' ')
      .flatMap(taught)
      .filter(({ text }) => !(kind === 'is-question' && label === 'else' && text.includes('?')))
      .filter(({ text }) => !seen.has(text) && seen.add(text))
      .map(({ text }) => ({ text, label })),
  );
  const asked = QUESTIONS.filter((text) => !seen.has(text)).map((text) => ({
    text,
    label: kind === 'is-question' ? 'true' : 'else',
  }));
  const around = [...others, ...asked];
  const share = kind === 'moods' ? BESIDE_MOODS_SHARE : BESIDE_SHARE;
  const weight = (share * own.length) / around.length;
  return [...own, ...around.map((each) => ({ ...each, weight }))];
}

/** Dual coordinate descent for a linear classifier with squared hinge loss, one label against the rest; the last weight is the bias. */
function weightsFor(
  rows: readonly Encoded[],
  examples: readonly Example[],
  { label, features }: { label: string; features: number },
): Float64Array {
  const weights = new Float64Array(features + 1);
  const duals = new Float64Array(rows.length);
  for (let round = 0; round < ROUNDS; round += 1)
    for (let step = 0; step < rows.length; step += 1) {
      // A stride of a prime visits every row once a round, in an order that no kind owns.
      const at = (step * 7919 + round) % rows.length;
      const row = rows[at];
      const example = examples[at];
      if (row === undefined || example === undefined) continue;
      const sign = example.label === label ? 1 : -1;
      const slack = 1 / (2 * COST * example.weight);
      let score = weights[features] ?? 0;
      for (const place of row.places) score += (weights[place] ?? 0) * row.value;
      const dual = duals[at] ?? 0;
      const next = Math.max(0, dual - (sign * score - 1 + slack * dual) / (2 + slack));
      const change = (next - dual) * sign;
      duals[at] = next;
      if (change === 0) continue;
      for (const place of row.places) weights[place] = (weights[place] ?? 0) + change * row.value;
      weights[features] = (weights[features] ?? 0) + change;
    }
  return weights;
}

const encode = (found: readonly ReadonlySet<string>[], names: readonly string[]): readonly Encoded[] => {
  const places = new Map(names.map((name, place) => [name, place]));
  return found.map((features) => {
    const met = [...features].flatMap((feature) => places.get(feature) ?? []);
    return { places: met, value: 1 / Math.sqrt(Math.max(1, met.length)) };
  });
};

function learned(subject: { kind: string; beside: readonly Beside[] }): string {
  const examples = examplesOf(subject);
  const found = examples.map(({ text }) => featuresOf(text));
  const counts = new Map<string, number>();
  for (const features of found)
    for (const feature of features) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  const labels = [...new Set(examples.map(({ label }) => label))].sort();
  const fitted = (names: readonly string[]): readonly Float64Array[] => {
    const rows = encode(found, names);
    return labels.map((label) => weightsFor(rows, examples, { label, features: names.length }));
  };
  const seen = [...counts].filter(([, count]) => count >= SEEN_MIN).map(([feature]) => feature);
  const first = fitted(seen);
  const names = seen
    .map((feature, place) => ({
      feature,
      worth:
        Math.max(...first.map((weights) => Math.abs(weights[place] ?? 0))) *
        Math.sqrt(counts.get(feature) ?? 0),
    }))
    .sort((one, other) => other.worth - one.worth)
    .slice(0, FEATURES_KEPT)
    .map(({ feature }) => feature)
    .sort();
  const weights = fitted(names);
  let largest = 0;
  for (const row of weights)
    for (const weight of row.subarray(0, -1)) largest = Math.max(largest, Math.abs(weight));
  const scale = largest / LARGEST_BYTE;
  const bytes = Int8Array.from(
    weights.flatMap((row) => [...row.subarray(0, -1)].map((weight) => Math.round(weight / scale))),
  );
  return [
    `    labels: ${JSON.stringify(labels)},`,
    `    scale: ${scale},`,
    `    biases: ${JSON.stringify(weights.map((row) => row.at(-1)))},`,
    `    features: ${JSON.stringify(names.join('|'))},`,
    `    weights: '${Buffer.from(bytes.buffer).toString('base64')}',`,
  ].join('\n');
}

const text = `/** Written by scripts/likeness.ts from test/agent/corpus; not by hand. */
export const WEIGHTS = {
${Object.entries(SUBJECTS)
  .map(([name, subject]) => `  ${name}: {\n${learned(subject)}\n  },`)
  .join('\n')}
} as const;
`;
const isStale = !existsSync(TARGET) || readFileSync(TARGET, 'utf8') !== text;
if (!process.argv.includes('--check')) writeFileSync(TARGET, text);
else if (isStale) {
  console.error('lib/agent/extract/likeness/weights.generated.ts is stale: npm run likeness');
  process.exitCode = 1;
}
