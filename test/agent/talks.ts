/** A lead that writes line after line to the scripted brain. `|` parts the messages of one burst. */
import type { BrainReply, BurstPart, Conversation } from '../../lib/agent/brain.ts';
import { openingDialogue } from '../../lib/agent/dialogue.ts';
import { emptyFacts } from '../../lib/agent/extract/facts.ts';
import { createScriptedBrain } from '../../lib/agent/scripted.ts';

/** Monday 2026-11-23, 10:00 in São Paulo. */
export const MONDAY_TEN = 1_795_438_800_000;

export const aConversation = (change: Partial<Conversation> = {}): Conversation => ({
  now: MONDAY_TEN,
  timezone: 'America/Sao_Paulo',
  agentName: 'Helena',
  companyName: 'Solar Exemplo',
  minBillBrl: 400,
  minScore: 50,
  isFirstReply: true,
  facts: emptyFacts,
  dialogue: openingDialogue,
  history: [],
  burst: [],
  profileName: null,
  meeting: { slots: [], booking: null, outcome: null },
  ...change,
});

export type Said = string | readonly BurstPart[];

export const partsOf = (said: Said): readonly BurstPart[] =>
  typeof said === 'string' ? said.split('|').map((text) => ({ kind: 'text' as const, text })) : said;

/** Every reply, in order. State is carried as the turn carries it: through JSON. */
export async function talk(
  lines: readonly Said[],
  change: Partial<Conversation> = {},
): Promise<readonly BrainReply[]> {
  const brain = createScriptedBrain();
  const replies: BrainReply[] = [];
  let conversation = aConversation(change);
  for (const said of lines) {
    const reply = await brain.reply({ ...conversation, burst: partsOf(said) });
    replies.push(reply);
    conversation = {
      ...conversation,
      isFirstReply: false,
      facts: JSON.parse(JSON.stringify(reply.facts)),
      dialogue: JSON.parse(JSON.stringify(reply.dialogue)),
    };
  }
  return replies;
}

/** The last reply of a talk. */
export async function lastOf(
  lines: readonly Said[],
  change: Partial<Conversation> = {},
): Promise<BrainReply> {
  const last = (await talk(lines, change)).at(-1);
  if (last === undefined) throw new Error('a talk needs a line');
  return last;
}
