/**
 * Both doors, whole: the real handlers, given an event as API Gateway makes it, with a queue, Redis and Postgres behind them.
 * Whatever comes, the answer is a status that means something, quickly, and no line of the log tells who or what it was about.
 */
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import fc from 'fast-check';
import * as z from 'zod';
import { createKommoWebhook } from '../../../lib/app/kommo-webhook.ts';
import { createWhatsAppWebhook, type WebhookApp } from '../../../lib/app/whatsapp-webhook.ts';
import { systemClock, type WaitingClock } from '../../../lib/clock.ts';
import { loadKommoWebhookConfig, loadWhatsAppWebhookConfig } from '../../../lib/config.ts';
import { createLog } from '../../../lib/log.ts';
import { environmentOf, setAwsEnvironment } from '../../../local/environment.ts';
import { ACCOUNT } from '../../../local/stack.ts';
import { leaksIn } from '../../support/planted.ts';
import { FormBody, formOf, someFormBody } from '../form-body.ts';
import { bytesOf, JsonBody, recordings, someJsonBody } from '../json-body.ts';
import { type AnyTarget, holds, type Target } from '../target.ts';
import { someText, Text, textOf } from '../text.ts';

const PROOFS = ['true', 'true', 'true', 'none', 'wrong', 'odd'] as const;
const Around = z.object({
  proof: z.enum(['true', 'none', 'wrong', 'odd']),
  method: z.enum(['POST', 'GET', 'PUT']),
  path: z.enum(['its', 'slash', 'other', 'odd']),
  /** As the gateway does it for this type, or the other way about. */
  encoding: z.enum(['text', 'base64', 'neither', 'lies']),
  contentType: z.string().nullable(),
  odd: Text,
});
type Around = z.infer<typeof Around>;

const someAround: fc.Arbitrary<Around> = fc.record({
  proof: fc.constantFrom(...PROOFS),
  method: fc.oneof(
    { weight: 12, arbitrary: fc.constant('POST' as const) },
    { weight: 1, arbitrary: fc.constantFrom('GET' as const, 'PUT' as const) },
  ),
  path: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom('its' as const, 'slash' as const) },
    { weight: 1, arbitrary: fc.constantFrom('other' as const, 'odd' as const) },
  ),
  encoding: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom('text' as const, 'base64' as const) },
    { weight: 1, arbitrary: fc.constantFrom('neither' as const, 'lies' as const) },
  ),
  contentType: fc.constantFrom(
    'application/json',
    'application/x-www-form-urlencoded',
    'text/plain',
    'multipart/form-data; boundary=x',
    '',
    null,
    'application/json; charset=utf-16',
    'gzip',
  ),
  odd: someText(2_000),
});

const INTENDED: ReadonlySet<number> = new Set([200, 400, 401, 403, 404, 405, 413]);
/** A far end on a busy machine may be late; what fails each time is no matter of time. */
const TRIES = 3;
/** And so the doors are patient here: what they may take is their own CPU time, which is measured. */
const PATIENCE = 20;
const patientClock: WaitingClock = {
  nowMs: systemClock.nowMs,
  settleBy: (untilMs, works) => {
    const nowMs = systemClock.nowMs();
    return systemClock.settleBy(nowMs + PATIENCE * (untilMs - nowMs), works);
  },
};
const RENEW_EVERY = 400;

type Door = 'cloud' | 'evolution' | 'kommo';

const pathOf = (door: Door, { path, odd, proof }: Around): string => {
  const secret =
    proof === 'true'
      ? ACCOUNT.kommoSecret
      : proof === 'odd'
        ? textOf(odd)
        : proof === 'none'
          ? ''
          : `${ACCOUNT.kommoSecret}x`;
  const its = door === 'kommo' ? `/webhooks/kommo/${secret}` : `/webhooks/whatsapp/${door}`;
  return path === 'its'
    ? its
    : path === 'slash'
      ? `${its}/`
      : path === 'other'
        ? '/webhooks/kommo'
        : `${its}/${textOf(odd)}`;
};

function headersOf(
  door: Door,
  body: Buffer,
  { proof, odd, contentType, encoding }: Around,
): Record<string, string> {
  const signature = `sha256=${createHmac('sha256', ACCOUNT.cloudAppSecret).update(body).digest('hex')}`;
  const given = {
    true: door === 'cloud' ? signature : ACCOUNT.evolutionSecret,
    none: null,
    wrong: 'sha256=00',
    odd: textOf(odd),
  }[proof];
  return {
    ...(contentType !== null && { 'content-type': contentType }),
    ...(encoding === 'lies' && { 'content-encoding': 'gzip', 'transfer-encoding': 'chunked' }),
    ...(given !== null && { [door === 'cloud' ? 'x-hub-signature-256' : 'x-webhook-secret']: given }),
  };
}

