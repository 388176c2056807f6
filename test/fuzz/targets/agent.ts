/** The reader of whole bursts, the brain that answers them, and the last looks at a reply: on talks that nobody would hold. */
import fc from 'fast-check';
import * as z from 'zod';
import type { BrainReply, BurstPart, Conversation } from '../../../lib/agent/brain.ts';
import { DialogueState, openingDialogue } from '../../../lib/agent/dialogue.ts';
import { emptyFacts, Facts } from '../../../lib/agent/extract/facts.ts';
import { withClaims } from '../../../lib/agent/llm/claims.ts';
import { suspicionIn } from '../../../lib/agent/llm/guardrails.ts';
import { speaksToTheModel } from '../../../lib/agent/llm/words.ts';
import { PLAYBOOK_NUMBERS } from '../../../lib/agent/playbook.ts';
import { hear } from '../../../lib/agent/read-burst.ts';
import { invalidReply } from '../../../lib/agent/reply-guardrails.ts';
import { createScriptedBrain } from '../../../lib/agent/scripted.ts';
import { clean } from '../../../lib/text.ts';
import { aConversation } from '../../agent/talks.ts';
import { type AnyTarget, assertStorable, holds, type Target } from '../target.ts';
import { someText, Text, textOf } from '../text.ts';

const KINDS = [
  'text',
  'choice',
  'voice',
  'image',
  'location',
  'contact_card',
  'order',
  'unsupported',
] as const;
const Part = z.object({ kind: z.enum(KINDS), text: Text });
type Part = z.infer<typeof Part>;
const Bursts = z.array(z.array(Part));
type Bursts = z.infer<typeof Bursts>;

const someParts = fc.array(
  fc.record({
    kind: fc.oneof(
      { weight: 8, arbitrary: fc.constant('text' as const) },
      { weight: 2, arbitrary: fc.constantFrom(...KINDS) },
    ),
    text: someText(),
  }),
  { minLength: 1, maxLength: 3 },
);

function partOf({ kind, text: pieces }: Part): BurstPart {
  // As a door lets it in: nothing reaches a burst uncleaned.
  const text = clean(textOf(pieces));
  switch (kind) {
    case 'text':
    case 'order':
      return { kind, text };
    case 'choice':
      return { kind, id: text.slice(0, 200), text };
    case 'voice':
    case 'image':
      return { kind, caption: text };
    case 'location':
      return { kind, label: text };
    case 'contact_card':
      return { kind, name: text };
    case 'unsupported':
      return { kind };
  }
}

/** What is kept with the lead must be readable again by the next turn. */
function assertKept(facts: unknown, dialogue: unknown): void {
  holds(Facts.safeParse(JSON.parse(JSON.stringify(facts))).success, 'facts that the next turn cannot read');
  holds(
    DialogueState.safeParse(JSON.parse(JSON.stringify(dialogue))).success,
    'a dialogue that the next turn cannot read',
  );
  assertStorable([facts, dialogue]);
}

const ASKED = ['name', 'bill', 'solution', 'meeting_time', null] as const;

const burst: Target<Part[]> = {
  name: 'burst',
  what: 'a burst of up to three messages, heard in the middle of a talk',
  inputs: someParts,
  schema: z.array(Part),
  start: async () => ({
    ready: (parts) => {
      const read = parts.map(partOf);
      const heard: ReturnType<typeof hear>[] = [];
      return {
        parts: ASKED.map((lastQuestion, index) => ({
          name: `asked for ${lastQuestion ?? 'nothing'}`,
          work: () => {
            heard[index] = hear({
              facts: emptyFacts,
              dialogue: {
                ...openingDialogue,
                lastQuestion,
                menuShown: ['aluguel_lote', 'compra_energia_desconto'],
              },
              burst: read,
            });
          },
        })),
        check: () => {
          for (const { facts } of heard) assertKept(facts, openingDialogue);
        },
      };
    },
    close: async () => {},
  }),
};

