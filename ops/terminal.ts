/** The terminal of a real process. */
import { createInterface } from 'node:readline/promises';
import type { Terminal } from './surroundings.ts';

export function createTerminal({
  stdin,
  stdout,
  stderr,
}: Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr'>): Terminal {
  let shown = false;
  const clear = (): void => {
    if (shown) stderr.write('\r\u001b[K');
    shown = false;
  };
  return {
    print: (line) => {
      clear();
      stdout.write(`${line}\n`);
    },
    note: (line) => {
      clear();
      stderr.write(`${line}\n`);
    },
    progress: (line) => {
      if (!stderr.isTTY) return;
      clear();
      if (line === '') return;
      stderr.write(line);
      shown = true;
    },
    isInteractive: Boolean(stdin.isTTY && stderr.isTTY),
    ask: async (question) => {
      clear();
      // On stderr: stdout may be going into a file.
      const prompt = createInterface({ input: stdin, output: stderr });
      try {
        return (await prompt.question(question)).trim();
      } finally {
        prompt.close();
      }
    },
  };
}
