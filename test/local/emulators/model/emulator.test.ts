/** The model emulator through the product's own client: every wire, every way a model can fail. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { createModel, type ModelFailure, type ModelSettings } from '../../../../lib/agent/llm/model.ts';
import { createVirtualClock } from '../../../../local/clock.ts';
import { type HttpStack, serve } from '../../../../local/emulators/http.ts';
import type { ModelAnswer } from '../../../../local/emulators/model/answers.ts';
import { createModelEmulator, type ModelEmulator } from '../../../../local/emulators/model/emulator.ts';

const Answer = z.object({ greeting: z.string(), count: z.nullable(z.int()) });
const VALUE = { greeting: 'olá', count: null };
const KEY = 'local_model_key';

let stack: HttpStack;
let model: ModelEmulator;
const clock = createVirtualClock({ mode: 'manual', startMs: Date.parse('2026-11-23T13:00:00Z') });

beforeEach(async () => {
  model = createModelEmulator({ clock, apiKey: KEY });
  stack = await serve({ mounts: { '/model': model.handler } });
});
afterEach(async () => {
  model.control.heal();
  await stack.close();
});

const aModel = (change: Partial<ModelSettings> = {}) =>
  createModel({
    provider: 'openai',
    model: 'modelo-local',
    apiKey: KEY,
    baseUrl: `${stack.url}/model/${change.provider === 'google' ? 'v1beta' : 'v1'}`,
    audioModel: 'whisper-1',
    ...change,
  });
const ask = (change: Partial<ModelSettings> = {}, timeoutMs = 5_000) =>
  aModel(change).generate({ schema: Answer, system: 'Seja breve.', prompt: 'Diga olá.', timeoutMs });

describe.each(['openai', 'google'] as const)('%s', (provider) => {
  test('a structured answer arrives, and the request carried a bound, a low temperature and no tools', async () => {
    model.control.next({ kind: 'value', value: VALUE });
    expect(await ask({ provider })).toMatchObject({ kind: 'ok', value: VALUE });
    expect(model.control.requests).toMatchObject([
      {
        api: provider,
        model: 'modelo-local',
        system: 'Seja breve.',
        text: 'Diga olá.',
        temperature: 0.2,
        maxTokens: 4096,
        hasTools: false,
      },
    ]);
    expect(model.control.requests[0]?.schema).toMatchObject({ properties: { greeting: { type: 'string' } } });
  });

  test.each<[what: string, answer: ModelAnswer, cause: ModelFailure]>([
    ['an answer cut by the token limit', { kind: 'truncated', value: VALUE }, 'truncated'],
    ['a refusal', { kind: 'refusal', text: 'I cannot help with that.' }, 'refused'],
    ['no content', { kind: 'empty' }, 'malformed'],
    ['words instead of JSON', { kind: 'text', text: 'Olá!' }, 'malformed'],
    ['JSON of another form', { kind: 'value', value: { greeting: 7 } }, 'malformed'],
    ['a body that is no JSON', { kind: 'garbage', body: '<html>' }, 'malformed'],
    ['401', { kind: 'status', status: 401 }, 'unauthorised'],
    ['429', { kind: 'status', status: 429 }, 'rate_limited'],
    ['500', { kind: 'status', status: 500 }, 'unavailable'],
    ['400', { kind: 'status', status: 400 }, 'rejected'],
    ['a cut connection', { kind: 'drop' }, 'unavailable'],
  ])('M7 · %s is a typed failure, asked once', async (_what, answer, cause) => {
    model.control.next(answer);
    expect(await ask({ provider })).toMatchObject({ kind: 'failed', cause });
    expect(model.control.requests).toHaveLength(1);
  });

  test('M7 · a model that never answers is given up in time', async () => {
    model.control.next({ kind: 'hang' });
    expect(await ask({ provider }, 60)).toEqual({ kind: 'failed', cause: 'timeout' });
  });

  test('a wrong key is let in nowhere', async () => {
    expect(await ask({ provider, apiKey: 'another' })).toEqual({ kind: 'failed', cause: 'unauthorised' });
    expect(model.control.requests).toEqual([]);
  });

  test('without a script the model is unavailable', async () => {
    expect(await ask({ provider })).toMatchObject({ kind: 'failed', cause: 'unavailable' });
  });

  test('a photo and a PDF reach the model as they are', async () => {
    model.control.always({ kind: 'value', value: VALUE });
    const files = [
      { bytes: Buffer.from('foto'), mimeType: 'image/jpeg' },
      { bytes: Buffer.from('%PDF-1.4'), mimeType: 'application/pdf' },
    ];
    await aModel({ provider }).generate({
      schema: Answer,
      system: 's',
      prompt: 'p',
      files,
      timeoutMs: 5_000,
    });
    expect(model.control.requests[0]?.files.map(({ mimeType, bytes }) => [mimeType, String(bytes)])).toEqual([
      ['image/jpeg', 'foto'],
      ['application/pdf', '%PDF-1.4'],
    ]);
  });

  test('a voice note becomes its words, and silence becomes none', async () => {
    const say = (text: string): ModelAnswer =>
      provider === 'google' ? { kind: 'value', value: { transcript: text } } : { kind: 'text', text };
    model.control.next(say('minha conta é oitocentos'), say(''));
    const note = { bytes: Buffer.from('OggS voz'), mimeType: 'audio/ogg; codecs=opus' };
    expect(await aModel({ provider }).transcribe(note, { timeoutMs: 5_000 })).toMatchObject({
      kind: 'ok',
      value: 'minha conta é oitocentos',
    });
    expect(await aModel({ provider }).transcribe(note, { timeoutMs: 5_000 })).toMatchObject({
      kind: 'ok',
      value: '',
    });
    expect(Buffer.from(model.control.requests[0]?.files[0]?.bytes ?? []).toString()).toBe('OggS voz');
  });
});

test('a delay passes on the stack clock', async () => {
  model.control.next({ kind: 'value', value: VALUE, delayMs: 12_000 });
  const began = clock.nowMs();
  const asked = clock.track(ask({}, 20_000));
  while (model.control.requests.length === 0) await new Promise(setImmediate);
  await clock.advance(12_000);
  expect(await asked).toMatchObject({ kind: 'ok', value: VALUE });
  expect(clock.nowMs() - began).toBe(12_000);
});

test('a strict schema that leaves a property optional is refused, as the original refuses it', async () => {
  const response = await fetch(`${stack.url}/model/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'modelo-local',
      messages: [{ role: 'user', content: 'oi' }],
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'a',
          strict: true,
          schema: {
            type: 'object',
            properties: { b: { type: 'string' } },
            required: [],
            additionalProperties: false,
          },
        },
      },
    }),
  });
  expect(response.status).toBe(400);
  expect(await response.text()).toContain("'required' is missing 'b'");
});

test('the tokens of a completion are counted', async () => {
  model.control.next({ kind: 'text', text: 'olá, tudo bem?' });
  const response = await fetch(`${stack.url}/model/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'modelo-local', messages: [{ role: 'user', content: 'oi, quem é?' }] }),
  });
  expect(await response.json()).toMatchObject({
    usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
  });
});
