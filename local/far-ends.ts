/** Everything the functions talk to but the database, on the stack's clock and under the stack's address. */
import { STATUSES } from '../lib/retry-policy.ts';
import { ACCOUNT } from './account.ts';
import type { VirtualClock } from './clock.ts';
import { createGoogleCalendarEmulator } from './emulators/google-calendar/emulator.ts';
import type { HttpHandler } from './emulators/http.ts';
import { createKommoEmulator } from './emulators/kommo/emulator.ts';
import type { KommoState } from './emulators/kommo/state.ts';
import { createModelEmulator } from './emulators/model/emulator.ts';
import { createSqsEmulator } from './emulators/sqs/emulator.ts';
import { createUpstashEmulator } from './emulators/upstash/emulator.ts';
import { createCloudEmulator } from './emulators/whatsapp/cloud-emulator.ts';
import { createEvolutionEmulator } from './emulators/whatsapp/evolution-emulator.ts';
import { FUNCTION_TIMEOUT_SECONDS } from './functions.ts';
import type { StackOptions } from './stack-options.ts';

export const QUEUE = 'lead-events.fifo';
export const STATUS_QUEUE = 'statuses';
/** AWS's id of the mapping from the queue to the conversation. */
export const CONSUMER_MAPPING = 'local-conversation-source';
/** And of the one from the statuses to it. */
export const STATUSES_MAPPING = 'local-statuses-source';
/** Where each is mounted under the stack's address, the gateway with them. */
export const MOUNTS = [
  '/kommo',
  '/cloud',
  '/evolution',
  '/supabase',
  '/upstash',
  '/sqs',
  '/scheduler',
  '/lambda',
  '/google',
  '/model',
  '/webhooks',
] as const;
const DEAD_LETTERS = 'lead-events-dead.fifo';
const STATUSES_DEAD = 'statuses-dead';
const DEBOUNCE_SECONDS = 6;

/** Answers late: the work is done at once, its caller hears of it `ms()` later on the stack's clock. */
function answeringLate({
  handler,
  clock,
  ms,
}: {
  handler: HttpHandler;
  clock: VirtualClock;
  ms: () => number;
}): HttpHandler {
  return async (request) => {
    const { pathname } = new URL(request.url);
    const isSend =
      request.method === 'POST' && (pathname.startsWith('/message/') || pathname.endsWith('/messages'));
    const response = await handler(request);
    if (isSend && ms() > 0) await clock.sleep(ms());
    return response;
  };
}

/** Hooks and subscriptions of an earlier run name the port it had; those to the product itself follow it to the new one. */
function movedTo(url: string, state: KommoState): KommoState {
  const follow = (destination: string): string =>
    destination.replace(/^http:\/\/127\.0\.0\.1:\d+(?=\/webhooks\/)/, url);
  const subscriptions = state.subscriptions.map((row) => ({ ...row, destination: follow(row.destination) }));
  return {
    ...state,
    subscriptions,
    pendingHooks: state.pendingHooks.map((hook) => ({ ...hook, destination: follow(hook.destination) })),
  };
}

export function createFarEnds({
  options,
  clock,
  url,
  newId,
}: {
  options: Omit<StackOptions, 'supabase' | 'databaseDir'>;
  clock: VirtualClock;
  url: string;
  newId: () => string;
}) {
  const kommo = createKommoEmulator({
    clock,
    accountId: ACCOUNT.kommoAccountId,
    subdomain: 'solarexemplo',
    token: ACCOUNT.kommoToken,
    publicUrl: () => `${url}/kommo`,
    ...(options.kommoState && { state: movedTo(url, options.kommoState) }),
  });
  const cloud = createCloudEmulator({
    clock,
    webhookUrl: () => `${url}/webhooks/whatsapp/cloud`,
    publicUrl: () => `${url}/cloud`,
    ...options.whatsappBefore,
  });
  const evolution = createEvolutionEmulator({
    clock,
    webhookUrl: () => `${url}/webhooks/whatsapp/evolution`,
    webhookHeaders: { 'x-webhook-secret': ACCOUNT.evolutionSecret },
    ...options.whatsappBefore,
  });
  const model = createModelEmulator({ clock, apiKey: ACCOUNT.modelKey });
  const upstash = createUpstashEmulator({ clock, token: ACCOUNT.redisToken, redisUrl: options.redisUrl });
  const google = createGoogleCalendarEmulator({ clock, publicUrl: () => `${url}/google` });
  const delaySeconds = Number(options.environment?.['DEBOUNCE_SECONDS'] ?? DEBOUNCE_SECONDS);
  const sqs = createSqsEmulator({
    clock,
    baseUrl: () => `${url}/sqs`,
    newId,
    queues: [
      { name: DEAD_LETTERS, fifo: true },
      {
        name: QUEUE,
        fifo: true,
        delaySeconds,
        visibilityTimeoutSeconds: 6 * FUNCTION_TIMEOUT_SECONDS,
        deduplicationScope: 'messageGroup',
        deadLetter: DEAD_LETTERS,
        maxReceiveCount: 6,
      },
      { name: STATUSES_DEAD, fifo: false },
      {
        name: STATUS_QUEUE,
        fifo: false,
        delaySeconds: STATUSES.delaySeconds,
        visibilityTimeoutSeconds: 6 * FUNCTION_TIMEOUT_SECONDS + STATUSES.windowSeconds,
        deadLetter: STATUSES_DEAD,
        maxReceiveCount: 6,
      },
    ],
    ...(options.sqsState && { snapshot: options.sqsState }),
  });
  const { sendTakesMs } = options;
  const late = (handler: HttpHandler): HttpHandler =>
    sendTakesMs === undefined
      ? handler
      : answeringLate({
          handler,
          clock,
          ms: () => (typeof sendTakesMs === 'number' ? sendTakesMs : sendTakesMs()),
        });
  return {
    kommo,
    cloud,
    evolution,
    model,
    upstash,
    google,
    sqs,
    doors: {
      '/kommo': kommo.handler,
      '/cloud': late(cloud.handler),
      '/evolution': late(evolution.handler),
      '/upstash': upstash.handler,
      '/sqs': sqs.handler,
      '/google': google.handler,
      '/model': model.handler,
    },
  };
}
