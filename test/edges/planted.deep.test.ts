/**
 * O2: a conversation of every kind of content, through every far end's failures, with far ends that quote people in their
 * refusals. Whoever and whatever was planted stands in no line of the log, in no error that leaves a function (AWS writes those
 * down itself), and in nothing that an operator's command prints.
 */
import { afterEach, expect, test } from 'vitest';
import type { LeadContent } from '../../local/emulators/whatsapp/vocabulary.ts';
import { createStack, SELLERS, STATUS, type Stack } from '../../local/stack.ts';
import { anAnswer } from '../agent/llm/support.ts';
import { ops } from '../ops/support/ops.ts';
import { useDatabase } from '../support/database.ts';
import { leaksIn, PLANTED_EMAIL, PLANTED_WORD, plantedPerson } from '../support/planted.ts';
import type { World } from '../support/world.ts';

const database = useDatabase();
let open: Stack[] = [];
afterEach(async () => {
  for (const stack of open) await stack.close();
  open = [];
});

const [first, second, third] = [plantedPerson(1), plantedPerson(2), plantedPerson(3)];
const spelled = (phone: string): string => `(${phone.slice(3, 5)}) ${phone.slice(5, 10)}-${phone.slice(10)}`;
/** How a far end quotes people when it refuses. */
const QUOTE = `${first.name} <${PLANTED_EMAIL}> ${first.phone} ${spelled(first.phone)} disse: ${PLANTED_WORD}`;
const refusal = (status: number) => () =>
  Response.json(
    {
      error: {
        message: QUOTE,
        type: QUOTE,
        error_data: { details: QUOTE },
        errors: [{ reason: QUOTE, message: QUOTE }],
      },
      message: QUOTE,
      details: `Key (phone)=(${first.phone}) already exists.`,
      hint: QUOTE,
      code: QUOTE,
      title: QUOTE,
      detail: QUOTE,
      __type: `com.amazon.coral#${PLANTED_WORD}`,
      'validation-errors': [
        { request_id: QUOTE, errors: [{ code: 'NotSupportedChoice', path: QUOTE, detail: QUOTE }] },
      ],
    },
    { status },
  );

const CONTENTS: readonly LeadContent[] = [
  { kind: 'text', text: `oi, sou ${first.name}, ${PLANTED_WORD}` },
  { kind: 'text', text: `meu telefone é ${spelled(first.phone)} e o e-mail ${PLANTED_EMAIL}` },
  { kind: 'text', text: 'minha conta vem 850 reais' },
  { kind: 'image', caption: PLANTED_WORD },
  { kind: 'voice' },
  { kind: 'video', caption: PLANTED_WORD },
  { kind: 'document', fileName: `${PLANTED_WORD}.pdf`, caption: first.name },
  { kind: 'sticker' },
  { kind: 'location', latitude: -8, longitude: -34, place: PLANTED_WORD, address: PLANTED_WORD },
  { kind: 'contact_card', cardName: first.name, phone: first.phone },
  { kind: 'button', id: PLANTED_WORD, text: PLANTED_WORD },
  { kind: 'form', fields: { name: first.name, email: PLANTED_EMAIL } },
];

type Scene = {
  readonly stack: Stack;
  readonly lines: string[];
  says(content: LeadContent, who?: typeof first): Promise<void>;
};

async function aScene(
  provider: 'cloud' | 'evolution',
  environment: Readonly<Record<string, string>> = {},
): Promise<Scene> {
  const lines: string[] = [];
  const stack = await createStack({
    mode: 'manual',
    provider,
    startMs: Date.parse('2026-11-23T13:00:00Z'),
    supabase: database(),
    environment,
    log: (line) => lines.push(line),
  });
  open.push(stack);
  return {
    stack,
    lines,
    says: async (content, who = first) => {
      stack[provider].control.leadSends({ from: who.phone, name: who.name, ...content });
      await stack.clock.advance(9_000);
    },
  };
}

const expectDiscreet = ({ stack, lines }: Scene): void => {
  const told = [...lines, ...stack.failures].flatMap((line) =>
    leaksIn(line).map((leak) => `${leak}: ${line}`),
  );
  expect(told).toEqual([]);
  expect(lines.length).toBeGreaterThan(20);
};

