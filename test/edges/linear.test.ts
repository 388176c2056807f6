/**
 * V6: every reader of an outside text is quick on whatever WhatsApp (65,536 characters) and the gateway (6 MB) let through. Readers are
 * found, not listed: every function that a room of readers exports is fed, so one that is added tomorrow is fed too.
 */
import { expect, test } from 'vitest';
import { openingDialogue } from '../../lib/agent/dialogue.ts';
import { emptyFacts } from '../../lib/agent/extract/facts.ts';
import { hear } from '../../lib/agent/read-burst.ts';
import { parseKommoHook } from '../../lib/kommo/hooks.ts';
import { createCloudReceiver } from '../../lib/whatsapp/cloud-receiver.ts';
import { createEvolutionReceiver } from '../../lib/whatsapp/evolution-receiver.ts';
import { readers } from '../fuzz/support/readers.ts';

const TEXT_CHARS = 65_536;
const MAX_MS = 200;
const GATEWAY_BYTES = 6 * 1024 * 1024;
const META_BYTES = 3 * 1024 * 1024;

/** What made a reader slow somewhere, over and over, with an end that fits nothing. */
const REPEATED = [
  ...[
    'ok ',
    'a',
    'a ',
    'a.',
    'a@',
    'a-',
    '1',
    '1.',
    '1,',
    '1/1 ',
    '1.1',
    '9 ',
    ' ',
    '\n',
    '\t ',
    '"',
    '[',
    '(81) ',
  ],
  ...[
    'R$ ',
    'R$1.',
    'mil ',
    'cento e ',
    'vinte e ',
    'um milhão ',
    'reais ',
    '+55 81 9',
    '12h ',
    'às ',
    'terça ',
  ],
  ...[
    'e ',
    'é',
    'e\u0301',
    'não ',
    'sim ',
    'pare ',
    'por favor ',
    'meu nome é ',
    'me chamo ',
    'moro em ',
    'eu ',
    'de ',
  ],
  ...[
    'opção ',
    'A ',
    'Ana ',
    'já falei que não quero ',
    '👍',
    'oi',
    'k',
    'ha',
    'vcs ',
    '\u200b',
    '?',
    'https://',
    'boa noite ',
    'obrigado ',
  ],
];
const textsOf = (chars: number): readonly string[] =>
  REPEATED.map((unit) => `${unit.repeat(Math.ceil(chars / unit.length)).slice(0, chars - 1)}!`);
const TEXTS = textsOf(TEXT_CHARS);
const SHORT = textsOf(1_024);

/** Milliseconds of our own work: what else the machine does counts for nothing. */
function workOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
/** The second of two, where the first was slow: compiling and collecting are not reading. */
const steadyWorkOf = (work: () => unknown): number => {
  const first = workOf(work);
  return first < MAX_MS ? first : workOf(work);
};

const found = await readers();

test('V6 · the readers are found where they stand', () => {
  expect(found.length).toBeGreaterThan(20);
});

test.each(found)('V6 · %s reads the longest message in no time, whatever it repeats', (_name, read) => {
  const slow: string[] = [];
  for (const [at, text] of TEXTS.entries()) {
    // One that is slow on little would take hours on much.
    const sooner = steadyWorkOf(() => read(SHORT[at] ?? ''));
    const ms = sooner < MAX_MS / 4 ? steadyWorkOf(() => read(text)) : sooner;
    if (ms >= MAX_MS) slow.push(`${JSON.stringify(REPEATED[at])}: ${Math.round(ms)} ms`);
  }
  expect(slow).toEqual([]);
});

test('V6 · a burst of twenty such messages is heard in no time as well', () => {
  for (const text of TEXTS) {
    const burst = Array.from({ length: 20 }, () => ({ kind: 'text', text }) as const);
    const heard = () => hear({ facts: emptyFacts, dialogue: openingDialogue, burst });
    expect([text.slice(0, 12), steadyWorkOf(heard) < MAX_MS]).toEqual([text.slice(0, 12), true]);
  }
});

const filled = (unit: string, bytes: number, around = (middle: string) => middle): Uint8Array =>
  Buffer.from(around(unit.repeat(Math.floor((bytes - 2_000) / Buffer.byteLength(unit)))));

