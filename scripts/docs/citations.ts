/** Ids and sections that code, tests and pages cite, against the pages that define them. */
import { at, filesIn, textOf } from './files.ts';

const CODE = ['lib', 'functions', 'infra', 'local', 'ops', 'scripts', 'supabase', 'test', 'bench'] as const;
const FACTS = ['kommo', 'whatsapp', 'serverless', 'solar'] as const;
const PAGES: Readonly<Record<string, string>> = {
  design: 'docs/design.md',
  ...Object.fromEntries(FACTS.map((name) => [`facts/${name}`, `docs/facts/${name}.md`])),
};

/** The ids that docs/failures.md has a row for. */
export const definedIds = (): ReadonlySet<string> =>
  new Set([...textOf('docs/failures.md').matchAll(/^\| ([A-Z]\d{1,2}) \|/gm)].map(([, id = '']) => id));

/** Sections by number, and the numbered items of a section as `8.4`. */
function sectionsOf(page: string): ReadonlySet<string> {
  const sections = new Set<string>();
  let current = '';
  for (const line of textOf(page).split('\n')) {
    const heading = /^#+ (\d+(?:\.\d+)*)\.? /.exec(line)?.[1];
    if (heading !== undefined) {
      current = heading;
      sections.add(heading);
    }
    const item = /^(\d+)\. /.exec(line)?.[1];
    if (item !== undefined) sections.add(`${current}.${item}`);
  }
  return sections;
}

const SECTION = /\d+(?:\.\d+)*/;
/** `design §6`, `facts/kommo.md §2–3, §7`: the page, then everything that goes on about it. */
const CITED = new RegExp(
  `\\b(design|facts/(?:${FACTS.join('|')}))(?:\\.md)?[\`)\\]]*(?:\\([^)]*\\))? (§${SECTION.source}(?:(?:, | and |–|-)§?${SECTION.source}(?![.\\d]*[ -]?(?:ms|s|h|KB)\\b))*)`,
  'g',
);

function sectionProblems(
  path: string,
  text: string,
  known: ReadonlyMap<string, ReadonlySet<string>>,
): string[] {
  return [...text.matchAll(CITED)].flatMap(({ 1: page = '', 2: cited = '', index }) =>
    (cited.match(new RegExp(SECTION, 'g')) ?? [])
      .filter((section) => !known.get(page)?.has(section))
      .map((section) => at(path, text, index, `cites ${page} §${section}, which is not there`)),
  );
}

/** Pages that are no more, under names that a citation may still use. */
const GONE = /\b(?:style|lessons)(?:\.md)? (?=§|[A-Z]\d)/g;

/** A bare `§2.3` is of the page that the room is built from; in a page, of that page. */
function pageOf(path: string): string {
  const own = Object.entries(PAGES).find(([, page]) => page === path)?.[0];
  if (own !== undefined) return own;
  if (/(?:^|\/)whatsapp[/.]/.test(path)) return 'facts/whatsapp';
  if (/(?:^|\/)kommo[/.]/.test(path)) return 'facts/kommo';
  return 'design';
}

function bareSectionProblems(
  path: string,
  text: string,
  known: ReadonlyMap<string, ReadonlySet<string>>,
): string[] {
  if (path.endsWith('.md') && !Object.values(PAGES).includes(path)) return [];
  const bare = text.replace(CITED, (cited) => cited.replace(/[^\n]/g, ' '));
  return [...bare.matchAll(/(?<!\w\.md[`)]* )§(\d+(?:\.\d+)*)/g)]
    .filter(([, section = '']) => !known.get(pageOf(path))?.has(section))
    .map(({ 1: section, index }) =>
      at(path, text, index, `cites §${section} of ${pageOf(path)}, which is not there`),
    );
}

/** In code an id stands in a comment or leads a test's name; anything else of that shape is a value. */
const COMMENT = /^\s*(?:\*|\/\*|\/\/|--|#)|\s(?:\/\/|--) /;
const ID = /(?<![\w./#§-])[IHCFMNSKORWPVT]\d{1,2}(?![\w%.]*\w)/g;
const TITLE = /['"`]((?:[A-Z]\d{1,2}(?:, | and )?)+) · /g;

function idProblems(path: string, text: string, known: ReadonlySet<string>): string[] {
  const isPage = path.endsWith('.md');
  const cited = isPage
    ? text.replace(/`[^`\n]*`|```[\s\S]*?```/g, (code) => code.replace(/\S/g, ' ')).matchAll(ID)
    : text
        .split('\n')
        .flatMap((line) => [
          ...(COMMENT.test(line) ? line.matchAll(ID) : []),
          ...[...line.matchAll(TITLE)].flatMap(([, ids = '']) => [...ids.matchAll(/[A-Z]\d{1,2}/g)]),
        ]);
  const unknown = new Set([...cited].map(([id]) => id).filter((id) => !known.has(id)));
  return [...unknown].map((id) =>
    at(path, text, Math.max(0, text.indexOf(id)), `cites ${id}, which docs/failures.md does not have`),
  );
}

/** Pages whose own scales look like ids: S0 to S3 says how sure a fact is. */
const OWN_SCALES: ReadonlySet<string> = new Set(['docs/facts/solar.md', 'docs/facts/serverless.md']);

export function citationProblems(): readonly string[] {
  const ids = definedIds();
  const sections = new Map(Object.entries(PAGES).map(([name, page]) => [name, sectionsOf(page)]));
  const code = CODE.flatMap((folder) => filesIn(folder, /\.(?:[cm]?[jt]s|sql)$/));
  const pages = filesIn('.', /\.md$/).filter((path) => !path.startsWith('test/fixtures/'));
  return [...code, ...pages, '.dependency-cruiser.cjs', 'sst.config.ts']
    .filter((path) => !path.startsWith('scripts/docs/'))
    .flatMap((path) => {
      const text = textOf(path);
      return [
        ...sectionProblems(path, text, sections),
        ...(OWN_SCALES.has(path) ? [] : idProblems(path, text, ids)),
        ...bareSectionProblems(path, text, sections),
        ...[...text.matchAll(GONE)].map(({ 0: cited, index }) =>
          at(path, text, index, `cites a page that is gone: ${cited}`),
        ),
      ];
    });
}
