/**
 * What the page lets a person do: write as the lead, answer as the seller, move the card, take the lead or give it back, stop the
 * bot. Each goes the way it would in life: through the emulators' controls, or through the signals that ops' commands set.
 */
import * as z from 'zod';
import { settingsIn } from '../../lib/config.ts';
import { createConsumer } from '../../lib/console/consumer.ts';
import type { Acts, Refusal } from '../../lib/console/wire.ts';
import { createPauseFlags } from '../../lib/handoff/pause-flag.ts';
import { createTakeovers } from '../../lib/handoff/takeover.ts';
import { canonicalPhone } from '../../lib/phone.ts';
import { createAskRedis, createRedis } from '../../lib/redis.ts';
import { type Actions, SELLER_NAMES, stageNamed } from '../console/actions.ts';
import { CONSUMER_MAPPING } from '../far-ends.ts';
import type { StackWithoutDatabase } from '../stack-options.ts';
import type { Sight } from './sight.ts';

/** What WhatsApp takes in one text. */
const TEXT_MAX = 4096;
/** AWS refuses a second change for a quarter of a minute; so does the stand-in. */
const CONSUMER_TRIES = 12;
const CONSUMER_AGAIN_MS = 5_000;
const ADVANCE_MAX_MS = 14 * 24 * 3_600_000;

const phone = z
  .string()
  .max(40)
  .refine((raw) => canonicalPhone(raw) !== null);
const text = z.string().trim().min(1).max(TEXT_MAX);
const lead = z.string().min(3).max(200);

const INPUTS = {
  '/lead-says': z.strictObject({ from: phone, name: z.string().trim().min(1).max(100).optional(), text }),
  '/lead-sends': z.strictObject({ from: phone, what: z.enum(['voice', 'photo', 'location']) }),
  '/person-answers': z.strictObject({ to: phone, text }),
  '/move': z.strictObject({
    lead,
    stage: z.string().max(60),
    seller: z.enum(SELLER_NAMES),
    told: z.boolean(),
  }),
  '/take': z.strictObject({ lead }),
  '/give-back': z.strictObject({ lead }),
  '/speech': z.strictObject({ isOn: z.boolean() }),
  '/clock': z.union([
    z.strictObject({ advanceMs: z.int().positive().max(ADVANCE_MAX_MS) }),
    z.strictObject({ isPaused: z.boolean() }),
  ]),
  '/kommo': z.strictObject({ isUp: z.boolean() }),
} as const satisfies Record<keyof Acts, z.ZodType>;

/** Null: done. */
export type Outcome = Refusal | null;

export type PageActs = {
  has(path: string): path is keyof Acts;
  /** `input` is whatever the page sent; what does not fit is `bad_request`, never a guess. */
  act(path: keyof Acts, input: unknown): Promise<Outcome>;
};

type Doers = { readonly [P in keyof Acts]: (input: z.output<(typeof INPUTS)[P]>) => Promise<Outcome> };

export function createPageActs(
  stack: StackWithoutDatabase,
  { actions, sight }: { actions: Actions; sight: Sight },
): PageActs {
  const { clock, log } = stack;
  const settings = settingsIn(stack.environment);
  const { redisUrl, redisToken } = settings.redis();
  const takeovers = createTakeovers({
    store: async () => sight.store,
    flags: createPauseFlags({
      ask: createAskRedis({ redis: createRedis({ url: redisUrl, token: redisToken }), log }),
    }),
    clock,
    log,
    ...settings.pause(),
  });

  const consumer = createConsumer({
    mappingId: CONSUMER_MAPPING,
    tries: CONSUMER_TRIES,
    sleep: () => clock.sleep(CONSUMER_AGAIN_MS),
  });

  const doers: Doers = {
    '/lead-says': async (message) => {
      actions.leadSays({ name: undefined, ...message });
      return null;
    },
    '/lead-sends': async (message) => {
      actions.leadSends(message);
      return null;
    },
    '/person-answers': async (answer) => {
      actions.personAnswers(answer);
      return null;
    },
    '/move': async ({ lead: key, stage: name, seller, told }) => {
      const stage = stageNamed(name);
      if (!stage) return 'bad_request';
      // A seller cannot move a card in a Kommo that does not answer.
      if (!actions.kommoIsUp()) return 'kommo_down';
      const found = await sight.leadBehind(key);
      if (!found) return 'unknown_lead';
      if (found.card === null) return 'no_card';
      return actions.moveCard({ leadId: found.card, stage, user: seller, told }) ? null : 'no_card';
    },
    '/take': async ({ lead: key }) => {
      const found = await sight.leadBehind(key);
      if (!found) return 'unknown_lead';
      await takeovers.pause(found.id);
      return null;
    },
    '/give-back': async ({ lead: key }) => {
      const found = await sight.leadBehind(key);
      if (!found) return 'unknown_lead';
      const { signals } = await takeovers.resume(found.id);
      // The card's stage stays the stronger word, and so does the lead's own.
      return signals.humanStageAtMs === null && signals.optedOutAtMs === null ? null : 'card_decides';
    },
    '/speech': async ({ isOn }) => {
      // As `ops stop` and `ops start`: the switch that every commit reads, and the consumer, so that what waits burns no receives.
      await sight.store.stopSpeech(isOn ? null : clock.nowMs());
      consumer.switch(isOn).catch((error: unknown) => log.error('console.consumer_not_switched', { error }));
      return null;
    },
    '/clock': async (change) => {
      if ('advanceMs' in change) await actions.advance(change.advanceMs);
      else if (change.isPaused) clock.hold?.pause();
      else clock.hold?.resume();
      return null;
    },
    '/kommo': async ({ isUp }) => {
      actions.kommo(isUp);
      return null;
    },
  };

  const perform = async <P extends keyof Acts>(path: P, input: unknown): Promise<Outcome> => {
    const parsed = INPUTS[path].safeParse(input);
    // The schema of a path and the doer of the same path have one type; the compiler cannot tie the two by their key.
    return parsed.success ? doers[path](parsed.data as never) : 'bad_request';
  };
  return {
    has: (path): path is keyof Acts => Object.hasOwn(INPUTS, path),
    act: perform,
  };
}
