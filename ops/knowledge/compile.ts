/**
 * knowledge/*.md becomes the one object that the functions carry. Everything that can be wrong in the company's files is found
 * here, and said with file and line; a thing that is merely empty is no error.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { OBJECTIONS } from '../../lib/agent/extract/facts.ts';
import {
  HANDOVERS,
  Knowledge,
  OWNED_AS,
  PASSAGE_KINDS,
  type Passage,
  type Slot,
  type Solution,
  type Wording,
} from '../../lib/agent/knowledge/schema.ts';
import { PERSONA, WORDINGS } from '../../lib/agent/knowledge/wording-keys.ts';
import { QUESTION_KEYS } from '../../lib/agent/question-keys.ts';
import {
  type FrontMatter,
  flowing,
  frontMatterOf,
  KnowledgeError,
  readAs,
  type Section,
  type Source,
  sectionsOf,
} from './front-matter.ts';

/** Letters of a button on WhatsApp (docs/facts/whatsapp.md §9.8). */
const BUTTON_MAX = 20;
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'a day as 2026-12-31')
  .nullish();
const key = z.string().regex(/^[a-z0-9_]+$/, 'small letters, digits and _ only');

const SlotFields = z.union([
  z.string().min(1),
  z.null(),
  z.strictObject({
    value: z.string().min(1).nullish(),
    source: z.string().nullish(),
    valid_until: day,
    contradiction: z.string().min(1).nullish(),
  }),
]);
const Company = z.strictObject({ slots: z.record(key, SlotFields) });

const SolutionFields = z.strictObject({
  key,
  rank: z.int().positive(),
  name: z.string().min(1),
  short: z.string().min(1),
  min_bill: z.number().positive().nullish(),
  states: z.array(z.string()).nullish(),
  button: z.string().min(1).max(BUTTON_MAX),
  kommo_option: z.string().min(1),
  questions: z.array(z.enum(QUESTION_KEYS)),
  premium: z
    .strictObject({
      from_bill: z.number().positive(),
      states: z.array(z.string()).nullish(),
      name: z.string().min(1),
      pitch: z.string().min(1),
    })
    .nullish(),
  hands_over_with: z.string().min(1).nullish(),
  names: z.array(z.string().min(1)).min(1),
  decisive_names: z.array(z.string().min(1)).nullish(),
  described: z.array(z.string().min(1)).nullish(),
  source: z.string().nullish(),
});

const AnswerFields = z.strictObject({
  id: key,
  kind: z.enum(PASSAGE_KINDS),
  answers: z.array(z.string()).nullish(),
  solutions: z.array(key).nullish(),
  owned_as: z.enum(OWNED_AS).nullish(),
  handover: z.enum(HANDOVERS).nullish(),
  objection: z.enum(OBJECTIONS).nullish(),
  source: z.string().nullish(),
  checked: day,
  valid_until: day,
  questions: z.array(z.string().min(1)).min(1),
});

/** The heading under which stands what may be said while the answer's slots are empty. */
export const MEANWHILE = 'Enquanto isso';

