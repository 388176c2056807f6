/** A function as `sst deploy` bundles it: SST's options for Node with our house rules (facts/serverless.md §1, infra/defaults.ts). */
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BANNER =
  "import { createRequire as topLevelCreateRequire } from 'module';const require = topLevelCreateRequire(import.meta.url);";

export type Bundle = {
  /** Bytes loaded at start: the entry and everything it imports statically. */
  readonly startBytes: number;
  /** Bytes that wait for their first use. */
  readonly lazyBytes: number;
  /** The source files in what is loaded at start, relative to the project. */
  readonly startInputs: readonly string[];
  /** The same of what waits for its first use. */
  readonly lazyInputs: readonly string[];
};

function sizes({ outputs }: Metafile, entryPoint: string): Bundle {
  const startup = new Set<string>();
  const visit = (path: string): void => {
    const output = outputs[path];
    if (!output || startup.has(path)) return;
    startup.add(path);
    for (const { path: imported, kind } of output.imports) if (kind === 'import-statement') visit(imported);
  };
  for (const [path, output] of Object.entries(outputs)) if (output.entryPoint === entryPoint) visit(path);
  const bytes = (wanted: (path: string) => boolean): number =>
    Object.entries(outputs).reduce((sum, [path, output]) => sum + (wanted(path) ? output.bytes : 0), 0);
  const inputs = (wanted: (path: string) => boolean): readonly string[] =>
    [
      ...new Set(
        Object.entries(outputs).flatMap(([path, output]) => (wanted(path) ? Object.keys(output.inputs) : [])),
      ),
    ].sort();
  return {
    startBytes: bytes((path) => startup.has(path)),
    lazyBytes: bytes((path) => !startup.has(path)),
    startInputs: inputs((path) => startup.has(path)),
    lazyInputs: inputs((path) => !startup.has(path)),
  };
}

/** Bundles functions/<name>.ts to <outdir>/index.mjs. @throws esbuild's error for an import that cannot be resolved. */
export async function bundleFunction(name: string, outdir: string): Promise<Bundle> {
  const entryPoint = `functions/${name}.ts`;
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { index: entryPoint },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    minify: true,
    // SST's own default, and worth its 6 %: an error is logged by the name of its class, and by nothing else.
    keepNames: true,
    define: { esbuildDetection: '1' },
    platform: 'node',
    format: 'esm',
    target: 'es2024',
    mainFields: ['module', 'main'],
    banner: { js: BANNER },
    metafile: true,
    logLevel: 'warning',
  });
  return sizes(metafile, entryPoint);
}
