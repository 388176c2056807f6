/** Tasks (facts/kommo.md §2.6). */

import { USERS } from './account.ts';
import { authorOf } from './author.ts';
import {
  expectOnly,
  type Fields,
  type Issues,
  isObject,
  readBatch,
  readBoolean,
  readInteger,
  readOne,
  readText,
} from './input.ts';
import { type ApiAnswer, notFound, ok } from './problems.ts';
import { idsParam, page } from './query.ts';
import { type Call, idSegment, type Route } from './routes.ts';
import { addTask, changeTask, type NewTask, type TaskChange } from './side-records.ts';
import { type TaskRecord, toSeconds } from './state.ts';

const WRITES_MAX = 250;
const TASK_TYPES = [1, 2];

const taskView = (call: Call, task: TaskRecord) => ({
  id: task.id,
  created_by: task.createdBy,
  updated_by: task.updatedBy,
  created_at: toSeconds(task.createdAtMs),
  updated_at: toSeconds(task.updatedAtMs),
  responsible_user_id: task.responsibleUserId,
  group_id: 0,
  entity_id: task.entityId,
  entity_type: task.entity,
  duration: 0,
  is_completed: task.isCompleted,
  task_type_id: task.taskTypeId,
  text: task.text,
  // An empty result is a list, a filled one an object (facts/kommo.md §2.6).
  result: task.resultText === null ? [] : { text: task.resultText },
  complete_till: task.completeTillSeconds,
  account_id: call.world.account.id,
  _links: { self: { href: call.link(`/api/v4/tasks/${task.id}`) } },
});

function checkUser(fields: Fields, issues: Issues): number | undefined {
  const userId = readInteger({ fields, key: 'responsible_user_id', issues });
  if (userId !== undefined && !USERS.some(({ id }) => id === userId))
    issues.add('NotSupportedChoice', 'responsible_user_id');
  return userId;
}

function readEntity(call: Call, fields: Fields, issues: Issues): Pick<NewTask, 'entity' | 'entityId'> {
  const entityId = readInteger({ fields, key: 'entity_id', issues });
  const entity = readText({ fields, key: 'entity_type', issues });
  if (entityId === undefined && entity === undefined) return { entity: null, entityId: null };
  if (entity !== 'leads' && entity !== 'contacts') {
    issues.add('NotSupportedChoice', 'entity_type');
    return { entity: null, entityId: null };
  }
  const record = call.world.store[entity].get(entityId ?? 0);
  if (!record || record.isDeleted) issues.add('NotSupportedChoice', 'entity_id');
  return { entity, entityId: entityId ?? null };
}

function readNewTask(
  call: Call,
  fields: Fields,
  issues: Issues,
): NewTask & { readonly author: number | undefined } {
  const allowed = [
    'text',
    'complete_till',
    'entity_id',
    'entity_type',
    'task_type_id',
    'responsible_user_id',
    'duration',
    'created_by',
  ];
  expectOnly({ fields, allowed, issues });
  const text = readText({ fields, key: 'text', issues });
  if (text === undefined || text === '') issues.add('NotBlank', 'text');
  const completeTillSeconds = readInteger({ fields, key: 'complete_till', issues });
  if (completeTillSeconds === undefined) issues.add('NotBlank', 'complete_till');
  const taskTypeId = readInteger({ fields, key: 'task_type_id', issues }) ?? 1;
  if (!TASK_TYPES.includes(taskTypeId)) issues.add('NotSupportedChoice', 'task_type_id');
  return {
    ...readEntity(call, fields, issues),
    text: text ?? '',
    completeTillSeconds: completeTillSeconds ?? 0,
    taskTypeId,
    responsibleUserId: checkUser(fields, issues) ?? call.actor.userId,
    author: readInteger({ fields, key: 'created_by', issues }),
  };
}