test.each(['cloud', 'evolution'] as const)(
  'O2 · %s: every kind of content, a model that answers, takeovers by every way',
  async (provider) => {
    const scene = await aScene(provider, { LLM_PROVIDER: 'openai', LLM_FALLBACK_PROVIDER: 'google' });
    const { stack, says } = scene;
    stack.model.control.always((request) =>
      request.api === 'transcription'
        ? { kind: 'text', text: PLANTED_WORD }
        : anAnswer({ bubbles: [`Certo, ${PLANTED_WORD}.`] }),
    );
    for (const content of CONTENTS) await says(content);
    stack.model.control.always({ kind: 'garbage', body: QUOTE });
    await says({ kind: 'text', text: `e agora, ${PLANTED_WORD}?` });
    stack.model.control.always({ kind: 'status', status: 401 });
    await says({ kind: 'text', text: `e hoje, ${PLANTED_WORD}?` });
    // Every way in which a person takes over and gives back.
    const [card] = stack.kommo.control.cards();
    const leadId = card?.leadId ?? 0;
    stack[provider].control.personAnswers({
      to: first.phone,
      text: `aqui é ${second.name}, ${PLANTED_WORD}`,
    });
    stack[provider].control.otherSystemSends({ to: first.phone, text: PLANTED_WORD });
    stack.kommo.control.reply({ leadId, text: `${first.name}, ${PLANTED_WORD}`, userId: SELLERS.marcos });
    stack.kommo.control.addNote({ leadId, text: `${PLANTED_WORD} ${first.phone}`, userId: SELLERS.marcos });
    stack.kommo.control.addNote({ leadId, text: '/bot', userId: SELLERS.marcos });
    stack.kommo.control.editCard({
      leadId,
      userId: SELLERS.marcos,
      name: second.name,
      tagsToAdd: [PLANTED_WORD],
    });
    stack.kommo.control.moveCard({ leadId, statusId: STATUS.atendimento_humano, userId: SELLERS.marcos });
    stack.kommo.control.addPhone({ contactId: card?.contacts[0]?.id ?? 0, phone: spelled(second.phone) });
    await stack.clock.advance(60_000);
    await says({ kind: 'text', text: `pare ${PLANTED_WORD}` }, second);
    await says({ kind: 'text', text: 'pare' }, second);
    await says({ kind: 'text', text: `quero falar com uma pessoa, ${PLANTED_WORD}` }, third);
    expectDiscreet(scene);

    // Nothing but `export` names anybody; a phone shows its last four digits.
    const world = { clock: stack.clock, environment: stack.environment } as unknown as World;
    const printed: string[] = [];
    for (const args of [
      ['why', first.phone],
      ['why', spelled(first.phone), '--json'],
      ['pause', first.phone],
      ['held'],
      ['held', '--json'],
      ['resume', first.phone],
      ['why', '+55 81 99123-9999'],
      ['why', PLANTED_EMAIL],
      ['redrive', '--all'],
      ['doctor'],
      ['doctor', '--json'],
      ['forget', second.phone, '--yes'],
    ]) {
      const { out, err } = await ops(world, args);
      printed.push(`${args[0]}: ${out}\n${err}`);
    }
    expect(printed.flatMap((text) => leaksIn(text).map((leak) => `${leak}: ${text}`))).toEqual([]);
  },
);

test.each(['cloud', 'evolution'] as const)(
  'O2 · %s: every far end fails and quotes people, before and in the middle of a turn',
  async (provider) => {
    const scene = await aScene(provider);
    const { stack, says } = scene;
    await says({ kind: 'text', text: 'oi' });
    const { kommo, supabase, upstash, sqs, scheduler, google } = stack;
    const failures: readonly (() => void)[] = [
      ...[400, 404, 409, 500].map(
        (status) => () => supabase.control.fault({ kind: 'answer', response: refusal(status), times: 3 }),
      ),
      ...[400, 401, 500].map(
        (status) => () => upstash.control.fault({ kind: 'answer', response: refusal(status), times: 6 }),
      ),
      ...[400, 403, 500].map(
        (status) => () => sqs.control.fault({ kind: 'answer', response: refusal(status), times: 3 }),
      ),
      ...[400, 429, 500].map(
        (status) => () => scheduler.control.fault({ kind: 'answer', response: refusal(status), times: 2 }),
      ),
      ...[400, 403, 500].map(
        (status) => () => google.control.fault({ kind: 'answer', response: refusal(status), times: 2 }),
      ),
      ...[400, 403, 422, 500].map(
        (status) => () =>
          void kommo.control.fault({
            kind: 'status',
            status,
            body: JSON.stringify({
              title: QUOTE,
              detail: QUOTE,
              'validation-errors': [
                { request_id: '0', errors: [{ code: QUOTE, path: QUOTE, detail: QUOTE }] },
              ],
            }),
            match: {},
            times: 2,
          }),
      ),
      ...[400, 401, 403, 404, 500].map(
        (status) => () =>
          stack[provider].control.fault({ on: 'send', kind: 'answer', response: refusal(status), times: 1 }),
      ),
      () => stack[provider].control.dropAnswer(),
      () => supabase.control.fault({ kind: 'malformed', times: 2 }),
      () => void kommo.control.fault({ kind: 'html_200', match: {}, times: 2 }),
    ];
    for (const [index, fail] of failures.entries()) {
      fail();
      await says({ kind: 'text', text: `tudo bem, ${PLANTED_WORD} ${index}? moro em Recife` });
      if (index % 4 === 0) await stack.reconcile().catch((error: unknown) => scene.lines.push(String(error)));
      await stack.clock.advance(400_000);
    }
    // Two days on, follow-ups and the rest of what is due meet the same far ends.
    supabase.control.fault({ kind: 'answer', response: refusal(500), times: 4 });
    stack.reconcileEvery(3_600_000);
    await stack.clock.advance(2 * 24 * 3_600_000);
    expectDiscreet(scene);
  },
);
