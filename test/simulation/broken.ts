/** Takes a guard of the product out of this process: of its code as it is loaded, of SQL in the function that holds it. */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { BROKEN_GUARDS, type BrokenGuard } from './guards.ts';

const ROOT = new URL('../../', import.meta.url);

function textOf({ file, find, name }: BrokenGuard): string {
  const text = readFileSync(new URL(file, ROOT), 'utf8');
  if (text.split(find).length !== 2)
    throw new Error(`${name}: the guard does not stand exactly once in ${file}`);
  return text;
}

/** @throws for a guard that is not in its place: the list is out of date. */
export const guardNamed = (name: string): BrokenGuard => {
  const guard = BROKEN_GUARDS.find((each) => each.name === name);
  if (!guard) throw new Error(`there is no guard called ${name}`);
  textOf(guard);
  return guard;
};

/** From now on the process loads the product without this guard. To be called before the product is loaded. */
export function breakGuard(guard: BrokenGuard): void {
  const broken = textOf(guard).replace(guard.find, () => guard.replace);
  const path = fileURLToPath(new URL(guard.file, ROOT));
  registerHooks({
    load: (url, context, next) => {
      const loaded = next(url, context);
      return url.startsWith('file:') && fileURLToPath(url) === path ? { ...loaded, source: broken } : loaded;
    },
  });
}

/** The function of a SQL guard, without the guard: to be run on a database that has it. Null for a guard that is not SQL. */
export function brokenFunction(guard: BrokenGuard): string | null {
  if (!guard.file.endsWith('.sql')) return null;
  const text = textOf(guard);
  const at = text.indexOf(guard.find);
  const start = text.lastIndexOf('\ncreate function', at) + 1;
  const end = text.indexOf('$$;', at) + 3;
  return text
    .slice(start, end)
    .replace('create function', 'create or replace function')
    .replace(guard.find, () => guard.replace);
}
