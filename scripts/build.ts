/** Bundles every function to dist/functions/<name>/index.mjs and prints the size of what a cold start loads, and of what is loaded only when needed. */
import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleFunction } from './bundle.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const KILOBYTE = 1024;

rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
for (const file of readdirSync(join(ROOT, 'functions')).sort()) {
  const name = basename(file, '.ts');
  const { startBytes, lazyBytes } = await bundleFunction(name, `dist/functions/${name}`);
  const lazy = lazyBytes === 0 ? '' : `, ${Math.round(lazyBytes / KILOBYTE)} KB more when first needed`;
  console.log(`${name}: ${Math.round(startBytes / KILOBYTE)} KB${lazy}`);
}
