/** Kommo's webhook subscription: whether it is ours, alive, and told of what a takeover shows by. */
import type { KommoWebhook } from '../../lib/kommo/kommo.ts';
import { HOOK_EVENTS } from '../admin/kommo.ts';
import { type Finding, failed, ok, warning } from '../report.ts';
import { type CheckContext, settingsOr } from './check.ts';

/** Does this subscription lead to our door? Kommo takes both forms of the path (facts/kommo.md §9.2). */
export function leadsToUs(
  destination: string,
  { secret, publicUrl }: { secret: string; publicUrl: string | null },
): boolean {
  const url = URL.parse(destination);
  if (
    !url ||
    url.pathname.replace(/\/$/, '') !==
      `${new URL(publicUrl ?? url.origin).pathname.replace(/\/$/, '')}/webhooks/kommo/${secret}`
  )
    return false;
  return publicUrl === null || url.origin === new URL(publicUrl).origin;
}

export type HookState =
  | { readonly kind: 'missing'; readonly elsewhere: boolean }
  | { readonly kind: 'found'; readonly hook: KommoWebhook; readonly missingEvents: readonly string[] };

/** What Kommo knows of our door. `elsewhere`: something of Bastão's is subscribed, under another host or secret. */
export function hookState(
  hooks: readonly KommoWebhook[],
  ours: { secret: string; publicUrl: string | null },
): HookState {
  const mine = hooks.filter(({ destination }) => leadsToUs(destination, ours));
  const hook = mine.find(({ disabled }) => !disabled) ?? mine[0];
  if (!hook)
    return {
      kind: 'missing',
      elsewhere: hooks.some(({ destination }) => /\/webhooks\/kommo\//.test(destination)),
    };
  return {
    kind: 'found',
    hook,
    missingEvents: HOOK_EVENTS.filter((event) => !hook.settings.includes(event)),
  };
}

const CREATE_HOOK = 'npm run ops -- setup creates it (it needs PUBLIC_URL, or --url)';

export function hookFinding(hooks: readonly KommoWebhook[], { connection }: CheckContext): Finding {
  const check = 'Kommo webhook';
  const settings = settingsOr(check, () => ({
    ...connection.settings.kommoWebhook(),
    ...connection.settings.operations(),
  }));
  if (settings.kind === 'bad') return settings.finding;
  const { secret, publicUrl } = settings.value;
  if (secret === null)
    return failed(
      check,
      'KOMMO_WEBHOOK_SECRET is missing: every hook of Kommo is answered 500',
      'set it (npm run ops -- rotate KOMMO_WEBHOOK_SECRET), then setup',
    );
  const state = hookState(hooks, { secret, publicUrl });
  if (state.kind === 'missing') {
    const says = state.elsewhere
      ? 'subscribed with another address or another secret: its hooks are refused'
      : 'not subscribed: moves are seen only by the live read';
    return failed(check, says, CREATE_HOOK);
  }
  if (state.hook.disabled)
    return failed(
      check,
      'Kommo switched it off: more than 100 of its calls failed within 2 hours',
      'see why (docs/runbook.md, "kommo-hook-down"), then: npm run ops -- setup',
    );
  if (state.missingEvents.includes('status_lead'))
    return failed(
      check,
      `not told of moves (${state.missingEvents.join(', ')} missing)`,
      'npm run ops -- setup',
    );
  if (state.missingEvents.length > 0)
    return warning(check, `not told of ${state.missingEvents.join(', ')}`, 'npm run ops -- setup');
  return ok(check, `subscribed to ${state.hook.settings.length} events, enabled`);
}
