/** The repository's own files, as text: what the pages are made of and checked against. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NOT_OURS: ReadonlySet<string> = new Set(['node_modules', '.git', '.sst', '.data', 'dist', 'coverage']);

/** Paths from the root, with forward slashes, in a stable order. */
export function filesIn(folder: string, extension: RegExp): readonly string[] {
  const found: string[] = [];
  const walk = (path: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (NOT_OURS.has(entry.name)) continue;
      const inside = join(path, entry.name);
      if (entry.isDirectory()) walk(inside);
      else if (extension.test(entry.name)) found.push(relative(ROOT, inside).replaceAll('\\', '/'));
    }
  };
  walk(join(ROOT, folder));
  return found.sort();
}

export const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** A problem that a person can go to. */
export const at = (path: string, text: string, index: number, problem: string): string =>
  `${path}:${text.slice(0, index).split('\n').length} ${problem}`;
