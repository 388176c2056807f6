/** Whether each function would start: the readers of lib/config.ts say what is missing or bad, all of it at once. */
import {
  ConfigError,
  loadConversationConfig,
  loadFollowUpConfig,
  loadKommoWebhookConfig,
  loadReconcileConfig,
  loadWhatsAppWebhookConfig,
} from '../../lib/config.ts';
import { failed, ok } from '../report.ts';
import type { Check } from './check.ts';

const LOADERS = {
  'whatsapp-webhook': loadWhatsAppWebhookConfig,
  'kommo-webhook': loadKommoWebhookConfig,
  conversation: loadConversationConfig,
  'follow-up-executor': loadFollowUpConfig,
  reconcile: loadReconcileConfig,
} as const;

export const checkConfiguration: Check = async ({ environment }) => {
  const problems = new Map<string, string[]>();
  for (const [name, load] of Object.entries(LOADERS)) {
    try {
      load(environment);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      for (const problem of error.message
        .replace(/^Configuration: /, '')
        .replace(/\.$/, '')
        .split('; '))
        problems.set(problem, [...(problems.get(problem) ?? []), name]);
    }
  }
  if (problems.size === 0)
    return [
      ok(
        'Configuration',
        `every variable that the ${Object.keys(LOADERS).length} functions read is there and well formed`,
      ),
    ];
  return [...problems].map(([problem, functions]) =>
    failed('Configuration', problem, `without it ${functions.join(', ')} does not start: set it and deploy`),
  );
};
