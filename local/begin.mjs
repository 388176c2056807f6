/**
 * Where `npm start` begins, in JavaScript that any Node reads: whoever has no modules yet, or a Node that cannot run TypeScript as
 * it is, gets one line that says what to do instead of a stack trace. `npm` itself puts the product's own Node first on the path.
 */
import { existsSync } from 'node:fs';

/** Runs erasable TypeScript without a flag (Node's release notes, 23.6 and 22.18). */
const MINORS = { 22: 18, 23: 6 };

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const isPortuguese =
  process.argv.some(
    (word, index) => word === '--lang=pt' || (word === 'pt' && process.argv[index - 1] === '--lang'),
  ) ||
  (!process.argv.some((word) => word.startsWith('--lang')) &&
    /^pt/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || ''));

const say = (pt, en) => {
  process.stderr.write(`${isPortuguese ? `erro: ${pt}` : `error: ${en}`}\n`);
  process.exit(1);
};

if (!existsSync(new URL('../node_modules/commander', import.meta.url)))
  say('faltam os módulos: rode npm ci', 'the modules are missing: run npm ci');
if (major < 22 || minor < (MINORS[major] ?? 0))
  say(
    `o Node ${process.versions.node} é antigo: rode com npm start`,
    `Node ${process.versions.node} is too old: run it by npm start`,
  );
await import('./main.ts');
