/** Notes on leads and contacts (facts/kommo.md §2.6). */
import { ROBOT_USER_ID, USERS } from './account.ts';
import { authorOf } from './author.ts';
import {
  expectOnly,
  type Fields,
  type Issues,
  isObject,
  readBatch,
  readBoolean,
  readInteger,
  readText,
} from './input.ts';
import { type ApiAnswer, empty, notFound, ok } from './problems.ts';
import { page } from './query.ts';
import { type Call, idSegment, type Route } from './routes.ts';
import { addNote } from './side-records.ts';
import { type EntityKind, type NoteRecord, toSeconds } from './state.ts';

const WRITES_MAX = 250;
/** Types whose text the emulator keeps; the others need data that nothing here produces. */
const NOTE_TYPES = ['common', 'service_message', 'extended_service_message'];

const noteView = (call: Call, note: NoteRecord) => ({
  id: note.id,
  entity_id: note.entityId,
  created_by: note.createdBy,
  updated_by: note.createdBy,
  created_at: toSeconds(note.createdAtMs),
  updated_at: toSeconds(note.createdAtMs),
  responsible_user_id: note.createdBy,
  group_id: 0,
  note_type: note.noteType,
  params: note.noteType === 'common' ? { text: note.text } : { service: 'integration', text: note.text },
  account_id: call.world.account.id,
  _links: { self: { href: call.link(`/api/v4/${note.entity}/${note.entityId}/notes/${note.id}`) } },
});

const isPresent = (call: Call, entity: EntityKind, id: number): boolean => {
  const record = call.world.store[entity].get(id);
  return record !== undefined && !record.isDeleted;
};

function readNote(
  fields: Fields,
  issues: Issues,
): { noteType: string; text: string; author: number | undefined } {
  const noteType = readText({ fields, key: 'note_type', issues });
  if (noteType === undefined || !NOTE_TYPES.includes(noteType)) issues.add('NotSupportedChoice', 'note_type');
  const params = fields['params'];
  const text = isObject(params)
    ? readText({ fields: params, key: 'text', issues, at: 'params.' })
    : undefined;
  if (text === undefined || text === '') issues.add('NotBlank', 'params.text');
  readBoolean({ fields, key: 'is_need_to_trigger_digital_pipeline', issues });
  const author = readInteger({ fields, key: 'created_by', issues });
  if (author !== undefined && author !== ROBOT_USER_ID && !USERS.some(({ id }) => id === author))
    issues.add('NotSupportedChoice', 'created_by');
  return { noteType: noteType ?? '', text: text ?? '', author };
}

/** `pathId`: the entity of `/{type}/{id}/notes`; null where every note names its own. */
function createNotes(call: Call, entity: EntityKind, pathId: number | null): ApiAnswer {
  if (pathId !== null && !isPresent(call, entity, pathId)) return notFound('Entity not found');
  const parsed = readBatch({
    body: call.body,
    max: WRITES_MAX,
    parse: (fields, issues) => {
      const allowed = [
        'entity_id',
        'note_type',
        'params',
        'created_by',
        'is_need_to_trigger_digital_pipeline',
      ];
      expectOnly({ fields, allowed, issues });
      const named = readInteger({ fields, key: 'entity_id', issues });
      const entityId = pathId ?? named ?? 0;
      if (pathId === null && !isPresent(call, entity, entityId))
        issues.add('NotSupportedChoice', 'entity_id');
      return { entityId, ...readNote(fields, issues) };
    },
  });
  if (parsed.kind === 'refused') return parsed.answer;
  const notes = parsed.value.map(({ requestId, value }) => ({
    requestId,
    note: addNote(call.world, authorOf(call, value.author), { entity, ...value }),
  }));
  return ok({
    _links: { self: { href: call.link(call.path) } },
    _embedded: {
      notes: notes.map(({ requestId, note }) => ({
        id: note.id,
        entity_id: note.entityId,
        request_id: requestId,
        _links: { self: { href: call.link(`/api/v4/${entity}/${note.entityId}/notes/${note.id}`) } },
      })),
    },
  });
}

function listNotes(call: Call, entity: EntityKind, entityId: number | null): ApiAnswer {
  const rows = call.world.store.notes.filter(
    (note) => note.entity === entity && (entityId === null || note.entityId === entityId),
  );
  return page({ call, name: 'notes', rows, render: (note) => noteView(call, note) });
}

/** Missing → 204 (facts/kommo.md §10.7). Which of the two paths an account answers is a knob: sources disagree. */
function getNote(call: Call, entity: EntityKind, at: 0 | 1): ApiAnswer {
  if (call.knobs.notePath !== 'both' && (call.knobs.notePath === 'flat') !== (at === 0))
    return notFound('Cannot GET');
  const note = call.world.store.notes.find(
    ({ id, entity: of, entityId }) =>
      of === entity && id === idSegment(call, at) && (at === 0 || entityId === idSegment(call)),
  );
  return note ? ok(noteView(call, note)) : empty();
}

const routesOf = (entity: EntityKind): readonly Route[] => [
  { method: 'GET', path: `/api/v4/${entity}/notes/:id`, answer: (call) => getNote(call, entity, 0) },
  { method: 'GET', path: `/api/v4/${entity}/:id/notes/:id`, answer: (call) => getNote(call, entity, 1) },
  { method: 'GET', path: `/api/v4/${entity}/notes`, answer: (call) => listNotes(call, entity, null) },
  { method: 'POST', path: `/api/v4/${entity}/notes`, answer: (call) => createNotes(call, entity, null) },
  {
    method: 'GET',
    path: `/api/v4/${entity}/:id/notes`,
    answer: (call) => listNotes(call, entity, idSegment(call)),
  },
  {
    method: 'POST',
    path: `/api/v4/${entity}/:id/notes`,
    answer: (call) => createNotes(call, entity, idSegment(call)),
  },
];

export const NOTE_ROUTES: readonly Route[] = [...routesOf('leads'), ...routesOf('contacts')];
