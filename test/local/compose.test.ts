/** `docker compose up`: the file by the rules of the compose specification, as far as it uses them. No engine runs it here. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import * as z from 'zod/mini';
import { variables } from '../../scripts/docs/configuration.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const source = readFileSync(join(ROOT, 'compose.yaml'), 'utf8');

// What a number or a bare word of YAML would become is the engine's guess: every value is a string.
const Environment = z.record(z.string().check(z.regex(/^[A-Z][A-Z0-9_]*$/)), z.string());
const Duration = z.string().check(z.regex(/^(\d+(ms|s|m|h))+$/));
const Service = z
  .strictObject({
    image: z.optional(z.string().check(z.regex(/^[a-z0-9][a-z0-9./-]*:[\w.-]+$/))),
    build: z.optional(z.string()),
    init: z.optional(z.boolean()),
    command: z.optional(z.string()),
    stop_grace_period: z.optional(Duration),
    restart: z.optional(z.enum(['no', 'always', 'on-failure', 'unless-stopped'])),
    environment: z.optional(Environment),
    ports: z.optional(z.array(z.string().check(z.regex(/^[\d.]+:\d+:\d+$/)))),
    volumes: z.optional(z.array(z.string().check(z.regex(/^[a-z-]+:\/[\w./-]+$/)))),
    network_mode: z.optional(z.string().check(z.regex(/^service:[a-z-]+$/))),
    depends_on: z.optional(
      z.union([
        z.array(z.string()),
        z.record(
          z.string(),
          z.strictObject({
            condition: z.enum(['service_started', 'service_healthy', 'service_completed_successfully']),
          }),
        ),
      ]),
    ),
    healthcheck: z.optional(
      z.strictObject({
        test: z.tuple([z.enum(['CMD', 'CMD-SHELL']), z.string()]),
        interval: Duration,
        timeout: Duration,
        retries: z.int(),
      }),
    ),
  })
  .check(
    z.refine(({ image, build }) => (image === undefined) !== (build === undefined), 'an image or a build'),
  );
const Compose = z.strictObject({
  name: z.string().check(z.regex(/^[a-z0-9][a-z0-9_-]*$/)),
  services: z.record(z.string(), Service),
  volumes: z.record(z.string(), z.null()),
});

const document = parseDocument(source, { strict: true, uniqueKeys: true });
const compose = () => Compose.parse(document.toJS());

test('the file is YAML without a doubt, and every key and form of it is one of the specification', () => {
  expect([...document.errors, ...document.warnings]).toEqual([]);
  expect(() => compose()).not.toThrow();
});

test('each service, volume and network that is named is there, and whoever is waited for can tell that it is well', () => {
  const { services, volumes } = compose();
  for (const [
    name,
    { depends_on: needs = [], network_mode: network, volumes: mounts = [] },
  ] of Object.entries(services)) {
    for (const needed of Array.isArray(needs) ? needs : Object.keys(needs))
      expect(Object.keys(services), name).toContain(needed);
    if (!Array.isArray(needs))
      for (const [needed, { condition }] of Object.entries(needs))
        if (condition === 'service_healthy') expect(services[needed]?.healthcheck, name).toBeDefined();
    if (network !== undefined)
      expect(Object.keys(services), name).toContain(network.slice('service:'.length));
    for (const mount of mounts) expect(Object.keys(volumes), name).toContain(mount.split(':')[0]);
  }
});

test('O2 · nothing is open to another machine, and no key is written down', () => {
  const { services } = compose();
  for (const { ports = [] } of Object.values(services))
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  expect(services['evolution']?.environment?.['AUTHENTICATION_API_KEY']).toMatch(/^\$\{EVOLUTION_API_KEY:\?/);
  for (const version of Object.values(services).map(({ image }) => image ?? ''))
    expect(version).not.toMatch(/:latest$/);
});

test('V4 · npm start is handed variables that it knows, and none of an account until one is told of', () => {
  const known = variables().flatMap(({ variables: those }) => those.map(({ name }) => name));
  const given = Object.entries(compose().services['bastao']?.environment ?? {});
  expect(given.length).toBeGreaterThan(0);
  for (const [name, value] of given) {
    expect(known).toContain(name);
    expect(value).toMatch(/^\$\{EVOLUTION_\w+:[-+]/);
  }
});

test('the image is made of files that are here, and leaves what is private outside', () => {
  const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
  const copied = [...dockerfile.matchAll(/^COPY (.+) \S+$/gm)].flatMap(([, names = '']) => names.split(' '));
  expect(copied).toEqual(['package.json', 'package-lock.json', '.']);
  for (const name of copied) expect(existsSync(join(ROOT, name)), name).toBe(true);
  const ignored = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n');
  expect(ignored).toEqual(expect.arrayContaining(['.env', '.env.*', '.data', '.git', 'node_modules']));
});