function readTaskChange(fields: Fields, issues: Issues): TaskChange {
  expectOnly({
    fields,
    allowed: ['text', 'complete_till', 'is_completed', 'result', 'responsible_user_id', 'task_type_id'],
    issues,
  });
  const text = readText({ fields, key: 'text', issues });
  const completeTillSeconds = readInteger({ fields, key: 'complete_till', issues });
  const isCompleted = readBoolean({ fields, key: 'is_completed', issues });
  const responsibleUserId = checkUser(fields, issues);
  const result = fields['result'];
  const resultText = isObject(result)
    ? readText({ fields: result, key: 'text', issues, at: 'result.' })
    : undefined;
  return {
    ...(text !== undefined && { text }),
    ...(completeTillSeconds !== undefined && { completeTillSeconds }),
    ...(isCompleted !== undefined && { isCompleted }),
    ...(responsibleUserId !== undefined && { responsibleUserId }),
    ...(resultText !== undefined && { resultText }),
  };
}

function createTasks(call: Call): ApiAnswer {
  const parsed = readBatch({
    body: call.body,
    max: WRITES_MAX,
    parse: (fields, issues) => readNewTask(call, fields, issues),
  });
  if (parsed.kind === 'refused') return parsed.answer;
  const tasks = parsed.value.map(({ requestId, value: { author, ...task } }) => ({
    id: addTask(call.world, authorOf(call, author), task).id,
    requestId,
  }));
  return ok({
    _links: { self: { href: call.link('/api/v4/tasks') } },
    _embedded: {
      tasks: tasks.map(({ id, requestId }) => ({
        id,
        request_id: requestId,
        _links: { self: { href: call.link(`/api/v4/tasks/${id}`) } },
      })),
    },
  });
}

const taskOf = (call: Call, id: number): TaskRecord | undefined =>
  call.world.store.tasks.find((task) => task.id === id);
const changedView = (call: Call, task: TaskRecord) => ({
  id: task.id,
  updated_at: toSeconds(task.updatedAtMs),
  _links: { self: { href: call.link(`/api/v4/tasks/${task.id}`) } },
});

function changeTasks(call: Call): ApiAnswer {
  const parsed = readBatch({
    body: call.body,
    max: WRITES_MAX,
    parse: ({ id, ...fields }, issues) => {
      const task = typeof id === 'number' ? taskOf(call, id) : undefined;
      if (task) return { task, change: readTaskChange(fields, issues) };
      issues.add(id === undefined ? 'NotBlank' : 'NotSupportedChoice', 'id');
      return undefined;
    },
  });
  if (parsed.kind === 'refused') return parsed.answer;
  const changed = parsed.value.map(({ value }) =>
    changedView(call, changeTask(call.world, call.actor, value)),
  );
  return ok({ _links: { self: { href: call.link('/api/v4/tasks') } }, _embedded: { tasks: changed } });
}

function changeOneTask(call: Call): ApiAnswer {
  const task = taskOf(call, idSegment(call));
  if (!task) return notFound('Task not found');
  const parsed = readOne({
    body: call.body,
    parse: ({ id: _id, ...fields }, issues) => readTaskChange(fields, issues),
  });
  if (parsed.kind === 'refused') return parsed.answer;
  return ok(changedView(call, changeTask(call.world, call.actor, { task, change: parsed.value })));
}

function listTasks(call: Call): ApiAnswer {
  const ids = idsParam(call.query, 'filter[id]');
  const entityIds = idsParam(call.query, 'filter[entity_id]');
  const isCompleted = call.query.get('filter[is_completed]');
  const rows = call.world.store.tasks.filter(
    (task) =>
      (!ids || ids.has(task.id)) &&
      (!entityIds || (task.entityId !== null && entityIds.has(task.entityId))) &&
      (isCompleted === null || task.isCompleted === (isCompleted === '1' || isCompleted === 'true')),
  );
  return page({ call, name: 'tasks', rows, render: (task) => taskView(call, task) });
}

export const TASK_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/api/v4/tasks', answer: listTasks },
  { method: 'POST', path: '/api/v4/tasks', answer: createTasks },
  { method: 'PATCH', path: '/api/v4/tasks', answer: changeTasks },
  {
    method: 'GET',
    path: '/api/v4/tasks/:id',
    answer: (call) => {
      const task = taskOf(call, idSegment(call));
      return task ? ok(taskView(call, task)) : notFound('Task not found');
    },
  },
  { method: 'PATCH', path: '/api/v4/tasks/:id', answer: changeOneTask },
];