const KOMMO: Readonly<Record<string, Uint8Array>> = {
  'a list that is appended to': Buffer.from('a[]=1&'.repeat(19_999)),
  'a list that is appended to, to the cap': filled('a[]=1&', GATEWAY_BYTES),
  'one key of brackets': filled('[', GATEWAY_BYTES, (middle) => `a${middle}=1`),
  'one key of pairs of brackets': filled('[a]', GATEWAY_BYTES, (middle) => `a${middle}=1`),
  'nothing but separators': filled('&', GATEWAY_BYTES),
  'nothing but percents': filled('%', GATEWAY_BYTES),
  'one long value': filled('ok ', GATEWAY_BYTES, (middle) => `a=${middle}`),
  'JSON in depth': filled('[', GATEWAY_BYTES, (middle) => `{"a":${middle}`),
  'a list of JSON': filled('1,', GATEWAY_BYTES, (middle) => `{"leads":{"status":[${middle}1]}}`),
};
test.each(Object.entries(KOMMO))('V6 · Kommo’s door reads %s in no time', (_name, body) => {
  expect(steadyWorkOf(() => parseKommoHook(body, undefined))).toBeLessThan(MAX_MS);
});

const cloud = createCloudReceiver({ appSecret: 's', phoneNumberId: '1' });
const evolution = createEvolutionReceiver({ webhookSecret: 's', instance: 'i' });
const change = (value: string): string =>
  `{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"1"},${value}}}]}]}`;
const upsert = (message: string): string =>
  `{"event":"messages.upsert","instance":"i","data":{"key":{"remoteJid":"558190000001@s.whatsapp.net","fromMe":false,"id":"A"},"messageTimestamp":1795438860,"message":${message}}}`;
const words = (text: string): string => JSON.stringify(text.slice(0, TEXT_CHARS));
const deep = (levels: number, inner: string): string =>
  '{"ephemeralMessage":{"message":'.repeat(levels) + inner + '}}'.repeat(levels);

const WHATSAPP: Readonly<Record<string, () => unknown>> = {
  'a batch of nothings': () =>
    cloud.normalise(filled('{},', META_BYTES, (all) => change(`"messages":[${all}{}]`))),
  'a batch of entries': () =>
    cloud.normalise(
      filled('{},', META_BYTES, (all) => `{"object":"whatsapp_business_account","entry":[${all}{}]}`),
    ),
  'a thousand people and a thousand messages': () => {
    const people = Array.from({ length: 1_000 }, (_, at) => ({ wa_id: `5581990${at}`, user_id: `BR.${at}` }));
    const messages = people.map(({ wa_id }, at) => ({
      id: `wamid.${at}`,
      from: wa_id,
      timestamp: '1795438860',
      type: 'text',
      text: { body: 'oi' },
    }));
    return cloud.normalise(
      Buffer.from(change(`"contacts":${JSON.stringify(people)},"messages":${JSON.stringify(messages)}`)),
    );
  },
  'a form nested without end': () =>
    cloud.normalise(
      Buffer.from(
        change(
          `"messages":[{"id":"wamid.1","from":"558190000001","timestamp":"1795438860","type":"interactive","interactive":{"nfm_reply":{"response_json":${words(`{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}`)}}}}]`,
        ),
      ),
    ),
  'envelopes without end': () =>
    evolution.normalise(Buffer.from(upsert(deep(50_000, '{"conversation":"oi"}')))),
  'a message of ten thousand keys': () =>
    evolution.normalise(
      Buffer.from(
        upsert(`{${Array.from({ length: 10_000 }, (_, at) => `"k${at}":{}`).join(',')},"conversation":"oi"}`),
      ),
    ),
  'a list of messages': () =>
    evolution.normalise(
      filled('{},', META_BYTES, (all) => `{"event":"messages.upsert","instance":"i","data":[${all}{}]}`),
    ),
  'six megabytes of base64': () =>
    evolution.normalise(
      filled('A', GATEWAY_BYTES, (all) =>
        upsert(`{"videoMessage":{"mimetype":"video/mp4"},"base64":"${all}"}`),
      ),
    ),
};
test.each(Object.entries(WHATSAPP))(
  'V6 · WhatsApp’s door reads %s in no time, and never throws',
  (_name, read) => {
    expect(steadyWorkOf(read)).toBeLessThan(MAX_MS);
  },
);
test('V6 · WhatsApp’s doors read every text of a message in no time', () => {
  for (const text of TEXTS) {
    const onCloud = Buffer.from(
      change(
        `"contacts":[{"profile":{"name":${words(text)}},"wa_id":"558190000001"}],"messages":[{"id":"wamid.1","from":"558190000001","timestamp":"1795438860","type":"text","text":{"body":${words(text)}}}]`,
      ),
    );
    const onEvolution = Buffer.from(upsert(`{"conversation":${words(text)}}`));
    expect(steadyWorkOf(() => [cloud.normalise(onCloud), evolution.normalise(onEvolution)])).toBeLessThan(
      MAX_MS,
    );
  }
});