const talk: Target<Bursts> = {
  name: 'talk',
  what: 'up to four bursts one after the other, answered by the scripted brain',
  inputs: fc.array(someParts, { minLength: 1, maxLength: 4 }),
  schema: Bursts,
  start: async () => {
    const brain = createScriptedBrain();
    return {
      ready: (bursts) => {
        const said = bursts.map((parts) => parts.map(partOf));
        const replies: BrainReply[] = [];
        return {
          parts: [
            {
              name: 'it',
              work: async () => {
                replies.length = 0;
                let conversation: Conversation = aConversation();
                for (const parts of said) {
                  const reply = await brain.reply({ ...conversation, burst: parts });
                  replies.push(reply);
                  const { facts, dialogue } = reply;
                  conversation = { ...conversation, isFirstReply: false, facts, dialogue };
                }
              },
            },
          ],
          check: () => {
            for (const { facts, dialogue, bubbles, meetingRequest } of replies) {
              assertKept(facts, dialogue);
              assertStorable(bubbles);
              const readBackBrl = dialogue.pendingBillBrl;
              const reason = invalidReply(bubbles, { facts, numbers: PLAYBOOK_NUMBERS, readBackBrl });
              // A reply of our own that the last look refuses is a lead that nobody answers.
              holds(
                meetingRequest !== null || reason === null,
                `a scripted reply that may not be sent: ${reason}: ${bubbles.join(' | ').slice(0, 500)}`,
              );
            }
          },
        };
      },
      close: async () => {},
    };
  },
};

const Said = z.object({
  bubbles: z.array(Text),
  lead: Text,
  learnt: z.object({ name: Text, city: Text, email: Text, bills: z.array(z.number()) }),
});
type Said = z.infer<typeof Said>;

const guardrails: Target<Said> = {
  name: 'guardrails',
  what: 'bubbles of a model and what it says it learnt',
  inputs: fc.record({
    bubbles: fc.array(someText(20_000), { maxLength: 3 }),
    lead: someText(),
    learnt: fc.record({
      name: someText(2_000),
      city: someText(2_000),
      email: someText(20_000),
      bills: fc.array(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer()), {
        maxLength: 12,
      }),
    }),
  }),
  schema: Said,
  start: async () => ({
    ready: ({ bubbles: pieces, lead, learnt }) => {
      const bubbles = pieces.map(textOf);
      const text = textOf(lead);
      const conversation = aConversation({
        burst: [{ kind: 'text', text }],
        history: [
          { author: 'lead', text, at: 1 },
          { author: 'bot', text: bubbles[0] ?? '', at: 2 },
        ],
      });
      const claims = {
        ...{
          chosenFlow: null,
          decisionMaker: true,
          hasOwnPlant: false,
          wantsNewPlant: null,
          hasLoyaltyContract: null,
        },
        ...{
          interested: true,
          wantsHuman: null,
          objections: [],
          commercial: null,
          currentDiscountPercent: learnt.bills[0] ?? null,
        },
        ...{ payment: null, urgency: null },
        name: textOf(learnt.name),
        city: textOf(learnt.city),
        email: textOf(learnt.email),
        bills: learnt.bills,
      };
      const rules = `${text.slice(0, 6_000)} regras`;
      const draft = [text.slice(0, 12_000)];
      let facts = emptyFacts;
      return {
        parts: [
          {
            name: 'it',
            work: () => {
              invalidReply(bubbles, { facts: emptyFacts, numbers: PLAYBOOK_NUMBERS });
              suspicionIn(bubbles, conversation, { rules, draft });
              speaksToTheModel(conversation);
              facts = withClaims(emptyFacts, claims, conversation);
            },
          },
        ],
        check: () => assertKept(facts, openingDialogue),
      };
    },
    close: async () => {},
  }),
};

export const agentTargets: readonly AnyTarget[] = [burst, talk, guardrails];
