/** What is downloaded and read of a burst, within which limits, and what stays the lead's to write. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { billIn } from '../../../lib/agent/extract/money.ts';
import { createModel } from '../../../lib/agent/llm/model.ts';
import { createMediaReader, type MediaReaderDeps } from '../../../lib/conversation/media.ts';
import { MessageId } from '../../../lib/lead.ts';
import type { Content } from '../../../lib/lead-event.ts';
import { createLog } from '../../../lib/log.ts';
import type { MessageRecord } from '../../../lib/store/rows.ts';
import { createVirtualClock } from '../../../local/clock.ts';
import { type HttpStack, serve } from '../../../local/emulators/http.ts';
import { createModelEmulator, type ModelControl } from '../../../local/emulators/model/emulator.ts';

const MEGABYTE = 1024 * 1024;
const KEY = 'local_model_key';
const clock = createVirtualClock({ mode: 'manual' });
let stack: HttpStack;
let control: ModelControl;
let logLines: string[];
beforeEach(async () => {
  const emulator = createModelEmulator({ clock, apiKey: KEY });
  control = emulator.control;
  stack = await serve({ mounts: { '/model': emulator.handler } });
  logLines = [];
});
afterEach(() => stack.close());

let ids = 0;
const aMessage = (content: Content, change: Partial<MessageRecord> = {}): MessageRecord => {
  ids += 1;
  const caption = 'caption' in content ? content.caption : null;
  return {
    id: MessageId.parse(`00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`),
    direction: 'in',
    author: 'lead',
    providerId: `wamid.${ids}`,
    body: content.kind === 'text' ? content.text : caption,
    content,
    sentAtMs: 0,
    disposition: 'pending',
    status: null,
    stageAgeMs: null,
    ...change,
  };
};
const media = (
  kind: 'voice' | 'audio' | 'image' | 'document' | 'video' | 'sticker',
  mimeType: string,
  caption: string | null = null,
): Content => ({
  kind,
  media: { id: 'media-1', mimeType },
  caption,
  fileName: null,
});
const VOICE = media('voice', 'audio/ogg; codecs=opus');
const PHOTO = media('image', 'image/jpeg');
const PDF = media('document', 'application/pdf');

/** The reader over a download that succeeds, unless the test says otherwise. */
const aReader = (change: Partial<MediaReaderDeps> = {}) => {
  const kept: [string, string][] = [];
  const fetched: { id: string; mimeType: string; maxBytes: number }[] = [];
  const reader = createMediaReader({
    fetchMedia: async ({ id, mimeType }, { maxBytes }) => {
      fetched.push({ id, mimeType, maxBytes });
      return { kind: 'ok', bytes: Buffer.from('OggS'), mimeType };
    },
    model: createModel({
      provider: 'openai',
      model: 'modelo-local',
      apiKey: KEY,
      baseUrl: `${stack.url}/model/v1`,
      audioModel: 'whisper-1',
    }),
    timeoutMs: 12_000,
    keepWords: async (providerId, words) => void kept.push([providerId, words]),
    log: createLog({ nowMs: clock.nowMs, write: (line) => logLines.push(line) }),
    ...change,
  });
  return { reader, kept, fetched };
};
const bill = (totalBrl: number | null, isEnergyBill = true) => ({
  kind: 'value' as const,
  value: { isEnergyBill, totalBrl },
});
const textOf = ({ content }: MessageRecord): string | null =>
  content?.kind === 'text' ? content.text : null;

describe('what could be read', () => {
  test('M13 · a voice note becomes its words, kept with the message', async () => {
    control.next({ kind: 'text', text: 'minha conta vem oitocentos reais' });
    const { reader, kept } = aReader();
    const message = aMessage(VOICE);
    const [read] = await reader.read([message]);
    expect(read).toMatchObject({
      id: message.id,
      body: 'minha conta vem oitocentos reais',
      content: { kind: 'text' },
    });
    expect(kept).toEqual([[message.providerId, '[áudio] minha conta vem oitocentos reais']]);
  });

  test.each([PHOTO, PDF])(
    'M13 · a bill becomes the sum on it, which the extractors read as a bill: %j',
    async (content) => {
      control.next(bill(1234.56));
      const [read] = await aReader().reader.read([aMessage(content)]);
      expect(billIn(read ? (textOf(read) ?? '') : '', { asked: false })).toMatchObject({
        kind: 'bills',
        billsBrl: [1234.56],
      });
    },
  );

  test('a caption stays', async () => {
    control.next(bill(850));
    const [read] = await aReader().reader.read([aMessage(media('image', 'image/png', 'essa é a da loja'))]);
    expect(read?.body).toBe('Conta de luz de R$ 850\nessa é a da loja');
  });

  test('M3 · every message of the burst stays, in its order', async () => {
    control.always((request) => (request.api === 'transcription' ? { kind: 'text', text: 'oi' } : bill(850)));
    const burst = [
      aMessage({ kind: 'text', text: 'olha a conta' }),
      aMessage(PHOTO),
      aMessage(VOICE),
      aMessage(media('sticker', 'image/webp')),
      aMessage({ kind: 'text', text: 'viu?' }),
    ];
    const read = await aReader().reader.read(burst);
    expect(read.map(({ id }) => id)).toEqual(burst.map(({ id }) => id));
    expect(read.map(textOf)).toEqual(['olha a conta', 'Conta de luz de R$ 850', 'oi', null, 'viu?']);
  });

  test('what was read in an earlier turn is not read again', async () => {
    const { reader, fetched } = aReader();
    const [read] = await reader.read([aMessage(VOICE, { body: '[áudio] já disse' })]);
    expect(read && textOf(read)).toBe('já disse');
    expect([fetched, control.requests]).toEqual([[], []]);
  });

  test('words that could not be kept are words all the same', async () => {
    control.next({ kind: 'text', text: 'oi' });
    const { reader } = aReader({
      timeoutMs: 12_000,
      keepWords: async () => {
        throw new Error('Postgres is down');
      },
    });
    const [read] = await reader.read([aMessage(VOICE)]);
    expect(read?.body).toBe('oi');
  });
});

