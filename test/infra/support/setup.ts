/** Evaluates both deployments once for all files of tests: bundling five functions twice is what takes the time. */
import type { TestProject } from 'vitest/node';
import { dev, production } from './deployments.ts';
import { evaluate, type Program } from './evaluate.ts';

export type Programs = { readonly dev: Program; readonly production: Program };

declare module 'vitest' {
  interface ProvidedContext {
    programs: Programs;
  }
}

export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const first = await evaluate(dev);
  const second = await evaluate(production);
  const plain = ({ close: _, ...program }: typeof first): Program => program;
  provide('programs', { dev: plain(first), production: plain(second) });
  return async () => {
    await Promise.all([first.close(), second.close()]);
  };
}
