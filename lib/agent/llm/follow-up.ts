/**
 * A follow-up in a model's words. It sees what a reply's model sees and what the scripted brain would write, and its words pass the
 * same inspection; what may not be said, or was said before, is refused (F11).
 */
import * as z from 'zod/mini';
import type { Conversation } from '../brain.ts';
import { type FollowUpAsked, wasSaid } from '../follow-up.ts';
import { PLAYBOOK_NUMBERS } from '../playbook.ts';
import { invalidReply } from '../reply-guardrails.ts';
import { suspicionIn } from './guardrails.ts';
import type { Model } from './model.ts';
import { boundedHistory, playbookFor, rulesFor } from './prompt.ts';

const Answer = z.object({ text: z.string().check(z.minLength(1), z.maxLength(700)) });

const TASK = `O lead parou de responder. Escreva em "text" uma única mensagem curta de retomada, de um balão, a partir de onde a conversa parou.
Não cumprimente, não se apresente de novo, não cobre resposta e não repita nenhuma mensagem do histórico. Se houver "pergunta_em_aberto", retome essa e nenhuma outra; no máximo uma pergunta.
"rascunho" é o que o sistema escreveria: mantenha o sentido com as suas palavras. Na última retomada diga, sem drama, que não vai insistir.`;

/** One request to one model; null where it gave nothing that may be said. Never throws. */
export async function modelFollowUp(
  model: Model,
  conversation: Conversation,
  { step, of, draft, timeoutMs }: FollowUpAsked & { draft: string; timeoutMs: number },
): Promise<
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'none'; readonly cause: string }
> {
  const { facts, dialogue } = conversation;
  const rules = `${rulesFor(conversation)}\n${TASK}`;
  const playbook = playbookFor(conversation);
  const known = Object.fromEntries(
    Object.entries(facts).filter(
      ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
    ),
  );
  const prompt = JSON.stringify({
    dados_do_lead: known,
    pergunta_em_aberto: dialogue.lastQuestion,
    retomada: `${step} de ${of}`,
    rascunho: draft,
    historico: boundedHistory(conversation),
  });
  const answered = await model.generate({
    schema: Answer,
    system: `${rules}\n\nManual:\n${playbook}`,
    prompt,
    timeoutMs,
  });
  if (answered.kind === 'failed') return { kind: 'none', cause: answered.cause };
  const text = answered.value.text.replace(/\*\*/g, '*').replace(/\s+/g, ' ').trim();
  const said: Conversation = { ...conversation, isFirstReply: false };
  const refused =
    invalidReply([text], { facts, numbers: PLAYBOOK_NUMBERS }) ??
    suspicionIn([text], said, { rules, draft: [draft] }) ??
    (wasSaid(text, conversation) ? 'repeats_itself' : null);
  return refused === null ? { kind: 'text', text } : { kind: 'none', cause: refused };
}
