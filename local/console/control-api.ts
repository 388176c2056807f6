/**
 * `/_local/…`: the actions of `npm start` over HTTP, for copied curl commands. Loopback only. Whatever does not fit is 400
 * with what was expected, never a guess.
 */
import * as z from 'zod';
import { canonicalPhone } from '../../lib/phone.ts';
import { timeInWords } from '../../lib/reasons-pt.ts';
import type { HttpHandler } from '../emulators/http.ts';
import { type Actions, SELLER_NAMES, stageNamed, stageNames } from './actions.ts';
import { durationMs } from './duration.ts';

// Whoever copies a command wrong is told so in Portuguese.
z.config(z.locales.pt());

const BODY_MAX_BYTES = 64 * 1024;
/** What WhatsApp takes in one text. */
const TEXT_MAX = 4096;
const ADVANCE_MAX_MS = 14 * 24 * 3_600_000;

const phone = z
  .string()
  .max(40)
  .refine((raw) => canonicalPhone(raw) !== null, 'não é um telefone; exemplo: +5581990000001');
const text = z.string().trim().min(1, 'está vazio').max(TEXT_MAX, `passa de ${TEXT_MAX} caracteres`);
const stage = z
  .string()
  .max(60)
  .transform((raw, context) => {
    const found = stageNamed(raw);
    if (found) return found;
    context.addIssue({ code: 'custom', message: `não é uma etapa; use ${stageNames()}` });
    return z.NEVER;
  });
const advance = z
  .string()
  .max(20)
  .transform((raw, context) => {
    const ms = durationMs(raw);
    if (ms !== null && ms > 0 && ms <= ADVANCE_MAX_MS) return ms;
    context.addIssue({ code: 'custom', message: 'não é um tempo de 1s a 14d; exemplos: 30s, 10m, 2h, 1d' });
    return z.NEVER;
  });

const LeadSays = z.strictObject({ from: phone, name: z.string().trim().min(1).max(100).optional(), text });
const MoveCard = z.strictObject({
  leadId: z.int().positive(),
  stage,
  user: z.enum(SELLER_NAMES).default('marcos'),
  told: z.boolean().default(true),
});
const PersonAnswers = z.strictObject({ to: phone, text });
const Advance = z.strictObject({ advance });
const KommoSwitch = z.strictObject({ up: z.boolean() });
const ByNumber = z.object({ number: phone });
const ByPhone = z.object({ phone });

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

function fromJson(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    throw new Refusal('o corpo não é JSON');
  }
}

type Route = {
  readonly example: string;
  answer(input: unknown, actions: Actions): Promise<Response> | Response;
};

const ROUTES: Readonly<Record<string, Route>> = {
  'POST /lead-says': {
    example: '{"from":"+5581990000001","name":"Mateus","text":"oi"}',
    answer: (input, actions) => json(200, { id: actions.leadSays(parsed(LeadSays, input)) }),
  },
  'POST /move-card': {
    example: '{"leadId":16000001,"stage":"atendimento_humano","user":"marcos","told":false}',
    answer: (input, actions) => {
      const move = parsed(MoveCard, input);
      return actions.moveCard(move)
        ? json(200, { moved: move.leadId })
        : refuse(404, `não há card ${move.leadId}; veja /_local/cards`);
    },
  },
  'POST /person-answers': {
    example: '{"to":"+5581990000001","text":"Oi, aqui é o Marcos"}',
    answer: (input, actions) => json(200, { id: actions.personAnswers(parsed(PersonAnswers, input)) }),
  },
  'POST /clock': {
    example: '{"advance":"2h"}',
    answer: async (input, actions) => {
      await actions.advance(parsed(Advance, input).advance);
      return json(200, { now: timeInWords(actions.nowMs()), iso: new Date(actions.nowMs()).toISOString() });
    },
  },
  'POST /kommo': {
    example: '{"up":false}',
    answer: (input, actions) => {
      const { up } = parsed(KommoSwitch, input);
      actions.kommo(up);
      return json(200, { up });
    },
  },
  'GET /phone': {
    example: '?number=5581990000001',
    answer: (input, actions) => json(200, actions.phone(parsed(ByNumber, input).number)),
  },
  'GET /cards': { example: '', answer: (_input, actions) => json(200, actions.cards()) },
  'GET /decisions': {
    example: '?phone=5581990000001',
    answer: async (input, actions) => {
      const decisions = await actions.decisions(parsed(ByPhone, input).phone);
      return decisions ? json(200, decisions) : refuse(404, 'ninguém é conhecido por esse telefone');
    },
  },
};

const index = (): Response =>
  json(
    200,
    Object.entries(ROUTES).map(([route, { example }]) =>
      `${route.replace(' /', ' /_local/')} ${example}`.trim(),
    ),
  );

/** `actions` is null while the stack is starting. `onDone`: something may have changed. */
export function createControlApi({
  actions,
  onDone,
}: {
  actions: () => Actions | null;
  onDone: () => void;
}): HttpHandler {
  return async (request) => {
    // A page of another site open in the same browser must not play with the stack.
    const origin = request.headers.get('origin');
    if (origin !== null && origin !== new URL(request.url).origin)
      return refuse(403, 'pedido de outra origem');
    const url = new URL(request.url);
    if (url.pathname === '/') return index();
    const route = ROUTES[`${request.method} ${url.pathname}`];
    if (!route) {
      const known = Object.keys(ROUTES).some((key) => key.endsWith(` ${url.pathname}`));
      return known
        ? refuse(405, 'método errado; veja /_local')
        : refuse(404, 'caminho desconhecido; veja /_local');
    }
    const ready = actions();
    if (!ready) return refuse(503, 'ainda iniciando');
    const raw = await request.text();
    if (Buffer.byteLength(raw) > BODY_MAX_BYTES)
      return refuse(413, `o corpo passa de ${BODY_MAX_BYTES} bytes`);
    try {
      return await route.answer(
        request.method === 'GET' ? Object.fromEntries(url.searchParams) : fromJson(raw),
        ready,
      );
    } catch (error) {
      if (error instanceof Refusal) return refuse(400, `${error.message}. Exemplo: ${route.example}`);
      // Nothing of the inside goes out: the log has it.
      return refuse(500, 'não deu certo; veja o registro do npm start');
    } finally {
      onDone();
    }
  };
}
