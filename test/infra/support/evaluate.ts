/**
 * Evaluates sst.config.ts as `sst deploy` does, with everything but the engine: the program is bundled as SST bundles it
 * (pkg/js/js.go), runs in a process of its own over Pulumi's mocks, asks its questions over SST's own RPC, and every function
 * is really bundled, its linked secrets encrypted beside it as SST does.
 */
import { execFile } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin, transform } from 'esbuild';
import * as z from 'zod/mini';
import { type Bundle, bundleFunction } from '../../../scripts/bundle.ts';
import { assertUnpacked, PLATFORM, ROOT } from './platform.ts';

const run = promisify(execFile);
const BANNER =
  "import { createRequire as topLevelCreateRequire } from 'module';const require = topLevelCreateRequire(import.meta.url);";

const Inputs = z.record(z.string(), z.unknown());
const Resource = z.object({ type: z.string(), name: z.string(), inputs: Inputs, state: Inputs });
const Result = z.object({
  resources: z.array(Resource),
  outputs: Inputs,
  options: z.record(z.string(), z.object({ retainOnDelete: z.boolean() })),
});
/** One resource as the engine would be told of it; `state` is what AWS would answer. */
export type Registered = z.infer<typeof Resource>;

export type Program = {
  readonly app: Readonly<Record<string, unknown>>;
  readonly resources: readonly Registered[];
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Resource options by the resource's name. */
  readonly options: Readonly<Record<string, { readonly retainOnDelete: boolean }>>;
  /** Bundles of the functions that exist, by file name, with the folder in which each lies as deployed. */
  readonly bundles: Readonly<Record<string, Bundle & { readonly directory: string }>>;
  /** The secrets that are linked to each function, by name. */
  readonly links: Readonly<Record<string, readonly string[]>>;
  /** What SST was asked to build each function with. */
  readonly buildOptions: Readonly<Record<string, unknown>>;
  /** What SST was asked to lay beside each function. */
  readonly copied: Readonly<Record<string, unknown>>;
};

const BuildInput = z.object({
  handler: z.string(),
  encryptionKey: z.string(),
  links: z.record(z.string(), z.unknown()),
  properties: z.unknown(),
  copyFiles: z.optional(z.unknown()),
});

/** SST's own file: AES-256-GCM over the links, a nonce of zeros, the tag at the end (sst/dist/resource/node.js). */
function encrypted(links: unknown, key: string): Buffer {
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key, 'base64'), Buffer.alloc(12, 0));
  return Buffer.concat([cipher.update(JSON.stringify(links)), cipher.final(), cipher.getAuthTag()]);
}

/** `import * as aws` and `sst` before every file of ours, as SST does. */
const globals: Plugin = {
  name: 'globals',
  setup: (builder) => {
    builder.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (!path.startsWith(ROOT) || path.includes('/node_modules/') || path.startsWith(PLATFORM))
        return undefined;
      const source = await readFile(path, 'utf8');
      return {
        contents: `import * as aws from '@pulumi/aws';import * as sst from '${PLATFORM}/src/components/index.ts';\n${source}`,
        loader: 'ts',
      };
    });
  },
};

