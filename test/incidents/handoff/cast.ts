/** What the handoff incidents share: a brain that counts, and the posts that only a real caller would make. */
import type { Brain, BrainReply, Conversation } from '../../../lib/agent/brain.ts';
import { KommoLeadId } from '../../../lib/lead.ts';
import { createStore } from '../../../lib/store/store.ts';
import { ACCOUNT } from '../../../local/stack.ts';
import type { World } from '../../support/world.ts';

/**
 * Says `resposta 1`, `resposta 2`, … so that a phone's screen tells how often it was asked and that nothing came twice. Words that met a
 * gate which could not tell, or said no, are a number that is missing.
 */
export type CountingBrain = Brain & { readonly calls: Conversation[] };

export function countingBrain(
  bubbles: (call: number) => readonly string[] = (call) => [`resposta ${call}`],
): CountingBrain {
  const calls: Conversation[] = [];
  return {
    calls,
    reply: async (conversation) => {
      calls.push(conversation);
      return answering(conversation, bubbles(calls.length));
    },
  };
}

/** A reply that teaches nothing. */
export const answering = ({ facts, dialogue }: Conversation, bubbles: readonly string[]): BrainReply => ({
  facts,
  dialogue,
  bubbles,
  intent: 'continue',
  meetingRequest: null,
});

export const KOMMO_HOOK = `/webhooks/kommo/${ACCOUNT.kommoSecret}`;
const FORM = 'application/x-www-form-urlencoded';

/** Posts a body to Kommo's address at this instant, past the emulator, and returns the status answered. */
export async function postHook(
  w: World,
  body: string,
  { contentType = FORM, path = KOMMO_HOOK }: { contentType?: string; path?: string } = {},
): Promise<number> {
  const response = await w.clock.track(
    fetch(w.url + path, { method: 'POST', headers: { 'content-type': contentType }, body }),
  );
  await response.arrayBuffer();
  return response.status;
}

/** A form in Kommo's bracket keys, with the account's envelope. */
export const bracketForm = (pairs: Readonly<Record<string, string | number>>): string => {
  const form = new URLSearchParams({
    'account[id]': String(ACCOUNT.kommoAccountId),
    'account[subdomain]': 'solarexemplo',
  });
  for (const [key, value] of Object.entries(pairs)) form.set(key, String(value));
  return form.toString();
};

/** How many requests of any kind have reached the WhatsApp provider: bubbles, typing, read receipts. */
export const wire = (w: World): number => w.whatsapp.requests.filter(({ method }) => method !== 'GET').length;

/** The card is moved through the API, as the bot itself (or another robot) moves one. */
export async function robotMoves(w: World, leadId: number, statusId: number): Promise<void> {
  const response = await w.clock.track(
    fetch(`${w.url}/kommo/api/v4/leads/${leadId}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${ACCOUNT.kommoToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ status_id: statusId, pipeline_id: ACCOUNT.pipelineId }),
    }),
  );
  if (!response.ok) throw new Error(`Kommo refused the move with ${response.status}`);
  await response.arrayBuffer();
}

/** The bot's own move: kept before the PATCH leaves, as sync keeps it (P2). */
export async function botMoves(w: World, leadId: number, statusId: number): Promise<void> {
  const store = createStore({
    url: `${w.url}/supabase`,
    serviceKey: w.environment['SUPABASE_SERVICE_KEY'] ?? '',
  });
  await w.clock.track(
    store.keepOwnMove({
      kommoLeadId: KommoLeadId.parse(leadId),
      pipelineId: ACCOUNT.pipelineId,
      statusId,
      atMs: w.clock.nowMs(),
    }),
  );
  await robotMoves(w, leadId, statusId);
}

/** Does `act` as soon as the lead's phone shows one more bubble, looking every 50 ms of the stack's time. */
export function onNextBubble(w: World, act: () => void): void {
  const before = w.fromBot().length;
  const look = (): void => {
    w.clock.after(50, () => {
      if (w.fromBot().length > before) act();
      else look();
    });
  };
  look();
}
