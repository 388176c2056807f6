/**
 * `/_local/…`: the actions of `npm start` over HTTP, for copied curl commands. Loopback only. Whatever does not fit is 400
 * with what was expected, never a guess.
 */
import * as z from 'zod';
import type { Language } from '../../lib/language.ts';
import { canonicalPhone } from '../../lib/phone.ts';
import { timeInWords } from '../../lib/reasons-pt.ts';
import type { HttpHandler } from '../emulators/http.ts';
import { type Actions, SELLER_NAMES, stageNamed, stageNames } from './actions.ts';
import { durationMs } from './duration.ts';
import { type Words, wordsIn } from './words.ts';

const BODY_MAX_BYTES = 64 * 1024;
/** What WhatsApp takes in one text. */
const TEXT_MAX = 4096;
const ADVANCE_MAX_MS = 14 * 24 * 3_600_000;

/** What each verb takes. Whoever copies a command wrong is told so in the console's language. */
function inputsIn(words: Words) {
  const phone = z
    .string()
    .max(40)
    .refine((raw) => canonicalPhone(raw) !== null, words.notAPhone);
  const text = z.string().trim().min(1, words.empty).max(TEXT_MAX, words.tooLong(TEXT_MAX));
  const stage = z
    .string()
    .max(60)
    .transform((raw, context) => {
      const found = stageNamed(raw);
      if (found) return found;
      context.addIssue({ code: 'custom', message: words.notAStage(stageNames()) });
      return z.NEVER;
    });
  const advance = z
    .string()
    .max(20)
    .transform((raw, context) => {
      const ms = durationMs(raw);
      if (ms !== null && ms > 0 && ms <= ADVANCE_MAX_MS) return ms;
      context.addIssue({ code: 'custom', message: words.notATime });
      return z.NEVER;
    });
  return {
    leadSays: z.strictObject({ from: phone, name: z.string().trim().min(1).max(100).optional(), text }),
    moveCard: z.strictObject({
      leadId: z.int().positive(),
      stage,
      user: z.enum(SELLER_NAMES).default('marcos'),
      told: z.boolean().default(true),
    }),
    personAnswers: z.strictObject({ to: phone, text }),
    advance: z.strictObject({ advance }),
    kommoSwitch: z.strictObject({ up: z.boolean() }),
    byNumber: z.object({ number: phone }),
    byPhone: z.object({ phone }),
  };
}

const json = (status: number, body: unknown): Response =>
  new Response(`${JSON.stringify(body, null, 2)}\n`, {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
  });
const refuse = (status: number, problem: string): Response => json(status, { error: problem });

class Refusal extends Error {
  override readonly name = 'Refusal';
}

function parsed<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Refusal(
    result.error.issues
      .map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '))
      .join('; '),
  );
}

function fromJson(raw: string, words: Words): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    throw new Refusal(words.notJson);
  }
}

type Route = {
  readonly example: string;
  answer(input: unknown, actions: Actions): Promise<Response> | Response;
};

function routesIn(words: Words): Readonly<Record<string, Route>> {
  const inputs = inputsIn(words);
  return {
    'POST /lead-says': {
      example: '{"from":"+5581990000001","name":"Mateus","text":"oi"}',
      answer: (input, actions) => json(200, { id: actions.leadSays(parsed(inputs.leadSays, input)) }),
    },
    'POST /move-card': {
      example: '{"leadId":16000001,"stage":"atendimento_humano","user":"marcos","told":false}',
      answer: (input, actions) => {
        const move = parsed(inputs.moveCard, input);
        return actions.moveCard(move)
          ? json(200, { moved: move.leadId })
          : refuse(404, words.noCard(move.leadId));
      },
    },
    'POST /person-answers': {
      example: '{"to":"+5581990000001","text":"Oi, aqui é o Marcos"}',
      answer: (input, actions) =>
        json(200, { id: actions.personAnswers(parsed(inputs.personAnswers, input)) }),
    },
    'POST /clock': {
      example: '{"advance":"2h"}',
      answer: async (input, actions) => {
        await actions.advance(parsed(inputs.advance, input).advance);
        return json(200, { now: timeInWords(actions.nowMs()), iso: new Date(actions.nowMs()).toISOString() });
      },
    },
    'POST /kommo': {
      example: '{"up":false}',
      answer: (input, actions) => {
        const { up } = parsed(inputs.kommoSwitch, input);
        actions.kommo(up);
        return json(200, { up });
      },
    },
    'GET /phone': {
      example: '?number=5581990000001',
      answer: (input, actions) => json(200, actions.phone(parsed(inputs.byNumber, input).number)),
    },
    'GET /cards': { example: '', answer: (_input, actions) => json(200, actions.cards()) },
    'GET /decisions': {
      example: '?phone=5581990000001',
      answer: async (input, actions) => {
        const decisions = await actions.decisions(parsed(inputs.byPhone, input).phone);
        return decisions ? json(200, decisions) : refuse(404, words.unknownPhone);
      },
    },
  };
}

const indexOf = (routes: ReturnType<typeof routesIn>): Response =>
  json(
    200,
    Object.entries(routes).map(([route, { example }]) =>
      `${route.replace(' /', ' /_local/')} ${example}`.trim(),
    ),
  );

/** `actions` is null while the stack is starting. `onDone`: something may have changed. */
export function createControlApi({
  language,
  actions,
  onDone,
}: {
  language: Language;
  actions: () => Actions | null;
  onDone: () => void;
}): HttpHandler {
  z.config(z.locales[language]());
  const words = wordsIn(language);
  const routes = routesIn(words);
  return async (request) => {
    // A page of another site open in the same browser must not play with the stack.
    const origin = request.headers.get('origin');
    if (origin !== null && origin !== new URL(request.url).origin) return refuse(403, words.otherOrigin);
    const url = new URL(request.url);
    if (url.pathname === '/') return indexOf(routes);
    const route = routes[`${request.method} ${url.pathname}`];
    if (!route) {
      const known = Object.keys(routes).some((key) => key.endsWith(` ${url.pathname}`));
      return known ? refuse(405, words.wrongMethod) : refuse(404, words.unknownPath);
    }
    const ready = actions();
    if (!ready) return refuse(503, words.notYet);
    const raw = await request.text();
    if (Buffer.byteLength(raw) > BODY_MAX_BYTES) return refuse(413, words.tooLarge(BODY_MAX_BYTES));
    try {
      return await route.answer(
        request.method === 'GET' ? Object.fromEntries(url.searchParams) : fromJson(raw, words),
        ready,
      );
    } catch (error) {
      if (error instanceof Refusal) return refuse(400, `${error.message}. ${words.example(route.example)}`);
      // Nothing of the inside goes out: the log has it.
      return refuse(500, words.failed);
    } finally {
      onDone();
    }
  };
}