/** The first thing that SST asks of the configuration, without anything around it. */
async function appOf(stage: string): Promise<Record<string, unknown>> {
  const { code } = await transform(await readFile(join(ROOT, 'sst.config.ts'), 'utf8'), {
    loader: 'ts',
    format: 'esm',
  });
  const module: { default: { app(input: { stage: string }): Record<string, unknown> } } = await import(
    `data:text/javascript,${encodeURIComponent(`const $config = (config) => config;\n${code}`)}`
  );
  return module.default.app({ stage });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

export type Deployment = {
  readonly stage: string;
  /** The deployer's settings and what `sst secret set` stored, by name. */
  readonly settings: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** As `sst dev` evaluates it. */
  readonly isDev?: boolean;
};

/** @throws with what `sst deploy` would say when it refuses. The caller removes nothing: `close` does. */
export async function evaluate({
  stage,
  settings,
  secrets,
  isDev = false,
}: Deployment): Promise<Program & { close(): Promise<void> }> {
  assertUnpacked();
  const work = await mkdtemp(join(tmpdir(), 'bastao-infra-'));
  const bundles: Record<string, Bundle & { directory: string }> = {};
  const buildOptions: Record<string, unknown> = {};
  const linked: Record<string, readonly string[]> = {};
  const copied: Record<string, unknown> = {};

  const answer = async (method: string, params: unknown): Promise<unknown> => {
    switch (method) {
      case 'Provider.Aws.Bootstrap':
        return {
          asset: 'assets',
          state: 'state',
          assetEcrRegistryId: '1',
          assetEcrUrl: '1',
          appsyncHttp: '',
          appsyncRealtime: '',
        };
      case 'Runtime.Build': {
        const { handler, encryptionKey, links, properties, copyFiles } = BuildInput.parse(params);
        const [file = ''] = handler.split('.');
        const name = basename(file);
        const out = join(work, name);
        buildOptions[name] = properties;
        copied[name] = copyFiles;
        linked[name] = Object.keys(links);
        // A function that somebody is still writing is listed, and not built.
        if (existsSync(join(ROOT, `${file}.ts`)))
          bundles[name] = { ...(await bundleFunction(name, out)), directory: out };
        else await writeFile(join(await mkdtemp(`${out}-`), 'index.mjs'), '');
        if (bundles[name]) await writeFile(join(out, 'resource.enc'), encrypted(links, encryptionKey));
        return { handler: 'index.handler', out: bundles[name] ? out : work, errors: [], sourcemaps: [] };
      }
      default:
        throw new Error(`rpc: can't find ${method}`);
    }
  };
  const Call = z.object({ method: z.string(), params: z.tuple([z.unknown()]) });
  const server = createServer(async (request, response) => {
    const { method, params } = Call.parse(JSON.parse(await bodyOf(request)));
    const reply = await answer(method, params[0]).then(
      (result) => ({ result }),
      (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
    );
    response.end(JSON.stringify(reply));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Listening on a port: an AddressInfo.
  const { port } = server.address() as AddressInfo;

  // Beside SST's own node_modules, so that everything resolves to one Pulumi.
  const bundle = join(PLATFORM, `program-${stage}-${process.pid}.mjs`);
  const resultFile = join(work, 'result.json');
  try {
    const app = { ...(await appOf(stage)), stage };
    const cli = {
      command: isDev ? 'dev' : 'deploy',
      paths: { home: work, root: ROOT, work, platform: PLATFORM },
      env: {},
      state: { version: {} },
    };
    await build({
      absWorkingDir: ROOT,
      entryPoints: [join(ROOT, 'test/infra/support/program.mjs')],
      outfile: bundle,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'esnext',
      mainFields: ['module', 'main'],
      inject: [join(PLATFORM, 'src/shim/run.js')],
      alias: { 'sst/platform': join(PLATFORM, 'src') },
      define: { $app: JSON.stringify(app), $cli: JSON.stringify(cli), $dev: String(isDev) },
      external: [
        '@pulumi/*',
        '@pulumiverse/*',
        '@aws-sdk/*',
        '@smithy/*',
        'undici',
        'esbuild',
        'archiver',
        'glob',
        'vite',
        'vinxi',
        'prettier',
      ],
      banner: { js: BANNER },
      plugins: [globals],
      logLevel: 'error',
    });
    const environment = {
      PATH: process.env['PATH'] ?? '',
      HOME: work,
      ...settings,
      ...Object.fromEntries(Object.entries(secrets).map(([name, value]) => [`SST_SECRET_${name}`, value])),
      SST_SERVER: `http://127.0.0.1:${port}`,
      PROGRAM_STAGE: stage,
      PROGRAM_RESULT: resultFile,
    };
    await run(process.execPath, [bundle], {
      env: environment,
      timeout: 180_000,
      maxBuffer: 16 * 1024 * 1024,
    });
    const result = Result.parse(JSON.parse(await readFile(resultFile, 'utf8')));
    return {
      app,
      ...result,
      bundles,
      links: linked,
      buildOptions,
      copied,
      close: () => rm(work, { recursive: true, force: true }),
    };
  } catch (error) {
    await rm(work, { recursive: true, force: true });
    throw error;
  } finally {
    await rm(bundle, { force: true });
    server.close();
  }
}
