/** What the pages point at: files, headings, alarms, variables, commands. Each must be there (V10). */
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { variables } from './configuration.ts';
import { at, filesIn, ROOT, textOf } from './files.ts';

/** A heading's anchor, as the usual forges make it. */
const slug = (heading: string): string =>
  heading
    .replace(/[`*_]|\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .replace(/\s/g, '-');

const withoutCode = (text: string): string =>
  text.replace(/```[\s\S]*?```|`[^`\n]*`/g, (code) => code.replace(/[^\n]/g, ' '));

const headingsOf = (path: string): readonly string[] =>
  [
    ...textOf(path)
      .replace(/```[\s\S]*?```/g, '')
      .matchAll(/^#+ (.+)$/gm),
  ].map(([, heading = '']) => heading);

/** Relative links that lead to no file, or to no heading of it. */
export function linkProblems(): readonly string[] {
  return filesIn('.', /\.md$/).flatMap((path) => {
    const text = textOf(path);
    return [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(({ 1: link = '', index }) => {
      if (/^[a-z]+:/.test(link)) return [];
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : normalize(join(dirname(path), file));
      if (!existsSync(join(ROOT, target)))
        return [at(path, text, index, `links to ${link}, which is not there`)];
      if (anchor === undefined || !target.endsWith('.md')) return [];
      return headingsOf(target).some((heading) => slug(heading) === anchor)
        ? []
        : [at(path, text, index, `links to ${link}, a heading that is not there`)];
    });
  });
}

/** Pages that comments and texts name, by their path from the root, from docs/, from knowledge/ or from beside the file. */
export function namedPageProblems(): readonly string[] {
  const code = ['lib', 'functions', 'infra', 'local', 'ops', 'scripts', 'test', 'supabase', 'bench'];
  return code
    .flatMap((folder) => filesIn(folder, /\.(?:[cm]?[jt]s|sql)$/))
    .flatMap((path) => {
      const text = textOf(path);
      return [...text.matchAll(/(?<![\w/.$}])((?:[\w-]+\/)*[\w.-]+\.md)\b/g)]
        .filter(
          ([, page = '']) =>
            !['', 'docs', 'knowledge', dirname(path)].some((base) => existsSync(join(ROOT, base, page))) &&
            page !== 'README.md',
        )
        .map(({ 1: page, index }) => at(path, text, index, `names ${page}, which is not there`));
    });
}

/** Every alarm of infra/ has its heading in the runbook. */
/** The same alarm, the same heading, in every language of the runbook. */
const RUNBOOKS = ['docs/runbook.md', 'docs/pt-BR/runbook.md'] as const;

export function alarmProblems(): readonly string[] {
  const runbooks = RUNBOOKS.map((page) => ({ page, headings: new Set(headingsOf(page)) }));
  return filesIn('infra', /\.ts$/).flatMap((path) => {
    const text = textOf(path);
    return [...text.matchAll(/^\s*alarm\((['`])([^'`]+)\1, \{([\s\S]*?)\n\s*\}\)/gm)].flatMap(
      ({ 2: name = '', 3: spec = '', index }) => {
        const heading = /\bpage: '([^']+)'/.exec(spec)?.[1] ?? name;
        return runbooks
          .filter(({ headings }) => !headings.has(heading))
          .map(({ page }) => at(path, text, index, `alarm "${heading}" has no heading in ${page}`));
      },
    );
  });
}

/** Pages for people who run this: what they name must be there to be set or called. */
const FOR_OPERATORS: readonly string[] = [
  'README.md',
  'README.pt-BR.md',
  'CONTRIBUTING.md',
  ...['deploy', 'runbook', 'security', 'design', 'architecture', 'configuration', 'playbook'].map(
    (name) => `docs/${name}.md`,
  ),
  ...filesIn('docs/pt-BR', /\.md$/),
];
/** Files and folders that a page names in a code span. */
export function pathProblems(): readonly string[] {
  const pages = filesIn('.', /\.md$/).filter((path) => !/^(?:docs\/facts|test\/fixtures)\//.test(path));
  return pages.flatMap((path) => {
    const text = textOf(path).replace(/```[\s\S]*?```/g, (code) => code.replace(/[^\n]/g, ' '));
    const named = text.matchAll(
      /`((?:lib|test|ops|infra|local|functions|scripts|supabase|docs|bench)\/[\w./-]*)`/g,
    );
    return [...named]
      .filter(([, file = '']) => !existsSync(join(ROOT, file)))
      .map(({ 1: file, index }) => at(path, text, index, `names ${file}, which is not there`));
  });
}

const familyOf = (name: string): string => name.split('_')[0] ?? '';

export function nameProblems(): readonly string[] {
  const known = new Set(variables().flatMap(({ variables: those }) => those.map(({ name }) => name)));
  const families = new Set([...known].map(familyOf));
  const scripts = new Set(Object.keys(JSON.parse(textOf('package.json')).scripts));
  const commands = new Set(
    filesIn('ops/commands', /\.ts$/).flatMap((path) =>
      [...textOf(path).matchAll(/\.command\('(\w+)'/g)].map(([, name = '']) => name),
    ),
  );
  return FOR_OPERATORS.flatMap((path) => {
    const text = textOf(path);
    const problems: string[] = [];
    for (const { 1: name = '', index } of text.matchAll(
      /(?<![\w*])([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?![\w*])/g,
    )) {
      // Others have words of this form too: ours begin as one of ours does.
      if (!known.has(name) && families.has(familyOf(name)))
        problems.push(at(path, text, index, `names ${name}, no variable of ours`));
    }
    for (const { 1: script = '', index } of text.matchAll(/npm run (?:--silent )?([\w:-]+)/g))
      if (!scripts.has(script))
        problems.push(at(path, text, index, `names npm run ${script}, no script of ours`));
    for (const { 1: command = '', index } of text.matchAll(/\bops (?:-- )?([a-z]+)\b/g))
      if (/`[^`\n]*$/.test(text.slice(Math.max(0, index - 80), index)) && !commands.has(command))
        problems.push(at(path, text, index, `names ops ${command}, no command of ours`));
    return problems;
  });
}
