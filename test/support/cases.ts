/** Plays a case of `test/fixtures/cases` on a world (the README there says what a step is). */
import { readdirSync, readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { createScriptedBrain } from '../../lib/agent/scripted.ts';
import { STATUS, type StackOptions } from '../../local/stack.ts';
import { postAs } from '../edges/support/recorded.ts';
import type { World } from './world.ts';

const ANA = { phone: '+5581990000001', name: 'Ana Beatriz' } as const;
const FOLDER = new URL('../fixtures/cases/whatsapp/', import.meta.url);
const SEVEN_MEGABYTES = 7 * 1024 * 1024;

const Step = z.union([
  z.strictObject({ post: z.unknown() }),
  z.strictObject({ postBig: z.unknown() }),
  z.strictObject({ say: z.string(), repeat: z.optional(z.int()) }),
  z.strictObject({ sayNfd: z.string() }),
  z.strictObject({ leadSays: z.string(), who: z.optional(z.string()) }),
  z.strictObject({ card: z.object({ phone: z.string(), stage: z.enum(['atendimento_humano']) }) }),
  z.strictObject({ wait: z.number() }),
  z.strictObject({ fault: z.object({ code: z.int(), httpStatus: z.int(), times: z.int() }) }),
  z.strictObject({ heal: z.literal(true) }),
  z.strictObject({ echoLastBot: z.literal(true) }),
]);
type Step = z.infer<typeof Step>;
const Case = z.object({
  name: z.string(),
  provider: z.enum(['cloud', 'evolution']),
  options: z.object({ slowBrainMs: z.optional(z.int()) }),
  steps: z.array(Step),
  expect: z.string(),
});
export type Case = z.infer<typeof Case>;

export const caseFiles = (): readonly string[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .sort();

export const readCase = (file: string): Case =>
  Case.parse(JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')));

/** The world a case is played in; a slow brain takes its time on the stack's clock. */
export async function worldOf(
  { provider, options }: Case,
  world: (options: Partial<StackOptions>) => Promise<World>,
): Promise<World> {
  const { slowBrainMs } = options;
  if (slowBrainMs === undefined) return world({ provider });
  let clock: World['clock'] | null = null;
  const scripted = createScriptedBrain();
  const brain: typeof scripted = {
    reply: async (conversation) => {
      const reply = await scripted.reply(conversation);
      await clock?.sleep(slowBrainMs);
      return reply;
    },
  };
  const w = await world({ provider, brains: [brain] });
  clock = w.clock;
  return w;
}

/** How many bubbles of the bot's all leads together have got. */
const bubbles = (w: World): number => w.whatsapp.sent.length;

/** What `play` saw: our bubbles so far, after each step, and the answers to what was posted. */
export type Played = { readonly saidAfter: readonly number[]; readonly answers: readonly number[] };

export async function play(w: World, { provider, steps }: Case): Promise<Played> {
  const saidAfter: number[] = [];
  const answers: number[] = [];
  let ids = 0;
  const filled = (body: unknown): Buffer => {
    const nowMs = w.clock.nowMs();
    const text = JSON.stringify(body)
      .replace(/"\$NOW(-\d+)?"/g, (_, back?: string) => `"${Math.floor(nowMs / 1000) + Number(back ?? 0)}"`)
      .replaceAll('$NOWMS', String(nowMs))
      .replaceAll('$ISO', new Date(nowMs).toISOString())
      .replaceAll('$LASTBOT', w.whatsapp.sent.at(-1)?.providerId ?? 'none')
      .replaceAll('$ID', () => {
        ids += 1;
        return `3ACA5E${ids.toString(16).toUpperCase().padStart(14, '0')}`;
      })
      .replace('$7MB', () => 'A'.repeat(SEVEN_MEGABYTES));
    return Buffer.from(text);
  };
  const posted = async (body: unknown): Promise<void> => {
    answers.push((await postAs(w, provider, filled(body))).status);
  };

  const take = async (step: Step): Promise<void> => {
    if ('post' in step) await posted(step.post);
    else if ('postBig' in step) await posted(step.postBig);
    else if ('say' in step)
      for (let turn = 0; turn < (step.repeat ?? 1); turn += 1) await w.says(step.say, ANA);
    else if ('sayNfd' in step) await w.says(step.sayNfd.normalize('NFD'), ANA);
    else if ('leadSays' in step) w.saysNow(step.leadSays, { ...ANA, phone: step.who ?? ANA.phone });
    else if ('card' in step)
      w.kommo.control.addLead({ name: 'Ana', phone: step.card.phone, statusId: STATUS[step.card.stage] });
    else if ('wait' in step) await w.seconds(step.wait);
    else if ('fault' in step) w.cloud.control.failNext(step.fault);
    else if ('heal' in step) w.whatsapp.heal();
    else {
      const last = w.whatsapp.sent.at(-1);
      if (!last) throw new Error('nothing to echo: the bot has said nothing');
      w.whatsapp.personAnswers({ to: ANA.phone, text: last.text });
    }
  };
  // Whom the bodies name is on WhatsApp, and has just written: the window is open.
  for (const name of [
    ANA.phone,
    '+5511990000002',
    ...(provider === 'evolution' ? ['100000000000009@lid'] : []),
  ])
    w.whatsapp.contact(name);
  if (provider === 'cloud' && steps[0] && 'post' in steps[0]) {
    w.whatsapp.drop(1);
    w.whatsapp.leadSays({ from: ANA.phone, name: ANA.name, text: '(o texto do caso)' });
  }
  for (const step of steps) {
    await take(step);
    saidAfter.push(bubbles(w));
  }
  return { saidAfter, answers };
}