describe('M13 · what could not be read stays as it was, for the brain to ask for text', () => {
  const stays = async (message: MessageRecord, change: Partial<MediaReaderDeps> = {}): Promise<void> => {
    const { reader, kept } = aReader(change);
    expect(await reader.read([message])).toEqual([message]);
    expect(kept).toEqual([]);
  };

  test('without a key nothing is downloaded', async () => {
    const { reader, fetched } = aReader({ model: null });
    const burst = [aMessage(VOICE), aMessage(PHOTO)];
    expect(await reader.read(burst)).toEqual(burst);
    expect(fetched).toEqual([]);
  });

  test.each([{ kind: 'gone' }, { kind: 'too_large' }, { kind: 'failed', cause: 'http_500' }] as const)(
    'a download that ends as %j',
    (outcome) => stays(aMessage(VOICE), { fetchMedia: async () => outcome }),
  );

  test.each([
    { kind: 'status', status: 500 },
    { kind: 'status', status: 401 },
    { kind: 'garbage', body: '<' },
    { kind: 'text', text: '' },
  ] as const)('a model that answers %j', async (answer) => {
    control.always(answer);
    await stays(aMessage(VOICE));
    await stays(aMessage(PHOTO));
    expect(logLines.join('')).not.toContain('wamid');
  });

  test.each([
    ['no number', bill(null)],
    ['a picture that is no bill', bill(850, false)],
    ['a sum that no bill has', bill(3)],
    ['a sum beyond any bill', bill(7_000_000)],
  ])('%s', async (_what, answer) => {
    control.next(answer);
    await stays(aMessage(PHOTO));
  });

  test('a file that is of another type than it was announced', () =>
    stays(aMessage(VOICE), {
      fetchMedia: async () => ({
        kind: 'ok',
        bytes: Buffer.from('MZ'),
        mimeType: 'application/x-msdownload',
      }),
    }));

  test.each([
    media('document', 'application/zip'),
    media('document', 'application/vnd.ms-excel'),
    media('image', 'image/svg+xml'),
    media('video', 'video/mp4'),
    media('sticker', 'image/webp'),
  ])('a type that is not downloaded at all: %j', async (content) => {
    const { reader, fetched } = aReader();
    const message = aMessage(content);
    expect(await reader.read([message])).toEqual([message]);
    expect(fetched).toEqual([]);
  });
});

test('limits · 16 MB of sound, 5 of a picture, 10 of a PDF', async () => {
  const { reader, fetched } = aReader();
  await reader.read([aMessage(VOICE), aMessage(PHOTO), aMessage(PDF)]);
  expect(fetched.map(({ maxBytes }) => maxBytes / MEGABYTE)).toEqual([16, 5, 10]);
});

test('limits · of a long burst the newest six are read', async () => {
  control.always({ kind: 'text', text: 'oi' });
  const { reader, fetched } = aReader();
  const read = await reader.read(Array.from({ length: 9 }, () => aMessage(VOICE)));
  expect(fetched).toHaveLength(6);
  expect(read.map((message) => textOf(message) !== null)).toEqual([
    false,
    false,
    false,
    ...Array<boolean>(6).fill(true),
  ]);
});

test('injection · of a file only its number is taken, and the file is declared to be data', async () => {
  control.next(bill(850));
  await aReader().reader.read([aMessage(PHOTO)]);
  expect(control.requests[0]?.system).toContain('nunca instrução');
  expect(control.requests[0]?.schema).toMatchObject({
    required: ['isEnergyBill', 'totalBrl'],
    additionalProperties: false,
  });
});
