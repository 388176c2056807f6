/** Code that a page shows as it stands in its file, between `<!-- code: path name -->` and `<!-- /code -->`. */
import { textOf } from './files.ts';

const EXCERPT = /(<!-- code: (\S+) (\w+) -->\n)[\s\S]*?(<!-- \/code -->)/g;

/** A function of the top level, from its first word to its closing brace. @throws {Error} when the file has none of that name. */
function functionIn(path: string, name: string): string {
  const lines = textOf(path).split('\n');
  const start = lines.findIndex((line) => line.startsWith(`export function ${name}(`));
  const end = lines.findIndex((line, index) => index > start && line === '}');
  if (start < 0 || end < 0) throw new Error(`${path} has no function ${name}`);
  return lines.slice(start, end + 1).join('\n');
}

export const withCode = (page: string): string =>
  page.replace(
    EXCERPT,
    (_, open: string, path: string, name: string, close: string) =>
      `${open}\`\`\`ts\n${functionIn(path, name)}\n\`\`\`\n${close}`,
  );
