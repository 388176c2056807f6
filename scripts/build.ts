/**
 * Bundles every function to dist/functions/<name>/index.mjs, with the options that SST uses for Node (facts/serverless.md
 * §1) and minified. Prints the size of what a cold start loads, and of what is loaded only when needed.
 */
import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const KILOBYTE = 1024;
const BANNER = "import { createRequire as topLevelCreateRequire } from 'module';const require = topLevelCreateRequire(import.meta.url);";

/** Bytes loaded at start: the entry and everything it imports statically; the rest waits for its first use. */
function sizes({ outputs }: Metafile, entry: string): { startBytes: number; lazyBytes: number } {
  const startup = new Set<string>();
  const visit = (path: string): void => {
    const output = outputs[path];
    if (!output || startup.has(path)) return;
    startup.add(path);
    for (const { path: imported, kind } of output.imports) if (kind === 'import-statement') visit(imported);
  };
  visit(entry);
  const bytes = (wanted: (path: string) => boolean): number =>
    Object.entries(outputs).reduce((sum, [path, output]) => sum + (wanted(path) ? output.bytes : 0), 0);
  return { startBytes: bytes((path) => startup.has(path)), lazyBytes: bytes((path) => !startup.has(path)) };
}

rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
for (const file of readdirSync(join(ROOT, 'functions')).sort()) {
  const name = basename(file, '.ts');
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { index: `functions/${file}` },
    outdir: `dist/functions/${name}`,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'es2024',
    mainFields: ['module', 'main'],
    banner: { js: BANNER },
    metafile: true,
    logLevel: 'warning',
  });
  const { startBytes, lazyBytes } = sizes(metafile, `dist/functions/${name}/index.mjs`);
  const lazy = lazyBytes === 0 ? '' : `, ${Math.round(lazyBytes / KILOBYTE)} KB more when first needed`;
  console.log(`${name}: ${Math.round(startBytes / KILOBYTE)} KB${lazy}`);
}
