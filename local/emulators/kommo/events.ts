/** `/events`: the account's log, the pull side of reconciliation and alone in knowing the old pipeline (facts/kommo.md §2.6). */
import { type ApiAnswer, notFound, ok, problem } from './problems.ts';
import { idsParam, inRange, listParam, page, stagePairs } from './query.ts';
import type { Call, Route } from './routes.ts';
import { type EventRecord, toSeconds } from './state.ts';

const ENTITY_IDS_MAX = 10;
/** Fewer than a page of leads: a client that stops at a short page instead of following `next` would miss moves. */
const PAGE_MAX = 100;

const eventView = (call: Call, event: EventRecord) => ({
  id: event.id,
  type: event.type,
  entity_id: event.entityId,
  entity_type: event.entity,
  created_by: event.createdBy,
  created_at: toSeconds(event.createdAtMs),
  value_after: event.valueAfter,
  value_before: event.valueBefore,
  account_id: call.world.account.id,
  _links: { self: { href: call.link(`/api/v4/events/${event.id}`) } },
  _embedded: {
    entity: {
      id: event.entityId,
      _links: { self: { href: call.link(`/api/v4/${event.entity}s/${event.entityId}`) } },
    },
  },
});

type StagePair = { readonly pipelineId: number; readonly statusId: number | null };

function isAtStage(values: readonly Record<string, unknown>[], pairs: readonly StagePair[]): boolean {
  const wanted = pairs.map(({ pipelineId, statusId }) =>
    JSON.stringify({ id: statusId, pipeline_id: pipelineId }),
  );
  return values.some((value) => wanted.includes(JSON.stringify(value['lead_status'])));
}

function listEvents(call: Call): ApiAnswer {
  const { query } = call;
  const entityIds = idsParam(query, 'filter[entity_id]');
  if (entityIds && entityIds.size > ENTITY_IDS_MAX)
    return problem({ status: 400, detail: `Limit ${ENTITY_IDS_MAX} entity ids` });
  const types = listParam(query, 'filter[type]');
  const entities = listParam(query, 'filter[entity]');
  const ids = listParam(query, 'filter[id]');
  const createdBy = idsParam(query, 'filter[created_by]');
  const isCreatedIn = inRange(query, 'filter[created_at]');
  const after = stagePairs(query, 'filter[value_after][leads_statuses]');
  const before = stagePairs(query, 'filter[value_before][leads_statuses]');
  const rows = call.world.store.events.filter(
    (event) =>
      (!ids || ids.includes(event.id)) &&
      (!types || types.includes(event.type)) &&
      (!entities || entities.includes(event.entity)) &&
      (!entityIds || entityIds.has(event.entityId)) &&
      (!createdBy || createdBy.has(event.createdBy)) &&
      isCreatedIn(toSeconds(event.createdAtMs)) &&
      (!after || isAtStage(event.valueAfter, after)) &&
      (!before || isAtStage(event.valueBefore, before)),
  );
  return page({
    call,
    name: 'events',
    rows: rows.toReversed(),
    render: (event) => eventView(call, event),
    maxLimit: PAGE_MAX,
  });
}

export const EVENT_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/api/v4/events', answer: listEvents },
  {
    method: 'GET',
    path: '/api/v4/events/:uid',
    answer: (call) => {
      const event = call.world.store.events.find(({ id }) => id === call.segments[0]);
      return event ? ok(eventView(call, event)) : notFound('Event not found');
    },
  },
];
