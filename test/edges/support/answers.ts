/** Every recorded answer of Kommo, Meta and Evolution, byte for byte, read by the real clients. */
import { expect } from 'vitest';
import { createKommoClient } from '../../../lib/kommo/client.ts';
import type { Kommo, KommoResult } from '../../../lib/kommo/kommo.ts';
import type { Phone } from '../../../lib/phone.ts';
import { Phone as PhoneSchema } from '../../../lib/phone.ts';
import { createCloudTransport } from '../../../lib/whatsapp/cloud-transport.ts';
import { createEvolutionTransport } from '../../../lib/whatsapp/evolution-transport.ts';
import type { Outbound, SendResult } from '../../../lib/whatsapp/transport.ts';
import { serve } from '../../../local/emulators/http.ts';
import { ACCOUNT } from '../../../local/stack.ts';
import {
  closedBreaker,
  contactId,
  leadId,
  manualClock,
  openLimiter,
  recordedLog,
} from '../../kommo/support/builders.ts';
import { ANA, recorded } from './recorded.ts';

type Answer = { readonly status: number; readonly body: Buffer | string; readonly contentType?: string };
/** What one answerer at this address is asked while `work` runs. */
async function answering<T>(
  answers: readonly Answer[],
  work: (url: string, asked: () => number) => Promise<T>,
): Promise<T> {
  let asked = 0;
  const other = await serve({
    mounts: {
      '/': async () => {
        const {
          status,
          body,
          contentType = 'application/json',
        } = answers[Math.min(asked, answers.length - 1)] ?? { status: 500, body: '' };
        asked += 1;
        const bytes = Buffer.from(
          body.toString('utf8').replaceAll('https://solarexemplo.kommo.com', other.url),
        );
        return new Response(bytes.byteLength === 0 ? null : bytes, {
          status,
          headers: { 'content-type': contentType },
        });
      },
    },
  });
  try {
    return await work(other.url, () => asked);
  } finally {
    await other.close();
  }
}

const ANA_PHONE: Phone = PhoneSchema.parse(ANA.phone);
const file = (path: string, status = 200, contentType?: string): Answer => ({
  status,
  body: recorded(path),
  ...(contentType && { contentType }),
});
const okValue = <T>(result: KommoResult<T>): T => {
  if (result.kind !== 'ok') throw new Error(`no answer: ${JSON.stringify(result)}`);
  return result.value;
};

const kommo = (answers: readonly Answer[], ask: (client: Kommo) => Promise<void>): (() => Promise<void>) => {
  return () =>
    answering(answers, async (baseUrl) => {
      const client = createKommoClient({
        baseUrl,
        token: 'token',
        limiter: openLimiter,
        breaker: closedBreaker,
        clock: manualClock(),
        log: recordedLog(),
      });
      await ask(client).finally(() => client.close());
    });
};
const gate = { priority: 'gate' } as const;
const [ANAS_CARD, BRUNOS_CARD] = [leadId(15000001), leadId(15000002)];
const NEW_LEAD = { name: 'Ana', pipelineId: 8100001, statusId: 81000011, tags: [], fields: [] };

const OUTBOUND: Outbound = {
  to: { phone: ANA_PHONE, lid: null, bsuid: null, replyTo: ANA.waId },
  callbackId: 'outbox-1',
  content: { kind: 'text', text: 'oi' },
};
const TEMPLATE: Outbound = {
  ...OUTBOUND,
  content: { kind: 'template', name: 'retomada', language: 'pt_BR', params: [] },
};
/** Sends once; the transport must not ask twice, whatever it is answered. */
const sent = (
  provider: 'cloud' | 'evolution',
  answer: Answer,
  outbound: Outbound = OUTBOUND,
): Promise<SendResult> =>
  answering([answer], async (url, asked) => {
    const clock = manualClock();
    const transport =
      provider === 'cloud'
        ? createCloudTransport({ apiUrl: url, phoneNumberId: ACCOUNT.phoneNumberId, token: 'token', clock })
        : createEvolutionTransport({ url, apiKey: 'key', instance: ACCOUNT.evolutionInstance, clock });
    const result = await transport.send(outbound);
    expect(asked()).toBe(1);
    return result;
  });

