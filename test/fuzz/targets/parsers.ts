/** What reads the bodies of both doors, without a door: whatever comes out fits the queue and is read again by the other side. */
import { type ParsedForm, parseForm, parseJsonAsForm } from '../../../lib/kommo/form.ts';
import { type ParsedKommoHook, parseKommoHook } from '../../../lib/kommo/hooks.ts';
import { QueuedEvent } from '../../../lib/queue.ts';
import { createCloudReceiver } from '../../../lib/whatsapp/cloud-receiver.ts';
import { createEvolutionReceiver } from '../../../lib/whatsapp/evolution-receiver.ts';
import type { Receiver } from '../../../lib/whatsapp/receiver.ts';
import { ACCOUNT } from '../../../local/stack.ts';
import { FormBody, formOf, someFormBody } from '../form-body.ts';
import { bytesOf, JsonBody, recordings, someJsonBody } from '../json-body.ts';
import { type AnyTarget, assertStorable, holds, type Target } from '../target.ts';

/** What SQS takes in one message. */
const MESSAGE_MAX_BYTES = 1024 * 1024;

/** Every event is one that the conversation reads, after the queue has had it. */
function assertQueued(body: unknown): void {
  const text = JSON.stringify(body);
  holds(QueuedEvent.safeParse(JSON.parse(text)).success, 'an event that the conversation cannot read');
  holds(Buffer.byteLength(text) < MESSAGE_MAX_BYTES - 2_000, 'an event too large for the queue');
  assertStorable(body);
}

function receiver(name: 'cloud' | 'evolution', made: Receiver): Target<JsonBody> {
  const names = recordings(name);
  return {
    name: `${name}-receiver`,
    what: 'a body of the WhatsApp door, proof of origin aside',
    inputs: someJsonBody(names),
    schema: JsonBody,
    start: async () => ({
      ready: (input) => {
        const bytes = bytesOf(input, names);
        let normalised: ReturnType<Receiver['normalise']>;
        return {
          parts: [
            {
              name: 'it',
              work: () => {
                normalised = made.normalise(bytes);
              },
            },
          ],
          check: () => {
            if (normalised.kind === 'malformed') return;
            for (const event of normalised.events) assertQueued({ source: 'whatsapp', event });
            holds(
              normalised.ignored.every((reason) => /^[\w.:-]{0,60}$/.test(reason)),
              'a reason of a stranger’s words',
            );
            holds(!('polluted' in {}), 'a prototype was reached');
          },
        };
      },
      close: async () => {},
    }),
  };
}

const hook: Target<FormBody> = {
  name: 'kommo-hook',
  what: 'a body of the Kommo door',
  inputs: someFormBody,
  schema: FormBody,
  start: async () => ({
    ready: (input) => {
      const body = Buffer.from(formOf(input));
      const contentType = input.escaping === 'json' ? 'application/json' : undefined;
      let parsed: ParsedKommoHook = { kind: 'empty' };
      return {
        parts: [
          {
            name: 'it',
            work: () => {
              parsed = parseKommoHook(body, contentType);
            },
          },
        ],
        check: () => {
          if (parsed.kind !== 'hook') return;
          for (const event of parsed.events) assertQueued({ source: 'kommo', event });
          holds(
            parsed.ignored.every((reason) => /^[\w.]{0,80}$/.test(reason)),
            'a reason of a stranger’s words',
          );
          holds(!('polluted' in {}), 'a prototype was reached');
        },
      };
    },
    close: async () => {},
  }),
};

const form: Target<FormBody> = {
  name: 'form',
  what: 'a form, or JSON in its place',
  inputs: someFormBody,
  schema: FormBody,
  start: async () => ({
    ready: (input) => {
      const body = Buffer.from(formOf(input));
      let parsed: ParsedForm = { kind: 'malformed', reason: '' };
      return {
        parts: [
          {
            name: 'it',
            work: () => {
              parsed = input.escaping === 'json' ? parseJsonAsForm(body) : parseForm(body);
            },
          },
        ],
        check: () => {
          holds(!('polluted' in {}), 'a prototype was reached');
          holds(parsed.kind === 'malformed' || !('__proto__' in parsed.root), 'a map with a prototype');
        },
      };
    },
    close: async () => {},
  }),
};

export const parserTargets: readonly AnyTarget[] = [
  receiver(
    'cloud',
    createCloudReceiver({ appSecret: ACCOUNT.cloudAppSecret, phoneNumberId: ACCOUNT.phoneNumberId }),
  ),
  receiver(
    'evolution',
    createEvolutionReceiver({ webhookSecret: ACCOUNT.evolutionSecret, instance: ACCOUNT.evolutionInstance }),
  ),
  hook,
  form,
];
