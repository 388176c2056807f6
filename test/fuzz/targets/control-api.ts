/** The verbs of `/_local`, over the emulators' own controls: what does not fit is 400, never a guess and never a crash. */
import fc from 'fast-check';
import * as z from 'zod';
import { createVirtualClock } from '../../../local/clock.ts';
import { createActions } from '../../../local/console/actions.ts';
import { createControlApi } from '../../../local/console/control-api.ts';
import { serve } from '../../../local/emulators/http.ts';
import { createFarEnds } from '../../../local/far-ends.ts';
import type { StackWithoutDatabase } from '../../../local/stack-options.ts';
import { type AnyTarget, holds, type Target } from '../target.ts';
import { someText, Text, textOf } from '../text.ts';

const VERBS = [
  'lead-says',
  'move-card',
  'person-answers',
  'clock',
  'kommo',
  'phone',
  'cards',
  'decisions',
  '',
  'x',
] as const;
const FIELDS = [
  'from',
  'name',
  'text',
  'leadId',
  'stage',
  'user',
  'told',
  'to',
  'advance',
  'up',
  'number',
  'phone',
  '__proto__',
  'toString',
] as const;

const Value = z.union([z.object({ text: Text }), z.object({ json: z.string() })]);
const Input = z.object({
  method: z.enum(['GET', 'POST', 'PUT', 'DELETE']),
  verb: z.enum(VERBS),
  fields: z.array(z.tuple([z.enum(FIELDS), Value])),
  shape: z.enum(['object', 'list', 'raw', 'none']),
  origin: z.string().nullable(),
});
type Input = z.infer<typeof Input>;

const someValue = fc.oneof(
  { weight: 3, arbitrary: someText(70_000).map((text) => ({ text })) },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom(
        '"+5581990000001"',
        '"81 99000-0001"',
        '"oi"',
        '"Ana"',
        '16000001',
        '1e999',
        '-1',
        '0.5',
        'true',
        'false',
        'null',
        '[]',
        '{}',
        '"2h"',
        '"14d"',
        '"0s"',
        '"99999999999999d"',
        '"1.5h"',
        '"-2h"',
        '"won"',
        '"novo_lead"',
        '"Atendimento humano"',
        '"marcos"',
        '"+999999999999999"',
        '"+1"',
      )
      .map((json) => ({ json })),
  },
);

const target: Target<Input> = {
  name: 'control-api',
  what: 'a request to /_local',
  inputs: fc.record({
    method: fc.oneof(
      { weight: 6, arbitrary: fc.constant('POST' as const) },
      { weight: 3, arbitrary: fc.constantFrom('GET' as const, 'PUT' as const, 'DELETE' as const) },
    ),
    verb: fc.constantFrom(...VERBS),
    fields: fc.array(fc.tuple(fc.constantFrom(...FIELDS), someValue), { maxLength: 6 }),
    shape: fc.oneof(
      { weight: 8, arbitrary: fc.constant('object' as const) },
      { weight: 2, arbitrary: fc.constantFrom('list' as const, 'raw' as const, 'none' as const) },
    ),
    origin: fc.constantFrom(null, null, null, 'http://localhost', 'https://example.com', 'null'),
  }),
  schema: Input,
  start: async () => {
    const clock = createVirtualClock({ mode: 'manual', startMs: 1_795_438_800_000, onError: () => {} });
    // Whoever is told of anything listens, and nobody acts: no lead is known, every webhook is taken.
    const sink = await serve({ mounts: { '/': async () => Response.json([]) } });
    let ids = 0;
    const ends = createFarEnds({
      options: { mode: 'manual', provider: 'cloud' },
      clock,
      url: sink.url,
      newId: () => {
        ids += 1;
        return String(ids);
      },
    });
    ends.kommo.control.addLead({ name: 'Ana', phone: '+5581990000001', statusId: 81000011 });
    const environment = { SUPABASE_URL: sink.url, SUPABASE_SERVICE_KEY: 'k' };
    // Of a whole stack the actions use these parts alone.
    const stack = { ...ends, clock, environment } as unknown as StackWithoutDatabase;
    const actions = createActions(stack, { provider: 'cloud', lang: 'en' });
    const api = createControlApi({ language: 'en', actions: () => actions, onDone: () => {} });
    return {
      ready: ({ method, verb, fields, shape, origin }) => {
        const parts = fields.map(
          ([name, value]) =>
            [name, 'text' in value ? JSON.stringify(textOf(value.text)) : value.json] as const,
        );
        const object = `{${parts.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}`;
        const body = {
          object,
          list: `[${parts.map(([, json]) => json).join(',')}]`,
          raw: parts[0]?.[1].slice(1) ?? '',
          none: '',
        }[shape];
        const query = new URLSearchParams(
          parts.map(([name, json]): [string, string] => [name, json.replace(/^"|"$/g, '')]),
        ).toString();
        let response = new Response();
        let answer: unknown;
        return {
          parts: [
            {
              name: 'it',
              work: async () => {
                response = await api(
                  new Request(
                    `http://localhost/${verb}${method === 'GET' ? `?${query.slice(0, 100_000)}` : ''}`,
                    {
                      method,
                      ...(origin !== null && { headers: { origin } }),
                      ...(method !== 'GET' && body !== '' && { body }),
                    },
                  ),
                );
                answer = await response.json();
                actions.kommo(true);
                ends.cloud.control.forgetBefore(clock.nowMs() + 1);
              },
            },
          ],
          check: () => {
            holds(response.status < 500, `answered ${response.status}`);
            const isTold = z.object({ error: z.string().min(1).max(2_000) }).safeParse(answer).success;
            holds(response.status < 400 || isTold, 'a refusal that does not say why');
          },
        };
      },
      close: async () => {
        clock.stop();
        await ends.upstash.close();
        await sink.close();
      },
    };
  },
};

export const controlTargets: readonly AnyTarget[] = [target];
