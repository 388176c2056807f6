/** The last column of docs/failures.md: which test files defend a row, by the ids that lead the names of their tests. */
import { filesIn, textOf } from './files.ts';

const FILES_SHOWN = 3;
/** `'H2, I3 · a 401 clears no pause'`, in any kind of quotes. */
const LED_BY_IDS = /['"`]((?:[A-Z]\d{1,2}(?:, | and )?)+) · /g;

/** Files by id, those with the most tests of it first. */
export function testsById(): ReadonlyMap<string, readonly string[]> {
  const counts = new Map<string, Map<string, number>>();
  for (const path of filesIn('test', /\.test\.ts$/)) {
    for (const [, ids = ''] of textOf(path).matchAll(LED_BY_IDS)) {
      for (const id of ids.match(/[A-Z]\d{1,2}/g) ?? []) {
        const files = counts.get(id) ?? new Map<string, number>();
        counts.set(id, files.set(path, (files.get(path) ?? 0) + 1));
      }
    }
  }
  return new Map(
    [...counts].map(([id, files]) => [
      id,
      [...files].sort(([a, x], [b, y]) => y - x || a.localeCompare(b)).map(([path]) => path),
    ]),
  );
}

function shown(files: readonly string[]): string {
  const links = files
    .slice(0, FILES_SHOWN)
    .map((path) => `[${path.replace(/^test\//, '').replace(/\.test\.ts$/, '')}](../${path})`);
  const more = files.length - links.length;
  return [...links, ...(more > 0 ? [`${more} more`] : [])].join(', ') || '–';
}

const cellsOf = (row: string): readonly string[] => row.replace(/^\|\s*|\s*\|$/g, '').split(/\s+\|\s+/);

/**
 * The page with that column filled, in every table whose last column is `tests`.
 * @throws {Error} for a row that has neither all cells nor all but the last.
 */
export function withTests(page: string): string {
  const tests = testsById();
  let columns = 0;
  return page
    .split('\n')
    .map((line) => {
      if (!line.startsWith('|')) columns = 0;
      else if (/\|\s*tests\s*\|$/.test(line)) columns = cellsOf(line).length;
      else if (columns > 0 && !line.startsWith('|--')) {
        const cells = cellsOf(line);
        const [id = ''] = cells;
        if (cells.length < columns - 1 || cells.length > columns)
          throw new Error(`${id}: ${cells.length} cells`);
        return `| ${[...cells.slice(0, columns - 1), shown(tests.get(id) ?? [])].join(' | ')} |`;
      }
      return line;
    })
    .join('\n');
}
