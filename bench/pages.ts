/** Pages whose figures come from kept results: what stands between two marks is written by a command, never by hand. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const pathOf = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** @throws where the page has no such marks. */
export function filled(page: string, name: string, content: string): string {
  const begin = `<!-- bench:${name} -->`;
  const end = `<!-- /bench:${name} -->`;
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the page has no marks for ${name}`);
  return `${page.slice(0, from + begin.length)}\n${content.trim()}\n${page.slice(to)}`;
}

/** The page as it stands, with its parts as they should be. */
export function pageWith(path: string, parts: Readonly<Record<string, string>>): string {
  let page = readFileSync(pathOf(path), 'utf8');
  for (const [name, content] of Object.entries(parts)) page = filled(page, name, content);
  return page;
}
