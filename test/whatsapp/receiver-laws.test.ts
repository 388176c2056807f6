import { build } from 'esbuild';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leadKeys } from '../../lib/lead.ts';
import { WhatsAppEvent } from '../../lib/lead-event.ts';
import { createCloudReceiver } from '../../lib/whatsapp/cloud-receiver.ts';
import { createEvolutionReceiver } from '../../lib/whatsapp/evolution-receiver.ts';
import type { Receiver } from '../../lib/whatsapp/receiver.ts';
import { bytesOf, fixtureJson, INSTANCE, PHONE_NUMBER_ID, webhookNames } from './support/fixtures.ts';

const RECEIVERS = {
  cloud: createCloudReceiver({ appSecret: 's', phoneNumberId: PHONE_NUMBER_ID }),
  evolution: createEvolutionReceiver({ webhookSecret: 's', instance: INSTANCE }),
} as const satisfies Record<string, Receiver>;

/** Every place of a JSON value, as a path of keys. */
function placesOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => placesOf(inner, [...path, key]))];
}
function withChange(value: unknown, path: readonly string[], replacement: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return replacement;
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === key ? withChange(item, rest, replacement) : item));
  // A place named by a path through objects and lists; a list was handled above.
  const object = value as Record<string, unknown>;
  return { ...object, [key]: withChange(object[key], rest, replacement) };
}

const someValue = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    '',
    0,
    -1,
    true,
    [],
    {},
    '\u0000',
    '\ud800',
    '__proto__',
    'a'.repeat(70_000),
    [[]],
    [null],
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary' }),
);

describe.each(['cloud', 'evolution'] as const)(
  '%s, over recorded bodies with one to three places changed',
  (provider) => {
    const bodies = webhookNames(provider).map((name) => fixtureJson(provider, name));
    const mutated = fc.constantFrom(...bodies).chain((body) =>
      fc
        .array(fc.tuple(fc.constantFrom(...placesOf(body)), someValue), { minLength: 1, maxLength: 3 })
        .map((changes) => {
          // Deepest first: a change above would take the place of a later one away.
          const deepestFirst = [...changes].sort(([a], [b]) => b.length - a.length);
          return deepestFirst.reduce<unknown>(
            (changing, [path, value]) => withChange(changing, path, value),
            body,
          );
        }),
    );

    test('I5 · a receiver never throws, and what it says fits the queue and names somebody', () => {
      let eventCount = 0;
      fc.assert(
        fc.property(mutated, (body) => {
          const found = RECEIVERS[provider].normalise(bytesOf(body ?? null));
          if (found.kind === 'malformed') return;
          for (const event of found.events) {
            eventCount += 1;
            expect(WhatsAppEvent.safeParse(event).error).toBeUndefined();
            const written = JSON.stringify(event);
            expect(written).not.toMatch(/\\u0000|\\ud[89ab]../);
            expect(Buffer.byteLength(written)).toBeLessThan(1_000_000);
            const who =
              event.kind === 'inbound' ? event.from : event.kind === 'human_message' ? event.to : null;
            if (who !== null) expect(leadKeys(who).length).toBeGreaterThan(0);
          }
          for (const reason of found.ignored) expect(reason).toMatch(/^[\w.:-]{1,60}$/);
        }),
        { numRuns: 1_500 },
      );
      // A law over nothing holds too: most changes leave a message readable.
      expect(eventCount).toBeGreaterThan(500);
    });

    test('any bytes at all are judged, never thrown at', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 200 }), fc.string(), (body, header) => {
          const receiver = RECEIVERS[provider];
          receiver.normalise(body);
          expect(
            receiver.authenticate({
              headers: { 'x-hub-signature-256': header, 'x-webhook-secret': header },
              body,
            }),
          ).toBe(header === 's' && provider === 'evolution' ? 'ok' : 'refused');
        }),
      );
    });
  },
);

test.each(['cloud', 'evolution'])('the %s receiver is bundled without an HTTP client', async (provider) => {
  const built = await build({
    entryPoints: [`lib/whatsapp/${provider}-receiver.ts`],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
  });
  const foreign = Object.keys(built.metafile.inputs).filter(
    (path) => path.startsWith('node_modules/') && !/^node_modules\/zod\//.test(path),
  );
  expect(foreign).toEqual([]);
});