type ErrorTable = Readonly<Record<string, { status: number; body: unknown; content_type?: string }>>;
// A table of answers by name (test/fixtures/README.md).
const errorsOf = (folder: string): ErrorTable =>
  JSON.parse(recorded(`${folder}/errors.json`).toString('utf8')) as ErrorTable;
const asAnswer = ({ status, body }: ErrorTable[string]): Answer => ({
  status,
  body: body === '' ? '' : JSON.stringify(body),
});

/** Decided by `error.code` alone (test/fixtures/README.md); any other code is our bug. */
const CLOUD_RETRIED = [2, 131000, 131016, 131057];
const CLOUD_ALARMED = [190, 10, 200, 131042, 4, 80007, 131031, 368, 131048];
/** Our own request is wrong: somebody must know (facts/whatsapp.md §9.4). */
const CLOUD_BUGS = [100, 131009, 131021, 131030, 131051, 131062];
const CLOUD_WORDS = new Map<number, string>([
  ...CLOUD_RETRIED.map((code) => [code, 'retry'] as const),
  ...CLOUD_ALARMED.map((code) => [code, 'hold_all'] as const),
  ...[131049, 131050].map((code) => [code, 'no_marketing'] as const),
  ...[131052, 131053].map((code) => [code, 'text_instead'] as const),
  [131047, 'template'],
  [131056, 'hold_contact'],
  [130429, 'hold_all'],
  [131026, 'mark_contact'],
]);
const EVOLUTION_WORDS = new Map<string, string>([
  ['not_on_whatsapp', 'mark_contact'],
  ...['unauthorized', 'unknown_instance', 'unknown_route', 'not_in_memory', 'license_required'].map(
    (name) => [name, 'hold_all!'] as const,
  ),
  ...['validation', 'media_input'].map((name) => [name, 'bug'] as const),
  ...['disconnected', 'whatsapp_numbers_failed'].map((name) => [name, 'hold_all'] as const),
  ...['send_failed', 'disconnected_number_cached', 'empty_201'].map((name) => [name, 'unknown'] as const),
]);
const KOMMO_CAUSES = new Map<number, string>([
  [400, 'rejected'],
  [401, 'unauthorized'],
  [402, 'payment_required'],
  [404, 'absent'],
  [405, 'rejected'],
  [422, 'rejected'],
  [429, 'throttled'],
  [500, 'server_error'],
]);