/** An event of payload format 2.0, as far as the doors read it. */
function eventOf(door: Door, body: Buffer, around: Around): APIGatewayProxyEventV2 {
  const path = pathOf(door, around);
  const { method, encoding, odd } = around;
  const event = {
    version: '2.0',
    rawPath: path,
    rawQueryString: '',
    headers: headersOf(door, body, around),
    queryStringParameters: {
      'hub.mode': 'subscribe',
      'hub.verify_token': textOf(odd),
      'hub.challenge': textOf(odd),
    },
    requestContext: { http: { method, path } },
    ...(encoding !== 'neither' &&
      body.byteLength > 0 && {
        body: encoding === 'base64' ? body.toString('base64') : body.toString('utf8'),
      }),
    isBase64Encoded: encoding === 'base64' || encoding === 'lies',
  };
  // The doors read these parts alone; the rest of the type is the gateway's bookkeeping.
  return event as unknown as APIGatewayProxyEventV2;
}

async function startFarEnds(): Promise<{
  url: string;
  queueUrl: string;
  statusQueueUrl: string;
  renew(): Promise<void>;
  close(): Promise<void>;
}> {
  const worker = new Worker(new URL('../support/far-ends.ts', import.meta.url));
  const [started]: unknown[] = await once(worker, 'message');
  const addresses = z
    .object({ url: z.string(), queueUrl: z.string(), statusQueueUrl: z.string() })
    .parse(started);
  const told = async (word: string): Promise<void> => {
    const heard = once(worker, 'message');
    worker.postMessage(word);
    await heard;
  };
  return {
    ...addresses,
    renew: () => told('renew'),
    close: async () => {
      await told('close');
      await worker.terminate();
    },
  };
}

const Input = z.object({ around: Around, body: z.union([JsonBody, FormBody]) });
type Input = z.infer<typeof Input>;

function door(
  name: Door,
  bodies: fc.Arbitrary<Input['body']>,
  wireOf: (body: Input['body']) => Buffer,
): Target<Input> {
  return {
    name: `${name}-door`,
    what: 'a request to the handler, with its proof of origin',
    inputs: fc.record({ around: someAround, body: bodies }),
    schema: Input,
    start: async () => {
      const ends = await startFarEnds();
      const provider = name === 'evolution' ? 'evolution' : 'cloud';
      const environment = environmentOf({
        url: ends.url,
        options: { mode: 'live', provider, calendar: 'built_in' },
        queueUrl: ends.queueUrl,
        statusQueueUrl: ends.statusQueueUrl,
        serviceAccount: '',
      });
      setAwsEnvironment(environment);
      const lines: string[] = [];
      const surroundings = {
        clock: patientClock,
        log: createLog({ nowMs: systemClock.nowMs, write: (line) => lines.push(line) }),
        newId: randomUUID,
      };
      const app: WebhookApp =
        name === 'kommo'
          ? createKommoWebhook(loadKommoWebhookConfig(environment), surroundings)
          : createWhatsAppWebhook(loadWhatsAppWebhookConfig(environment), surroundings);
      let played = 0;
      return {
        ready: ({ around, body }) => {
          const event = eventOf(name, wireOf(body), around);
          let [status, tells]: [number | undefined, boolean] = [undefined, false];
          return {
            parts: [
              {
                name: 'it',
                work: async () => {
                  played += 1;
                  if (played % RENEW_EVERY === 0) await ends.renew();
                  lines.length = 0;
                  status = undefined;
                  for (let tries = 0; tries < TRIES && !INTENDED.has(status ?? 0); tries += 1) {
                    const answer = await app.handle(event);
                    status = answer.statusCode;
                    tells = answer.body !== '' && around.method !== 'GET';
                  }
                },
              },
            ],
            check: () => {
              holds(!tells, 'an answer that tells something');
              const told = lines.map((line) => z.object({ event: z.string() }).parse(JSON.parse(line)).event);
              holds(INTENDED.has(status ?? 0), `answered ${status} (${[...new Set(told)].join(', ')})`);
              const leaks = lines.flatMap(leaksIn);
              holds(leaks.length === 0, `in the log of ${told.join(', ')}: ${leaks.join(', ')}`);
            },
          };
        },
        close: ends.close,
      };
    },
  };
}

const jsonDoor = (name: 'cloud' | 'evolution'): Target<Input> => {
  const names = recordings(name);
  return door(name, someJsonBody(names), (body) => bytesOf(JsonBody.parse(body), names));
};

export const doorTargets: readonly AnyTarget[] = [
  jsonDoor('cloud'),
  jsonDoor('evolution'),
  door('kommo', someFormBody, (body) => Buffer.from(formOf(FormBody.parse(body)))),
];
