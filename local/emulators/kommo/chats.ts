/** Talks, and the salesbots that are started through the API (facts/kommo.md §2.6, §4). A bot that is run does nothing else. */
import { BOTS } from './account.ts';
import { createIssues, isObject, readBatch, readBoolean } from './input.ts';
import {
  type ApiAnswer,
  acceptedHtml,
  empty,
  emptyRequest,
  type Issue,
  invalidBody,
  notFound,
  ok,
  validationProblem,
} from './problems.ts';
import { page } from './query.ts';
import { type Call, idSegment, type Route } from './routes.ts';
import { closeTalk } from './side-records.ts';
import { type TalkRecord, toSeconds } from './state.ts';

const talkView = (call: Call, talk: TalkRecord) => ({
  talk_id: talk.id,
  created_at: toSeconds(talk.createdAtMs),
  updated_at: toSeconds(talk.updatedAtMs),
  rate: 0,
  contact_id: talk.contactId,
  chat_id: talk.chatId,
  entity_id: talk.leadId,
  entity_type: 'lead',
  is_in_work: talk.isInWork,
  is_read: talk.isRead,
  origin: 'waba',
  missed_at: null,
  account_id: call.world.account.id,
  _links: { self: { href: call.link(`/api/v4/talks/${talk.id}`) } },
});

function withTalk(call: Call, answer: (talk: TalkRecord) => ApiAnswer): ApiAnswer {
  const talk = call.world.store.talks.find(({ id }) => id === idSegment(call));
  return talk ? answer(talk) : notFound('Talk not found');
}

/** Closing sends the client a rating bot unless forced; here both close. */
function close(call: Call): ApiAnswer {
  return withTalk(call, (talk) => {
    const issues = createIssues();
    readBoolean({ fields: isObject(call.body) ? call.body : {}, key: 'force_close', issues });
    if (issues.found.length > 0) return validationProblem([{ requestId: '0', issues: issues.found }]);
    closeTalk(call.world, call.actor, talk);
    return empty(202);
  });
}

/** Problems of a run: codes as seen on the real route (facts/kommo.md §7). `entityTypes` in the spelling of the route. */
function runIssues({
  botId,
  entityType,
  entityTypes,
}: {
  botId: unknown;
  entityType: unknown;
  entityTypes: readonly unknown[];
}): readonly Issue[] {
  const issues = createIssues();
  if (typeof botId !== 'number' || botId <= 0) issues.add('TooLow', 'bot_id');
  else if (!BOTS.some(({ id }) => id === botId)) issues.add('NotSupportedChoice', 'bot_id');
  if (!entityTypes.includes(entityType)) issues.add('InvalidType', 'entity_type');
  return issues.found;
}

function runOne(call: Call, entityTypes: readonly string[]): ApiAnswer {
  if (call.body === undefined) return emptyRequest();
  if (!isObject(call.body)) return invalidBody();
  const { entity_id: entityId, entity_type: entityType } = call.body;
  const issues = runIssues({ botId: idSegment(call), entityType, entityTypes });
  if (issues.length > 0) return validationProblem([{ requestId: '0', issues }]);
  const entity = entityType === 'contacts' ? call.world.store.contacts : call.world.store.leads;
  return typeof entityId === 'number' && entity.get(entityId) ? acceptedHtml() : notFound('Entity not found');
}

function runMany(call: Call, entityTypes: readonly unknown[], answer: ApiAnswer): ApiAnswer {
  const parsed = readBatch({
    body: call.body,
    max: 100,
    parse: ({ bot_id: botId, entity_type: entityType }, issues) => {
      for (const { code, path } of runIssues({ botId, entityType, entityTypes })) issues.add(code, path);
      return {};
    },
  });
  return parsed.kind === 'refused' ? parsed.answer : answer;
}

export const CHAT_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v4/talks',
    answer: (call) =>
      page({ call, name: 'talks', rows: call.world.store.talks, render: (talk) => talkView(call, talk) }),
  },
  {
    method: 'GET',
    path: '/api/v4/talks/:id',
    answer: (call) => withTalk(call, (talk) => ok(talkView(call, talk))),
  },
  { method: 'POST', path: '/api/v4/talks/:id/close', answer: close },
  {
    method: 'GET',
    path: '/api/v4/bots',
    answer: (call) => page({ call, name: 'items', rows: BOTS, render: (bot) => bot }),
  },
  {
    method: 'POST',
    path: '/api/v4/bots/run',
    answer: (call) => runMany(call, ['leads', 'contacts'], empty(202)),
  },
  { method: 'POST', path: '/api/v4/bots/:id/run', answer: (call) => runOne(call, ['leads', 'contacts']) },
  { method: 'POST', path: '/api/v4/bots/:id/stop', answer: (call) => runOne(call, ['leads']) },
  // The legacy route names entities by number.
  { method: 'POST', path: '/api/v2/salesbot/run', answer: (call) => runMany(call, [1, 2], acceptedHtml()) },
];
