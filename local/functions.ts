/** The product's own functions as they are deployed: each in containers of its own, from the same environment. */
import { createConversation } from '../lib/app/conversation.ts';
import { createFollowUpExecutor } from '../lib/app/follow-up-executor.ts';
import { createKommoWebhook } from '../lib/app/kommo-webhook.ts';
import { createReconcile } from '../lib/app/reconcile.ts';
import { createWhatsAppWebhook } from '../lib/app/whatsapp-webhook.ts';
import {
  loadConversationConfig,
  loadFollowUpConfig,
  loadKommoWebhookConfig,
  loadReconcileConfig,
  loadWhatsAppWebhookConfig,
} from '../lib/config.ts';
import type { Log } from '../lib/log.ts';
import type { VirtualClock } from './clock.ts';
import { type Booted, type ContainerClock, createContainers } from './emulators/lambda/containers.ts';
import type { LambdaFunction } from './emulators/lambda/emulator.ts';
import type { GatewayRoute } from './emulators/lambda/gateway.ts';
import { FOLLOW_UP_EXECUTOR } from './environment.ts';
import type { StackOptions } from './stack-options.ts';

export const FUNCTION_TIMEOUT_SECONDS = 60;

/** Builds every function's containers; each starts with its first invocation. A bad configuration is found at once. */
export function deployFunctions({
  environment,
  clock,
  log,
  newId,
  brains,
  followUpWriter,
  containers: make = createContainers,
}: {
  environment: Readonly<Record<string, string>>;
  clock: VirtualClock;
  log: Log;
  newId: () => string;
} & Pick<StackOptions, 'brains' | 'followUpWriter' | 'containers'>) {
  const configs = {
    whatsapp: loadWhatsAppWebhookConfig(environment),
    kommo: loadKommoWebhookConfig(environment),
    conversation: loadConversationConfig(environment),
    reconcile: loadReconcileConfig(environment),
    followUp: loadFollowUpConfig(environment),
  };
  const inContainers = <Event, Result>(
    name: string,
    boot: (clock: ContainerClock) => Booted<Event, Result>,
  ) => make({ name, clock, boot });
  const whatsapp = inContainers('whatsapp-webhook', (clock) =>
    createWhatsAppWebhook(configs.whatsapp, { clock, log, newId }),
  );
  const kommo = inContainers('kommo-webhook', (clock) =>
    createKommoWebhook(configs.kommo, { clock, log, newId }),
  );
  const conversation = inContainers('conversation', (clock) =>
    createConversation(configs.conversation, { clock, log, newId, ...(brains && { brains }) }),
  );
  const reconcile = inContainers('reconcile', (clock) =>
    createReconcile(configs.reconcile, { clock, log, newId }),
  );
  const followUps = inContainers(FOLLOW_UP_EXECUTOR, (clock) =>
    createFollowUpExecutor(configs.followUp, {
      clock,
      log,
      ...(followUpWriter && { writer: followUpWriter }),
    }),
  );

  const functions: Readonly<Record<string, LambdaFunction>> = {
    'whatsapp-webhook': { handler: whatsapp.handle },
    'kommo-webhook': { handler: kommo.handle },
    conversation: { handler: conversation.handle, timeoutSeconds: FUNCTION_TIMEOUT_SECONDS },
    // A minute later it runs anyway.
    reconcile: { handler: reconcile.handle, timeoutSeconds: FUNCTION_TIMEOUT_SECONDS, retries: 0 },
    [FOLLOW_UP_EXECUTOR]: { handler: followUps.handle, timeoutSeconds: FUNCTION_TIMEOUT_SECONDS },
  };
  const toWhatsApp = { functionName: 'whatsapp-webhook', handler: whatsapp.handle };
  const toKommo = { functionName: 'kommo-webhook', handler: kommo.handle };
  const routes: readonly GatewayRoute[] = [
    { routeKey: 'GET /webhooks/whatsapp/cloud', ...toWhatsApp },
    { routeKey: 'POST /webhooks/whatsapp/cloud', ...toWhatsApp },
    { routeKey: 'POST /webhooks/whatsapp/evolution', ...toWhatsApp },
    // A trailing slash is another path to API Gateway; the greedy part also matches none.
    // Kommo asks an address by GET before it saves it (P24).
    { routeKey: 'GET /webhooks/kommo/{secret}', ...toKommo },
    { routeKey: 'GET /webhooks/kommo/{secret}/{proxy+}', ...toKommo },
    { routeKey: 'POST /webhooks/kommo/{secret}', ...toKommo },
    { routeKey: 'POST /webhooks/kommo/{secret}/{proxy+}', ...toKommo },
  ];
  const containers = [whatsapp, kommo, conversation, reconcile, followUps];
  return {
    functions,
    routes,
    conversation,
    reconcile,
    close: async () => {
      await Promise.all(containers.map((each) => each.close()));
    },
  };
}