/** By path below test/fixtures. */
export const ANSWERS: Readonly<Record<string, () => Promise<void>>> = {
  'kommo/api/lead.json': kommo(
    [{ status: 200, body: `{"_embedded":{"leads":[${recorded('kommo/api/lead.json').toString('utf8')}]}}` }],
    async (client) => {
      expect(okValue(await client.leads([ANAS_CARD], gate))).toEqual([
        expect.objectContaining({
          id: 15000001,
          pipelineId: 8100001,
          statusId: 81000012,
          contactIds: [25000001],
        }),
      ]);
    },
  ),
  'kommo/api/leads.json': kommo(
    [
      file('kommo/api/leads.json'),
      {
        status: 200,
        body: `{"_embedded":{"leads":[${recorded('kommo/api/lead.json').toString('utf8').replace('15000001', '15000004')}]}}`,
      },
    ],
    async (client) => {
      const cards = okValue(
        await client.leads([ANAS_CARD, BRUNOS_CARD, leadId(15000003), leadId(15000004)], gate),
      );
      expect(cards.map(({ id, pipelineId, statusId }) => [id, pipelineId, statusId])).toEqual([
        [15000001, 8100001, 81000012],
        [15000002, 8100001, 81000016],
        [15000003, 8100002, 142],
        [15000004, 8100001, 81000012],
      ]);
    },
  ),
  'kommo/api/contacts.json': kommo([file('kommo/api/contacts.json')], async (client) => {
    expect(okValue(await client.contactsByPhone(ANA_PHONE)).map(({ id }) => id)).toEqual([
      25000001, 25000021, 25000022,
    ]);
  }),
  'kommo/api/pipelines.json': kommo([file('kommo/api/pipelines.json')], async (client) => {
    const { statuses } = okValue(await client.pipeline(8100001));
    expect(statuses.map(({ statusId }) => statusId)).toEqual(
      expect.arrayContaining([81000010, 81000016, 142, 143]),
    );
    expect(statuses.map(({ statusId }) => statusId)).not.toContain(81000026);
  }),
  'kommo/api/lead_custom_fields.json': kommo([file('kommo/api/lead_custom_fields.json')], async (client) => {
    const solution = okValue(await client.leadFields()).find(({ id }) => id === 700003);
    expect(solution?.enums.map(({ id }) => id)).toContain(710003);
  }),
  'kommo/api/leads_complex.json': kommo([file('kommo/api/leads_complex.json')], async (client) => {
    const made = await client.createLeadWithContact(NEW_LEAD, { name: 'Ana', phone: ANA_PHONE });
    expect(made).toMatchObject({ kind: 'ok', value: { kommoLeadId: 15000009, kommoContactId: 25000009 } });
  }),
  'kommo/api/patch_lead.json': kommo([file('kommo/api/patch_lead.json')], async (client) => {
    expect(await client.patchLead(ANAS_CARD, { name: 'Ana' })).toEqual({
      kind: 'ok',
      value: { updatedAt: 1795438845 },
    });
  }),
  'kommo/api/patch_contact.json': kommo([file('kommo/api/patch_contact.json')], async (client) => {
    expect(await client.patchContact(contactId(25000001), { name: 'Ana' })).toEqual({
      kind: 'ok',
      value: { updatedAt: 1795438846 },
    });
  }),
  'kommo/api/errors.json': async () => {
    for (const [name, error] of Object.entries(errorsOf('kommo/api')))
      await kommo(
        [{ ...asAnswer(error), contentType: error.content_type ?? 'application/problem+json' }],
        async (client) => {
          const read = await client.leads([ANAS_CARD], gate);
          expect([name, read.kind === 'failed' ? read.cause : read.kind]).toEqual([
            name,
            KOMMO_CAUSES.get(error.status),
          ]);
        },
      )();
  },
  'kommo/api/403.txt': kommo([file('kommo/api/403.txt', 403, 'text/plain')], async (client) => {
    expect(await client.leads([ANAS_CARD], gate)).toMatchObject({ kind: 'failed', cause: 'forbidden' });
  }),
  'kommo/api/429.html': kommo([file('kommo/api/429.html', 429, 'text/html')], async (client) => {
    expect(await client.leads([ANAS_CARD], gate)).toMatchObject({
      kind: 'failed',
      cause: 'throttled',
      retryAfterMs: 300_000,
    });
  }),

  'cloud/send-text-200.json': async () => {
    const result = await sent('cloud', file('cloud/send-text-200.json'));
    expect(result).toEqual({
      kind: 'accepted',
      providerId: expect.stringMatching(/^wamid\./),
      replyTo: '558190000001',
    });
  },
  'cloud/send-template-200.json': async () => {
    expect(await sent('cloud', file('cloud/send-template-200.json'), TEMPLATE)).toMatchObject({
      kind: 'accepted',
    });
  },
  'cloud/errors.json': async () => {
    for (const [name, error] of Object.entries(errorsOf('cloud'))) {
      const code = Number(name);
      const alarm = [...CLOUD_ALARMED, ...CLOUD_BUGS].includes(code) || (code >= 132000 && code < 132100);
      const expected = { kind: 'refused', code, refusal: CLOUD_WORDS.get(code) ?? 'bug', alarm };
      expect(await sent('cloud', asAnswer(error))).toMatchObject(expected);
    }
  },
  'evolution/send-text-201.json': async () => {
    const result = await sent('evolution', file('evolution/send-text-201.json', 201));
    expect(result).toEqual({
      kind: 'accepted',
      providerId: '3EB02C675809010ED0855E',
      replyTo: '558190000001@s.whatsapp.net',
    });
  },
  'evolution/errors.json': async () => {
    for (const [name, error] of Object.entries(errorsOf('evolution'))) {
      const result = await sent('evolution', asAnswer(error));
      const word = result.kind === 'refused' ? `${result.refusal}${result.alarm ? '!' : ''}` : result.kind;
      expect([name, word]).toEqual([name, EVOLUTION_WORDS.get(name)]);
    }
  },
};
