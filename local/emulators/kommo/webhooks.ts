/** `/webhooks`: subscriptions, whose key is the destination URL (facts/kommo.md §1.2). */
import { TOKEN_USER_ID } from './account.ts';
import { createIssues, expectOnly, isObject, readInteger, readText } from './input.ts';
import {
  type ApiAnswer,
  empty,
  emptyRequest,
  invalidBody,
  notFound,
  ok,
  problem,
  validationProblem,
} from './problems.ts';
import type { Call, Route } from './routes.ts';
import { type Store, type SubscriptionRecord, toSeconds } from './state.ts';

const SUBSCRIPTIONS_MAX = 100;

const on = (entity: string, actions: readonly string[]): readonly string[] =>
  actions.map((action) => `${action}_${entity}`);
/** Every code that some source knows (facts/kommo.md §1.3); whether a plan takes all of them could not be confirmed. */
const CODES: ReadonlySet<string> = new Set([
  ...on('lead', ['add', 'update', 'delete', 'restore', 'status', 'responsible', 'note']),
  ...on('contact', ['add', 'update', 'delete', 'restore', 'responsible', 'note']),
  ...on('company', ['add', 'update', 'delete', 'restore', 'responsible', 'note']),
  ...on('customer', ['add', 'update', 'delete', 'responsible', 'note']),
  ...on('task', ['add', 'update', 'delete', 'responsible']),
  ...on('talk', ['add', 'update', 'delete']),
  ...on('unsorted', ['add', 'update', 'delete']),
  'add_message',
  'add_outgoing_message',
  'add_chat_template_review',
]);

export type NewSubscription = { readonly destination: string; readonly settings: readonly string[] };

/**
 * A destination that is known gets the new list of events and stays disabled if it was: nobody could confirm that a POST
 * switches it on again, so here only a person, or a DELETE before it, does.
 */
export function subscribe({
  store,
  nowMs,
  subscription,
}: {
  store: Store;
  nowMs: number;
  subscription: NewSubscription;
}): SubscriptionRecord {
  const known = store.subscriptions.find(({ destination }) => destination === subscription.destination);
  const record: SubscriptionRecord = {
    id: known?.id ?? store.nextId('webhook'),
    ...subscription,
    disabled: known?.disabled ?? false,
    createdAtMs: known?.createdAtMs ?? nowMs,
    updatedAtMs: nowMs,
    invalidAtMs: known?.invalidAtMs ?? [],
  };
  store.subscriptions = known
    ? store.subscriptions.map((other) => (other.destination === record.destination ? record : other))
    : [...store.subscriptions, record];
  return record;
}

const subscriptionView = (
  call: Call,
  { id, destination, createdAtMs, updatedAtMs, disabled, settings }: SubscriptionRecord,
) => ({
  id,
  destination,
  created_at: toSeconds(createdAtMs),
  updated_at: toSeconds(updatedAtMs),
  account_id: call.world.account.id,
  created_by: TOKEN_USER_ID,
  sort: 1,
  disabled,
  settings,
});

function list(call: Call): ApiAnswer {
  const wanted = call.query.get('filter[destination]');
  const rows = call.world.store.subscriptions.filter(
    ({ destination }) => wanted === null || destination === wanted,
  );
  if (rows.length === 0) return empty();
  return ok({
    _total_items: rows.length,
    _links: { self: { href: call.link(call.path) } },
    _embedded: { webhooks: rows.map((row) => subscriptionView(call, row)) },
  });
}

/** Null when Kommo would call it an invalid URL; the slash is facts/kommo.md §9.2. */
function acceptableUrl(destination: string, trailingSlashRequired: boolean): URL | null {
  const url = URL.parse(destination);
  if (!url || !['http:', 'https:'].includes(url.protocol)) return null;
  return trailingSlashRequired && !destination.split('?')[0]?.endsWith('/') ? null : url;
}

function create(call: Call): ApiAnswer {
  const { body, world, knobs } = call;
  if (body === undefined) return emptyRequest();
  if (!isObject(body)) return invalidBody();
  const issues = createIssues();
  expectOnly({ fields: body, allowed: ['destination', 'settings', 'sort'], issues });
  readInteger({ fields: body, key: 'sort', issues });
  const destination = readText({ fields: body, key: 'destination', issues }) ?? '';
  const settings = body['settings'];
  const isList = Array.isArray(settings) && settings.length > 0;
  if (!isList) issues.add('InvalidType', 'settings');
  else
    for (const [index, code] of settings.entries())
      if (!CODES.has(code)) issues.add('NotSupportedChoice', `settings.${index}`);
  if (issues.found.length > 0) return validationProblem([{ requestId: '0', issues: issues.found }]);
  if (!acceptableUrl(destination, knobs.trailingSlashRequired))
    return problem({ status: 400, detail: 'Invalid URL' });
  if (
    world.store.subscriptions.length >= SUBSCRIPTIONS_MAX &&
    !world.store.subscriptions.some((known) => known.destination === destination)
  )
    return problem({ status: 422, detail: `Limit ${SUBSCRIPTIONS_MAX} webhooks` });
  const codes = isList ? settings.map(String) : [];
  const record = subscribe({
    store: world.store,
    nowMs: world.clock.nowMs(),
    subscription: { destination, settings: codes },
  });
  // A bare object, without `_embedded`.
  return ok(subscriptionView(call, record), knobs.webhookCreateStatus);
}

function remove(call: Call): ApiAnswer {
  const { body, world } = call;
  const destination = isObject(body) ? body['destination'] : undefined;
  if (destination === undefined) return emptyRequest();
  if (!world.store.subscriptions.some((known) => known.destination === destination))
    return notFound('Webhook not found');
  world.store.subscriptions = world.store.subscriptions.filter((known) => known.destination !== destination);
  return empty();
}

export const WEBHOOK_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/api/v4/webhooks', answer: list },
  { method: 'POST', path: '/api/v4/webhooks', answer: create },
  { method: 'DELETE', path: '/api/v4/webhooks', answer: remove },
];
