/** What a cold start loads and how long that takes, in processes of their own. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { bundleFunction } from '../../scripts/bundle.ts';
import { pathOf } from '../pages.ts';
import { quantile, round } from '../scale/numbers.ts';

const STARTS = 3;
const KILOBYTE = 1024;
const run = promisify(execFile);

/** `bundle.<function>_kb` and `init.<function>_ms`, the middle of three starts. */
export async function measureBundles(
  environment: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, number>>> {
  const figures: Record<string, number> = {};
  // Under the project, where a bundle finds what is left out of it.
  const folder = mkdtempSync(pathOf('dist-bench-'));
  try {
    for (const file of readdirSync(pathOf('functions')).sort()) {
      const name = basename(file, '.ts');
      const out = join(folder, name);
      const { startBytes } = await bundleFunction(name, out);
      figures[`bundle.${name}_kb`] = Math.round(startBytes / KILOBYTE);
      const times: number[] = [];
      for (let start = 0; start < STARTS; start += 1) {
        const code = `const t = performance.now(); await import(${JSON.stringify(`file://${out}/index.mjs`)}); console.log(performance.now() - t); process.exit(0);`;
        const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], {
          env: { ...process.env, BENCH_TIME: '', ...environment },
        });
        times.push(Number(stdout.trim().split('\n').at(-1)));
      }
      figures[`init.${name}_ms`] = round(quantile(times, 0.5), 0);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return figures;
}
