/**
 * Kommo's API v4, endpoint by endpoint (facts/kommo.md §2). What is asked stands here; how it is asked, in `http.ts`; what is answered,
 * in `schemas.ts`. Collection writes are arrays and a single PATCH is an object, tags are added and never replaced (C11), only what
 * differs is sent, and a write is never repeated (C18).
 */
import type * as z from 'zod/mini';
import type { KommoContactId, KommoLeadId } from '../lead.ts';
import { matchTyped, type Phone, sharedDigits } from '../phone.ts';
import { failure } from './answer.ts';
import { type Asked, createKommoHttp, type KommoHttpDeps, type KommoRequest } from './http.ts';
import type {
  Kommo,
  KommoFailure,
  KommoLead,
  KommoNote,
  KommoResult,
  LeadPatch,
  NewLead,
  PhoneContact,
  Priority,
} from './kommo.ts';
import * as schemas from './schemas.ts';

/** Kommo's page maximum; the ids of one request stay below what a URL carries (facts/kommo.md §2.2). */
const PAGE_LIMIT = 250;
const IDS_PER_REQUEST = 100;
const EVENT_PAGE_LIMIT = 100;
const EVENT_IDS_MAX = 10;
/** A list that goes on beyond this is a loop of links, not a list. */
const PAGES_MAX = 40;
/** Incoming leads, newest first: one that a lead of ours just wrote into is among the first. */
const UNSORTED_PAGES_MAX = 4;
/** Type 1 is "follow up" in every account (facts/kommo.md §2.6). */
const FOLLOW_UP_TASK = 1;
/** Whoever owns the token, what we write is the robot's: a user id above 0 is then a person (facts/kommo.md §10.3, P2). */
const ROBOT_USER_ID = 0;
/** Whose note it is, above its text. */
const NOTE_SERVICE = 'Bastão';

type Read<T> =
  | { readonly kind: 'ok'; readonly items: readonly T[]; readonly sentAtMs: number }
  | { readonly kind: 'absent'; readonly sentAtMs: number }
  | KommoFailure;

const chunks = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );

const present = <T>(items: readonly (T | null)[]): readonly T[] => items.filter((item) => item !== null);

/** `z.safeParse` as an outcome: a body that does not parse is `malformed`. */
function shaped<S extends z.ZodMiniType>(result: KommoResult<unknown>, schema: S): KommoResult<z.output<S>> {
  if (result.kind !== 'ok') return result;
  const parsed = schema.safeParse(result.value);
  return parsed.success ? { kind: 'ok', value: parsed.data } : failure('malformed', { status: 200 });
}

const customFields = (fields: NonNullable<LeadPatch['fields']>) =>
  fields.map(({ fieldId, value, enumId, enumIds }) => ({
    field_id: fieldId,
    values: enumIds?.map((id) => ({ enum_id: id })) ?? [
      enumId === undefined ? { value } : { enum_id: enumId },
    ],
  }));

const named = (tags: readonly string[]) => tags.map((name) => ({ name }));

const phoneField = (phone: Phone) => ({ field_code: 'PHONE', values: [{ value: phone, enum_code: 'WORK' }] });

/** A name that was never learnt is left out: an empty one would erase what Kommo makes up. */
const nameIfAny = (name: string) => (name.trim() === '' ? {} : { name });

const newLeadBody = (
  { name, pipelineId, statusId, tags, fields }: Omit<NewLead, 'contactId'>,
  contact: object,
) => ({
  ...nameIfAny(name),
  pipeline_id: pipelineId,
  status_id: statusId,
  created_by: ROBOT_USER_ID,
  ...(fields.length > 0 && { custom_fields_values: customFields(fields) }),
  // On creation there is nothing to replace, and `_embedded` is the documented place (facts/kommo.md §2.5 warns of PATCH).
  _embedded: { contacts: [contact], ...(tags.length > 0 && { tags: named(tags) }) },
});

