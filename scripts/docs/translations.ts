/** The pages that exist in two languages: the same sections, the same commands, the same rows, and the versions that are installed. */
import { at, filesIn, textOf } from './files.ts';

const FOLDER = 'docs/pt-BR/';
const pairs = (): readonly (readonly [english: string, portuguese: string])[] =>
  filesIn(FOLDER, /\.md$/).map((path) => [path.replace(FOLDER, 'docs/'), path]);

/** Without what follows a `#`, and without the words of a placeholder: both are in the page's own language. */
const commandsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) =>
    block
      .split('\n')
      .map((line) =>
        line
          .replace(/(^|\s)#.*$/, '')
          .replace(/<[^>]*>/g, '<…>')
          .trim(),
      )
      .filter((line) => line !== ''),
  );

/** Levels of the headings in order; an alarm's name is the same in both. */
const outlineOf = (text: string): readonly string[] =>
  [...text.replace(/```[\s\S]*?```/g, '').matchAll(/^(#+) (.+)$/gm)].map(([, level = '', heading = '']) =>
    /^[a-z0-9]+(-[a-z0-9]+)+$/.test(heading) ? `${level} ${heading}` : level,
  );

/** Pages that are told whole in both languages; the runbook in Portuguese is shorter and has the same alarms. */
const WHOLE: readonly string[] = ['docs/deploy.md'];

export function translationProblems(): readonly string[] {
  return pairs().flatMap(([english, portuguese]) => {
    const [theirs, ours] = [textOf(english), textOf(portuguese)];
    const problems: string[] = [];
    if (WHOLE.includes(english)) {
      const missing = commandsOf(theirs).filter((line) => !commandsOf(ours).includes(line));
      const more = commandsOf(ours).filter((line) => !commandsOf(theirs).includes(line));
      for (const line of missing) problems.push(`${portuguese}:1 lacks the command ${line} of ${english}`);
      for (const line of more)
        problems.push(`${portuguese}:1 has the command ${line}, which ${english} has not`);
      if (outlineOf(theirs).join() !== outlineOf(ours).join())
        problems.push(`${portuguese}:1 has other sections than ${english}`);
      const rows = (text: string): number => (text.match(/^\|/gm) ?? []).length;
      if (rows(theirs) !== rows(ours))
        problems.push(`${portuguese}:1 has ${rows(ours)} rows of tables, ${english} ${rows(theirs)}`);
    }
    return problems;
  });
}

/** What a page may say of a version, and where the one that is used stands. */
const VERSIONS: readonly { readonly said: RegExp; readonly is: () => string }[] = [
  { said: /\bSST (\d+\.\d+\.\d+)/g, is: () => versionOf('dependencies', 'sst') },
  { said: /\bNode ≥ (\d+)/g, is: () => /\d+/.exec(manifest().engines.node)?.[0] ?? '' },
  { said: /\b(?:Node (?:from )?(\d+) on\b)/g, is: () => /\d+/.exec(manifest().engines.node)?.[0] ?? '' },
  { said: /\bnodejs(\d+)\.x/g, is: () => versionOf('devDependencies', 'node').split('.')[0] ?? '' },
  { said: /\bTypeScript on Node (\d+)/g, is: () => versionOf('devDependencies', 'node').split('.')[0] ?? '' },
];

type Manifest = Readonly<
  Record<'dependencies' | 'devDependencies', Readonly<Record<string, string>>> & {
    readonly engines: { readonly node: string };
  }
>;
// Our own file, checked by npm at every install.
const manifest = (): Manifest => JSON.parse(textOf('package.json'));
const versionOf = (kind: 'dependencies' | 'devDependencies', name: string): string =>
  manifest()[kind][name] ?? '';

/** Pages of today; the facts tell of versions that others have, and the changelog of those that were. */
const TODAY = (path: string): boolean => !/^(?:docs\/facts\/|CHANGELOG|test\/|bench\/)/.test(path);

export function versionProblems(): readonly string[] {
  return filesIn('.', /\.md$/)
    .filter(TODAY)
    .flatMap((path) => {
      const text = textOf(path);
      return VERSIONS.flatMap(({ said, is }) =>
        [...text.matchAll(said)]
          .filter(([, version]) => version !== is())
          .map(({ 0: words, index }) => at(path, text, index, `says ${words}, and it is ${is()}`)),
      );
    });
}