/** The Markdown below a folder, in the order of its paths. */
export function sourcesIn(root: string): readonly Source[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md') && path !== 'README.md')
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** @throws {KnowledgeError} with everything that is wrong, not only the first. */
export function compile(sources: readonly Source[]): Knowledge {
  const problems: string[] = [];
  const slots: Slot[] = [];
  const solutions: Solution[] = [];
  const passages: Passage[] = [];
  const wordings: Wording[] = [];
  let voice = '';
  for (const source of sources) {
    try {
      const matter = frontMatterOf(source);
      if (source.path === 'company.md') slots.push(...slotsOf(source, matter));
      else if (source.path === 'voice.md') voice = matter.body.trim();
      else if (source.path.startsWith('solutions/')) solutions.push(solutionOf(source, matter));
      else if (source.path.startsWith('answers/')) passages.push(passageOf(source, matter));
      else if (source.path.startsWith('wordings/')) wordings.push(...wordingsOf(source, matter));
      else problems.push(`${source.path}:1: nothing reads a file here`);
    } catch (error) {
      if (!(error instanceof KnowledgeError)) throw error;
      problems.push(...error.problems);
    }
  }
  solutions.sort((one, other) => one.rank - other.rank);
  const knowledge = { slots, solutions, passages, wordings, voice };
  if (problems.length === 0) problems.push(...disagreements(knowledge));
  if (problems.length === 0) {
    const parsed = z.safeParse(Knowledge, knowledge);
    if (parsed.success) return parsed.data;
    problems.push(
      ...parsed.error.issues.map(
        ({ path, message }) => `${placeOf(knowledge, path)}: ${path.slice(2).join('.')}: ${message}`,
      ),
    );
  }
  throw new KnowledgeError(problems);
}

function placeOf(knowledge: Knowledge, [list, index]: readonly PropertyKey[]): string {
  if (list === 'voice') return 'voice.md:1';
  const entries =
    list === 'slots' || list === 'solutions' || list === 'passages' || list === 'wordings'
      ? knowledge[list]
      : [];
  return (typeof index === 'number' ? entries[index]?.at : undefined) ?? `${String(list)}:1`;
}

function slotsOf(source: Source, matter: FrontMatter): readonly Slot[] {
  return Object.entries(readAs(Company, source, matter).slots).map(([name, fields]) => {
    const given = fields === null || typeof fields === 'string' ? { value: fields } : fields;
    return {
      key: name,
      value: given.value ?? null,
      source: ('source' in given ? given.source : null) ?? null,
      validUntil: ('valid_until' in given ? given.valid_until : null) ?? null,
      contradiction: ('contradiction' in given ? given.contradiction : null) ?? null,
      at: `${source.path}:${matter.lineOf(['slots', name])}`,
    };
  });
}

function solutionOf(source: Source, matter: FrontMatter): Solution {
  const fields = readAs(SolutionFields, source, matter);
  const pitch = flowing(matter.body);
  if (pitch === '') throw new KnowledgeError([`${source.path}:${matter.bodyLine}: the pitch is missing`]);
  const { premium } = fields;
  return {
    key: fields.key,
    rank: fields.rank,
    name: fields.name,
    short: fields.short,
    pitch,
    eligibility: { minBillBrl: fields.min_bill ?? null, states: fields.states ?? null },
    button: fields.button,
    kommoOption: fields.kommo_option,
    questions: fields.questions,
    premium: premium
      ? {
          fromBillBrl: premium.from_bill,
          states: premium.states ?? null,
          name: premium.name,
          pitch: flowing(premium.pitch),
        }
      : null,
    handsOverWith: fields.hands_over_with ?? null,
    names: fields.names,
    decisiveNames: fields.decisive_names ?? [],
    described: fields.described ?? [],
    at: `${source.path}:${matter.lineOf(['key'])}`,
  };
}

const wordsOf = (section: Section | undefined): string | null => {
  const text = flowing(section?.lines.map(({ text }) => text).join(' ') ?? '');
  return text === '' ? null : text;
};

function passageOf(source: Source, matter: FrontMatter): Passage {
  const fields = readAs(AnswerFields, source, matter);
  const sections = sectionsOf(matter);
  const strange = sections.find(({ heading }) => heading !== '' && heading !== MEANWHILE);
  if (strange)
    throw new KnowledgeError([`${source.path}:${strange.line}: the only heading here is "${MEANWHILE}"`]);
  const answer = wordsOf(sections[0]);
  if (fields.kind === 'never' && answer !== null)
    throw new KnowledgeError([
      `${source.path}:${matter.bodyLine}: kind never has no answer, only "## ${MEANWHILE}"`,
    ]);
  if (fields.kind !== 'never' && answer === null)
    throw new KnowledgeError([`${source.path}:${matter.bodyLine}: the answer is missing`]);
  return {
    id: fields.id,
    kind: fields.kind,
    types: fields.answers ?? [],
    questions: fields.questions,
    answer,
    meanwhile: wordsOf(sections.find(({ heading }) => heading === MEANWHILE)),
    solutions: fields.solutions ?? [],
    ownedAs: fields.owned_as ?? 'plain',
    handover: fields.handover ?? 'note',
    objection: fields.objection ?? null,
    source: fields.source ?? null,
    validUntil: fields.valid_until ?? null,
    at: `${source.path}:${matter.lineOf(['id'])}`,
  };
}

function wordingsOf(source: Source, matter: FrontMatter): readonly Wording[] {
  return sectionsOf(matter)
    .filter(({ heading, lines }) => heading !== '' || lines.length > 0)
    .map(({ heading, line, lines }) => {
      const wrong = heading === '' ? lines[0] : lines.find(({ text }) => !text.startsWith('- '));
      if (wrong)
        throw new KnowledgeError([
          `${source.path}:${wrong.line}: a wording is a line "- …" below a "## key"`,
        ]);
      return {
        key: heading,
        texts: lines.map(({ text }) => text.slice(2).trim()),
        at: `${source.path}:${line}`,
      };
    });
}

const EMOJI = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u;
const PLACEHOLDER = /\{([^{}]*)\}/g;
export const placeholdersIn = (text: string): readonly string[] =>
  [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name);

/** What no single file shows: twins, names of what is not there, texts that no lead may read. */
function disagreements({ slots, solutions, passages, wordings, voice }: Knowledge): readonly string[] {
  const problems: string[] = [];
  const once = (entries: readonly { readonly at: string }[], nameOf: (index: number) => string): void => {
    const seen = new Map<string, string>();
    for (const [index, { at }] of entries.entries()) {
      const name = nameOf(index);
      const first = seen.get(name);
      if (first !== undefined) problems.push(`${at}: ${name} stands in ${first} already`);
      else seen.set(name, at);
    }
  };
  once(slots, (index) => slots[index]?.key ?? '');
  once(solutions, (index) => solutions[index]?.key ?? '');
  once(solutions, (index) => `rank ${solutions[index]?.rank ?? 0}`);
  once(passages, (index) => passages[index]?.id ?? '');
  once(wordings, (index) => wordings[index]?.key ?? '');
  if (voice === '') problems.push('voice.md:1: how the agent writes is missing');
  if (slots.length === 0) problems.push('company.md:1: the company sheet is missing');
  if (solutions.length === 0) problems.push('solutions:1: not one solution');

  const known = new Set([...slots.map(({ key: name }) => name), ...PERSONA]);
  const mustFit = (text: string | null, at: string, allowed: ReadonlySet<string>): void => {
    if (text === null) return;
    for (const name of placeholdersIn(text))
      if (!allowed.has(name)) problems.push(`${at}: nothing fills {${name}}`);
    if (EMOJI.test(text)) problems.push(`${at}: no emojis`);
    if ((text.match(/\?/g) ?? []).length > 1)
      problems.push(`${at}: more than one question in one text: ${text}`);
  };
  const keys = new Set(solutions.map(({ key: name }) => name));
  for (const solution of solutions) {
    mustFit(solution.pitch, solution.at, known);
    mustFit(solution.premium?.pitch ?? null, solution.at, known);
    mustFit(solution.handsOverWith, solution.at, known);
  }
  for (const passage of passages) {
    for (const text of [passage.answer, passage.meanwhile]) {
      mustFit(text, passage.at, known);
      // The next question of the talk follows it.
      if (text?.includes('?')) problems.push(`${passage.at}: an answer asks nothing`);
    }
    if (
      passage.kind === 'general' &&
      placeholdersIn(passage.answer ?? '').some((name) => !PERSONA.some((own) => own === name))
    )
      problems.push(`${passage.at}: an answer with a slot of the sheet is of kind company`);
    for (const flow of passage.solutions)
      if (!keys.has(flow)) problems.push(`${passage.at}: no solution ${flow}`);
  }
  const lasting = slots.filter(({ validUntil }) => validUntil === null).map(({ key: name }) => name);
  const names = Object.entries(WORDINGS);
  for (const wording of wordings) {
    const allowed = names.find(([name]) => name === wording.key)?.[1];
    if (allowed === undefined) problems.push(`${wording.at}: nothing says ${wording.key}`);
    else for (const text of wording.texts) mustFit(text, wording.at, new Set([...lasting, ...allowed]));
    if (!wording.key.startsWith('choices_')) continue;
    if (wording.texts.length !== 2)
      problems.push(`${wording.at}: ${wording.key} is two answers, the yes and the no`);
    if (wording.texts.some((text) => text.length > BUTTON_MAX))
      problems.push(`${wording.at}: an answer to tap has at most ${BUTTON_MAX} characters`);
  }
  const worded = new Set(wordings.map(({ key: name }) => name));
  for (const [name] of names) if (!worded.has(name)) problems.push(`wordings:1: ${name} has no words`);
  return problems;
}
