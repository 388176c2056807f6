/** `/leads/unsorted`: incoming leads wait to be accepted or declined; a stage of its own that no PATCH may name. */
import { entryStatusId, pipelineOf, statusOf } from './account.ts';
import { settledUnsortedTree } from './hook-body.ts';
import { createIssues, isObject, readInteger } from './input.ts';
import { type ApiAnswer, notFound, ok, validationProblem } from './problems.ts';
import { page } from './query.ts';
import type { Call, Route } from './routes.ts';
import { toSeconds, type UnsortedRecord } from './state.ts';
import type { Actor, World } from './world.ts';

/**
 * Accepts into `statusId` (by default the first stage) or declines, which deletes the card. Only the removal from
 * "unsorted" is told to webhooks: whether the move is told as well could not be confirmed, and a client has to live without.
 */
export function settleUnsorted(
  world: World,
  actor: Actor,
  {
    unsorted,
    action,
    statusId,
  }: { unsorted: UnsortedRecord; action: 'accept' | 'decline'; statusId?: number },
): void {
  const { store, hooks, clock } = world;
  const lead = store.leads.get(unsorted.leadId);
  const pipeline = pipelineOf(store.catalogue, unsorted.pipelineId);
  if (!lead || !pipeline) throw new Error(`unsorted ${unsorted.uid} has no lead or no pipeline`);
  store.unsorted = store.unsorted.filter(({ uid }) => uid !== unsorted.uid);
  const settled = { ...lead, updatedBy: actor.userId, updatedAtMs: clock.nowMs() };
  if (action === 'accept') {
    const place = { id: statusId ?? entryStatusId(pipeline), pipeline_id: pipeline.id };
    store.leads.put({ ...settled, statusId: place.id });
    world.log(
      {
        type: 'lead_status_changed',
        entity: 'lead',
        entityId: lead.id,
        valueAfter: [{ lead_status: place }],
        valueBefore: [{ lead_status: { id: lead.statusId, pipeline_id: lead.pipelineId } }],
      },
      actor,
    );
  } else store.leads.put({ ...settled, isDeleted: true });
  hooks.emit('delete_unsorted', {
    root: 'unsorted',
    action: 'delete',
    item: settledUnsortedTree({ unsorted, action, userId: actor.userId }),
  });
}

const unsortedView = (call: Call, { uid, pipelineId, createdAtMs, leadId, contactIds }: UnsortedRecord) => ({
  uid,
  source_uid: null,
  source_name: 'whatsapp',
  category: 'chats',
  pipeline_id: pipelineId,
  created_at: toSeconds(createdAtMs),
  account_id: call.world.account.id,
  _links: { self: { href: call.link(`/api/v4/leads/unsorted/${uid}`) } },
  _embedded: { leads: [{ id: leadId }], contacts: contactIds.map((id) => ({ id })), companies: [] },
});

function settle(call: Call, action: 'accept' | 'decline'): ApiAnswer {
  const unsorted = call.world.store.unsorted.find(({ uid }) => uid === call.segments[0]);
  if (!unsorted) return notFound('Unsorted not found');
  const issues = createIssues();
  const fields = isObject(call.body) ? call.body : {};
  const statusId = readInteger({ fields, key: 'status_id', issues });
  const userId = readInteger({ fields, key: 'user_id', issues });
  if (statusId !== undefined) {
    const status = statusOf(call.world.store.catalogue, { pipelineId: unsorted.pipelineId, statusId });
    if (!status || status.isUnsorted) issues.add('NotSupportedChoice', 'status_id');
  }
  if (issues.found.length > 0) return validationProblem([{ requestId: '0', issues: issues.found }]);
  const actor = userId === undefined ? call.actor : { ...call.actor, userId };
  settleUnsorted(call.world, actor, { unsorted, action, ...(statusId !== undefined && { statusId }) });
  const { _links, ...answer } = unsortedView(call, unsorted);
  return ok(answer);
}

export const UNSORTED_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v4/leads/unsorted',
    answer: (call) =>
      page({
        call,
        name: 'unsorted',
        rows: call.world.store.unsorted,
        render: (row) => unsortedView(call, row),
      }),
  },
  { method: 'POST', path: '/api/v4/leads/unsorted/:uid/accept', answer: (call) => settle(call, 'accept') },
  {
    method: 'DELETE',
    path: '/api/v4/leads/unsorted/:uid/decline',
    answer: (call) => settle(call, 'decline'),
  },
];
