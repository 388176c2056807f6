/** Every regular expression of the product: the literals as they stand in the sources, and those that a module builds. */
import { globSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';

export type Pattern = {
  readonly source: string;
  readonly flags: string;
  /** `file:line`, of one place where it stands. */
  readonly place: string;
};

const ROOT = resolve(import.meta.dirname, '../..');
const SOURCES = ['lib/**/*.ts', 'functions/**/*.ts'];
/** What makes the readers build what they build of the text or of what they look for. */
const SPOKEN = [
  'sou a Ana, de Recife, a conta vem 400 e quero falar com alguém amanhã às 14h; não me mandem mais mensagem',
  'meu nome não é Ana, é Beatriz',
  'quanto custa? terça, dia 24 de novembro, às duas e meia',
];

const filesOf = (): readonly string[] => SOURCES.flatMap((glob) => globSync(glob, { cwd: ROOT })).sort();

function literalsOf(file: string): readonly Pattern[] {
  const parsed = ts.createSourceFile(file, readFileSync(resolve(ROOT, file), 'utf8'), ts.ScriptTarget.Latest);
  const found: Pattern[] = [];
  const visit = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.RegularExpressionLiteral) {
      const text = node.getText(parsed);
      const end = text.lastIndexOf('/');
      const line = parsed.getLineAndCharacterOfPosition(node.getStart(parsed)).line + 1;
      found.push({ source: text.slice(1, end), flags: text.slice(end + 1), place: `${file}:${line}` });
    }
    ts.forEachChild(node, visit);
  };
  visit(parsed);
  return found;
}

/** What modules build while they load, and readers while they read: the constructor is watched, since a template says nothing alone. */
async function builtOnes(): Promise<readonly Pattern[]> {
  const found: Pattern[] = [];
  const plain = globalThis.RegExp;
  globalThis.RegExp = new Proxy(plain, {
    construct(target, [pattern, flags]: [string | RegExp, string?], newTarget) {
      const built: RegExp = Reflect.construct(target, [pattern, flags], newTarget);
      const caller = /\/((?:lib|functions)\/\S+?:\d+):\d+/.exec(new Error('here').stack ?? '')?.[1];
      if (caller !== undefined) found.push({ source: built.source, flags: built.flags, place: caller });
      return built;
    },
  });
  try {
    for (const file of filesOf().filter((each) => each.startsWith('lib/')))
      await import(pathToFileURL(resolve(ROOT, file)).href);
    const { readers } = await import('../../test/fuzz/support/readers.ts');
    for (const [, read] of await readers()) for (const text of SPOKEN) read(text);
  } finally {
    globalThis.RegExp = plain;
  }
  return found;
}

/** Each once, in the order of the sources. */
export async function patterns(): Promise<readonly Pattern[]> {
  const all = [...filesOf().flatMap(literalsOf), ...(await builtOnes())];
  return [
    ...new Map(all.toReversed().map((each) => [`${each.flags}/${each.source}`, each])).values(),
  ].toReversed();
}

export const shown = ({ place, source, flags }: Pattern): string =>
  `${relative('.', place)}  /${source.slice(0, 120)}${source.length > 120 ? '…' : ''}/${flags}`;