/** The client of one account. Connections are kept alive until `close`. @throws TypeError for a `baseUrl` that is no URL. */
export function createKommoClient(deps: KommoHttpDeps): Kommo {
  const http = createKommoHttp(deps);
  const ask = async (request: KommoRequest): Promise<KommoResult<unknown>> =>
    (await http.ask(request)).result;
  const get = (path: string, query: Record<string, string>, priority: Priority): KommoRequest => ({
    method: 'GET',
    path,
    query: new URLSearchParams(query),
    priority,
  });

  /** Every page, or a failure: half a list is no answer. `enough` ends early. */
  async function pages<S extends z.ZodMiniType>(
    first: KommoRequest,
    {
      key,
      item,
      pagesMax = PAGES_MAX,
      enough = () => false,
    }: { key: string; item: S; pagesMax?: number; enough?: (items: readonly z.output<S>[]) => boolean },
  ): Promise<Read<z.output<S>>> {
    const schema = schemas.pageOf(key, item);
    const items: z.output<S>[] = [];
    let sentAtMs: number | null = null;
    let request: KommoRequest | null = first;
    for (let page = 0; request !== null && page < pagesMax; page += 1) {
      const asked: Asked = await http.ask(request);
      sentAtMs ??= asked.sentAtMs;
      if (asked.result.kind === 'absent')
        return page === 0 ? { kind: 'absent', sentAtMs } : { kind: 'ok', items, sentAtMs };
      const read = shaped(asked.result, schema);
      if (read.kind === 'failed') return read;
      if (read.kind === 'absent') return { kind: 'absent', sentAtMs };
      items.push(...read.value.items);
      if (read.value.nextHref === null || enough(items)) return { kind: 'ok', items, sentAtMs };
      request = http.nextPage(read.value.nextHref, request);
      if (request === null) return failure('malformed', { status: 200 });
    }
    return pagesMax < PAGES_MAX
      ? { kind: 'ok', items, sentAtMs: sentAtMs ?? 0 }
      : failure('malformed', { status: 200 });
  }

  /** Entities by id, in requests of ≤ 100. Unknown ids are silently missing (facts/kommo.md §2.2). */
  async function byId<S extends z.ZodMiniType>(
    ids: readonly number[],
    {
      path,
      include,
      priority,
      key,
      item,
    }: { path: string; include: string; priority: Priority; key: string; item: S },
  ): Promise<Read<z.output<S>>> {
    const items: z.output<S>[] = [];
    let sentAtMs = Number.POSITIVE_INFINITY;
    for (const chunk of chunks([...new Set(ids)], IDS_PER_REQUEST)) {
      const request = get(path, { with: include, limit: String(PAGE_LIMIT) }, priority);
      for (const id of chunk) request.query?.append('filter[id][]', String(id));
      const read = await pages(request, { key, item });
      if (read.kind === 'failed') return read;
      sentAtMs = Math.min(sentAtMs, read.sentAtMs);
      if (read.kind === 'ok') items.push(...read.items);
    }
    return items.length > 0 ? { kind: 'ok', items, sentAtMs } : { kind: 'absent', sentAtMs };
  }

  async function leads(
    ids: readonly KommoLeadId[],
    { priority, onSent }: { priority: Priority; onSent?: (atMs: number) => void },
  ): Promise<KommoResult<readonly KommoLead[]>> {
    if (ids.length === 0) return { kind: 'absent' };
    const read = await byId(ids, {
      path: '/leads',
      include: 'contacts',
      priority,
      key: 'leads',
      item: schemas.LeadBody,
    });
    if (read.kind === 'failed') return read;
    onSent?.(read.sentAtMs);
    const found = read.kind === 'ok' ? present(read.items.map(schemas.leadOf)) : [];
    return found.length > 0 ? { kind: 'ok', value: found } : { kind: 'absent' };
  }

  const contactBodies = (ids: readonly KommoContactId[], priority: Priority) =>
    byId(ids, { path: '/contacts', include: 'leads', priority, key: 'contacts', item: schemas.ContactBody });

  async function contactsByPhone(phone: Phone): Promise<KommoResult<readonly PhoneContact[]>> {
    // One search by what every spelling shares: a person may be entered twice, with and without the ninth digit (P12).
    const read = await pages(
      get('/contacts', { query: sharedDigits(phone), with: 'leads', limit: String(PAGE_LIMIT) }, 'gate'),
      { key: 'contacts', item: schemas.ContactBody },
    );
    if (read.kind !== 'ok') return read.kind === 'failed' ? read : { kind: 'absent' };
    // It searches every field by substring: who merely mentions the number is somebody else (facts/kommo.md §2.4).
    const found = present(
      read.items.map((body) => {
        const matches = schemas.phoneValuesOf(body).map(({ value }) => matchTyped(value, phone));
        const contact = matches.every((match) => match === 'none') ? null : schemas.contactOf(body);
        return contact && { ...contact, isCertain: matches.includes('same') };
      }),
    );
    return found.length > 0
      ? { kind: 'ok', value: [...found].sort((a, b) => a.id - b.id) }
      : { kind: 'absent' };
  }

  async function patchContact(
    id: KommoContactId,
    { name, phone }: { name?: string; phone?: Phone },
  ): Promise<KommoResult<{ updatedAt: number }>> {
    const patch: { name?: string; custom_fields_values?: readonly object[] } =
      name === undefined ? {} : nameIfAny(name);
    if (phone !== undefined) {
      // A field is replaced whole, so the other numbers are read first and written back (facts/kommo.md §2.4).
      const read = await contactBodies([id], 'write');
      if (read.kind === 'failed') return read;
      const contact =
        read.kind === 'ok' ? read.items.find((body) => body.id === id && !body.is_deleted) : undefined;
      if (!contact) return { kind: 'absent' };
      const values = schemas.phoneValuesOf(contact);
      const isKnown = values.some(({ value }) => matchTyped(value, phone) === 'same');
      if (isKnown && patch.name === undefined)
        return { kind: 'ok', value: { updatedAt: contact.updated_at } };
      if (!isKnown) {
        const kept = values.map(({ value, enumId }) => ({
          value,
          ...(enumId !== null && { enum_id: enumId }),
        }));
        const { field_code, values: added } = phoneField(phone);
        patch.custom_fields_values = [{ field_code, values: [...kept, ...added] }];
      }
    }
    return shaped(
      await ask({
        method: 'PATCH',
        path: `/contacts/${id}`,
        body: { ...patch, updated_by: ROBOT_USER_ID },
        priority: 'write',
      }),
      schemas.patchedIn('contacts'),
    );
  }

  async function acceptUnsorted(options: {
    kommoLeadId: KommoLeadId;
    statusId: number;
    userId: number | null;
  }): Promise<KommoResult<null>> {
    // The list has no filter by card (developers.kommo.com/reference/incoming-leads-list), so it is read newest first until found.
    const isOurs = (item: {
      _embedded?: { leads?: readonly { id: KommoLeadId }[] | null | undefined } | undefined;
    }): boolean => item._embedded?.leads?.some(({ id }) => id === options.kommoLeadId) ?? false;
    const read = await pages(
      get('/leads/unsorted', { limit: String(PAGE_LIMIT), 'order[created_at]': 'desc' }, 'write'),
      {
        key: 'unsorted',
        item: schemas.UnsortedBody,
        pagesMax: UNSORTED_PAGES_MAX,
        enough: (items) => items.some(isOurs),
      },
    );
    if (read.kind === 'failed') return read;
    const uid = read.kind === 'ok' ? read.items.find(isOurs)?.uid : undefined;
    if (uid === undefined) return { kind: 'absent' };
    const body = { status_id: options.statusId, ...(options.userId !== null && { user_id: options.userId }) };
    return done(
      await ask({ method: 'POST', path: `/leads/unsorted/${uid}/accept`, body, priority: 'write' }),
    );
  }

  /** For a write whose answer holds nothing we need. */
  const done = (result: KommoResult<unknown>): KommoResult<null> =>
    result.kind === 'ok' ? { kind: 'ok', value: null } : result;

  /** A list that may well be empty: absent means none. */
  async function list<S extends z.ZodMiniType, T>(
    request: KommoRequest,
    key: string,
    item: S,
    toOurs: (body: z.output<S>) => T | null,
  ): Promise<KommoResult<readonly T[]>> {
    const read = await pages(request, { key, item });
    if (read.kind === 'failed') return read;
    return { kind: 'ok', value: read.kind === 'ok' ? present(read.items.map(toOurs)) : [] };
  }

  const first = <T>(result: KommoResult<readonly T[]>): KommoResult<T> => {
    if (result.kind !== 'ok') return result;
    const [value] = result.value;
    return value === undefined ? failure('malformed', { status: 200 }) : { kind: 'ok', value };
  };

  const firstId = <T>(result: KommoResult<{ items: readonly { id: T }[] }>): KommoResult<T> =>
    first(result.kind === 'ok' ? { kind: 'ok', value: result.value.items.map(({ id }) => id) } : result);

  return {
    leads,
    leadsUpdatedSince: (fromSeconds, { priority }) =>
      list(
        get(
          '/leads',
          {
            with: 'contacts',
            limit: String(PAGE_LIMIT),
            'filter[updated_at][from]': String(fromSeconds),
            'order[updated_at]': 'asc',
          },
          priority,
        ),
        'leads',
        schemas.LeadBody,
        schemas.leadOf,
      ),
    contacts: async (ids, { priority }) => {
      if (ids.length === 0) return { kind: 'absent' };
      const read = await contactBodies(ids, priority);
      if (read.kind === 'failed') return read;
      const found = read.kind === 'ok' ? present(read.items.map(schemas.contactOf)) : [];
      return found.length > 0 ? { kind: 'ok', value: found } : { kind: 'absent' };
    },
    contactsByPhone,
    createContact: async ({ name, phone, tags }) => {
      const contact = {
        ...nameIfAny(name),
        ...(phone !== null && { custom_fields_values: [phoneField(phone)] }),
        ...(tags.length > 0 && { _embedded: { tags: named(tags) } }),
        created_by: ROBOT_USER_ID,
      };
      const result = await ask({ method: 'POST', path: '/contacts', body: [contact], priority: 'write' });
      return firstId(shaped(result, schemas.pageOf('contacts', schemas.CreatedContact)));
    },
    createLead: async (lead) => {
      const body = [newLeadBody(lead, { id: lead.contactId, is_main: true })];
      const result = await ask({ method: 'POST', path: '/leads', body, priority: 'write' });
      return firstId(shaped(result, schemas.pageOf('leads', schemas.CreatedLead)));
    },
    createLeadWithContact: async (lead, { name, phone }) => {
      const contact = {
        ...nameIfAny(name),
        ...(phone !== null && { custom_fields_values: [phoneField(phone)] }),
      };
      const result = await ask({
        method: 'POST',
        path: '/leads/complex',
        body: [newLeadBody(lead, { ...contact, created_by: ROBOT_USER_ID })],
        priority: 'write',
      });
      const made = first(shaped(result, schemas.ComplexBody));
      if (made.kind !== 'ok') return made;
      const { id, contact_id, merged } = made.value;
      return {
        kind: 'ok',
        value: { kommoLeadId: id, kommoContactId: contact_id ?? null, merged: merged ?? false },
      };
    },
    acceptUnsorted,
    patchLead: async (id, { name, pipelineId, statusId, fields, tagsToAdd }) => {
      const body = {
        ...(name !== undefined && nameIfAny(name)),
        ...(pipelineId !== undefined && { pipeline_id: pipelineId }),
        ...(statusId !== undefined && { status_id: statusId }),
        ...(fields && fields.length > 0 && { custom_fields_values: customFields(fields) }),
        ...(tagsToAdd && tagsToAdd.length > 0 && { tags_to_add: named(tagsToAdd) }),
        updated_by: ROBOT_USER_ID,
      };
      return shaped(
        await ask({ method: 'PATCH', path: `/leads/${id}`, body, priority: 'write' }),
        schemas.patchedIn('leads'),
      );
    },
    patchContact,
    addNote: async (id, text) => {
      // Muted: a note of ours must not start a salesbot of theirs.
      // Of the integration's own type and by the robot: a text note, and a user's, is a person's (facts/kommo.md §10.7).
      const note = {
        note_type: 'extended_service_message',
        params: { service: NOTE_SERVICE, text },
        created_by: ROBOT_USER_ID,
        is_need_to_trigger_digital_pipeline: false,
      };
      return done(await ask({ method: 'POST', path: `/leads/${id}/notes`, body: [note], priority: 'write' }));
    },
    addTask: async ({ kommoLeadId, text, completeTill, responsibleUserId }) => {
      const task = {
        text,
        complete_till: completeTill,
        entity_id: kommoLeadId,
        entity_type: 'leads',
        task_type_id: FOLLOW_UP_TASK,
        created_by: ROBOT_USER_ID,
        ...(responsibleUserId !== null && { responsible_user_id: responsibleUserId }),
      };
      return done(await ask({ method: 'POST', path: '/tasks', body: [task], priority: 'write' }));
    },
    note: async (kommoLeadId, noteId) => {
      const read = async (path: string): Promise<KommoResult<KommoNote>> => {
        const note = shaped(await ask(get(path, {}, 'gate')), schemas.NoteBody);
        const own = note.kind === 'ok' ? schemas.noteOf(note.value) : null;
        return note.kind !== 'ok'
          ? note
          : own
            ? { kind: 'ok', value: own }
            : failure('malformed', { status: 200 });
      };
      // Kommo's reference and the SDK name different paths (facts/kommo.md §10.7).
      const note = await read(`/leads/notes/${noteId}`);
      return note.kind === 'absent' ? read(`/leads/${kommoLeadId}/notes/${noteId}`) : note;
    },
    notes: (id) =>
      list(
        get(`/leads/${id}/notes`, { limit: String(PAGE_LIMIT) }, 'write'),
        'notes',
        schemas.NoteBody,
        schemas.remarkOfNote,
      ),
    tasks: (id) =>
      list(
        get(
          '/tasks',
          { 'filter[entity_type]': 'leads', 'filter[entity_id]': String(id), limit: String(PAGE_LIMIT) },
          'write',
        ),
        'tasks',
        schemas.TaskBody,
        schemas.remarkOfTask,
      ),
    cardMoves: async ({ ids, fromSeconds }) => {
      const moves = [];
      for (const chunk of chunks(ids, EVENT_IDS_MAX)) {
        const query = {
          'filter[type]': 'lead_status_changed',
          'filter[entity]': 'lead',
          'filter[entity_id]': chunk.join(','),
          'filter[created_at][from]': String(fromSeconds),
          limit: String(EVENT_PAGE_LIMIT),
        };
        const read = await list(get('/events', query, 'gate'), 'events', schemas.MoveBody, schemas.moveOf);
        if (read.kind !== 'ok') return read;
        moves.push(...read.value);
      }
      // Kommo's default order is not documented.
      return { kind: 'ok', value: moves.sort((a, b) => b.at - a.at) };
    },
    pipeline: async (pipelineId) => {
      const read = await list(
        get('/leads/pipelines', {}, 'gate'),
        'pipelines',
        schemas.PipelineBody,
        schemas.pipelineOf,
      );
      if (read.kind !== 'ok') return read;
      const pipeline = read.value.find((candidate) => candidate.pipelineId === pipelineId);
      return pipeline ? { kind: 'ok', value: pipeline } : { kind: 'absent' };
    },
    leadFields: () =>
      list(
        get('/leads/custom_fields', { limit: String(PAGE_LIMIT) }, 'gate'),
        'custom_fields',
        schemas.FieldBody,
        schemas.fieldOf,
      ),
    account: async () => {
      const read = shaped(await ask(get('/account', {}, 'gate')), schemas.AccountBody);
      return read.kind === 'ok'
        ? { kind: 'ok', value: { accountId: read.value.id, userId: read.value.current_user_id ?? null } }
        : read;
    },
    webhooks: () => list(get('/webhooks', {}, 'write'), 'webhooks', schemas.WebhookBody, schemas.webhookOf),
    prepare: http.prepare,
    close: () => http.close(),
  };
}
