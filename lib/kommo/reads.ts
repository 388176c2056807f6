/** What is read of Kommo, endpoint by endpoint (facts/kommo.md §2). */
import type { KommoContactId, KommoLeadId } from '../lead.ts';
import { matchTyped, type Phone, sharedDigits } from '../phone.ts';
import { failure } from './answer.ts';
import { type Asking, LISTS, PAGE_LIMIT, present, shaped } from './asking.ts';
import type { Kommo, KommoLead, KommoNote, KommoResult, PhoneContact, Priority } from './kommo.ts';
import * as schemas from './schemas.ts';

const EVENT_PAGE_LIMIT = 100;
const EVENT_IDS_MAX = 10;
const DAY_SECONDS = 24 * 3600;

/** Contacts as Kommo shows them, with everything that stands on them. */
export const contactBodies = ({ byId }: Asking, ids: readonly KommoContactId[], priority: Priority) =>
  byId(ids, LISTS.contacts, priority);

type Reads = Pick<
  Kommo,
  | 'leads'
  | 'isDeleted'
  | 'changedLeads'
  | 'contacts'
  | 'contactsByPhone'
  | 'note'
  | 'notes'
  | 'tasks'
  | 'cardMoves'
  | 'pipeline'
  | 'leadFields'
  | 'account'
  | 'webhooks'
>;

export function createReads(asking: Asking): Reads {
  const { ask, get, pages, byId, ofEach, list } = asking;

  async function leads(
    ids: readonly KommoLeadId[],
    { priority, onSent }: { priority: Priority; onSent?: (atMs: number) => void },
  ): Promise<KommoResult<readonly KommoLead[]>> {
    if (ids.length === 0) return { kind: 'absent' };
    const read = await byId(ids, LISTS.leads, priority);
    if (read.kind === 'failed') return read;
    onSent?.(read.sentAtMs);
    const found = read.kind === 'ok' ? present(read.items.map(schemas.leadOf)) : [];
    return found.length > 0 ? { kind: 'ok', value: found } : { kind: 'absent' };
  }

  async function contactsByPhone(
    phone: Phone,
    { priority }: { priority: Priority } = { priority: 'gate' },
  ): Promise<KommoResult<readonly PhoneContact[]>> {
    // One search by what every spelling shares: a person may be entered twice, with and without the ninth digit (P12).
    const read = await pages(
      get('/contacts', { query: sharedDigits(phone), with: 'leads', limit: String(PAGE_LIMIT) }, priority),
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

  return {
    leads,
    changedLeads: async ({ fromSeconds, page, priority }) => {
      const query = {
        with: 'contacts',
        limit: String(PAGE_LIMIT),
        page: String(page),
        'filter[updated_at][from]': String(fromSeconds),
        'order[updated_at]': 'asc',
      };
      const read = shaped(
        await ask(get('/leads', query, priority)),
        schemas.pageOf('leads', schemas.Anything),
      );
      if (read.kind === 'failed') return read;
      if (read.kind === 'absent') return { kind: 'ok', value: { leads: [], odd: 0, isLast: true } };
      const bodies = read.value.items.map((item) => schemas.LeadBody.safeParse(item));
      return {
        kind: 'ok',
        value: {
          leads: present(bodies.map((body) => (body.success ? schemas.leadOf(body.data) : null))),
          odd: bodies.filter(({ success }) => !success).length,
          isLast: read.value.nextHref === null,
        },
      };
    },
    contacts: async (ids, { priority }) => {
      if (ids.length === 0) return { kind: 'absent' };
      const read = await contactBodies(asking, ids, priority);
      if (read.kind === 'failed') return read;
      const found = read.kind === 'ok' ? present(read.items.map(schemas.contactOf)) : [];
      return found.length > 0 ? { kind: 'ok', value: found } : { kind: 'absent' };
    },
    contactsByPhone,
    isDeleted: async (kommoLeadId) => {
      // Whether the trash is filtered by id is not documented: the latest page of it is searched.
      const query = {
        with: 'only_deleted',
        'filter[id][]': String(kommoLeadId),
        'order[updated_at]': 'desc',
        limit: String(PAGE_LIMIT),
      };
      const read = shaped(
        await ask(get('/leads', query, 'gate')),
        schemas.pageOf('leads', schemas.DeletedLeadBody),
      );
      if (read.kind === 'failed') return read;
      const shown = read.kind === 'ok' ? read.value.items : [];
      return { kind: 'ok', value: shown.some((each) => each.id === kommoLeadId && each.is_deleted) };
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
      // From the day's beginning, so that many who ask since different moments ask together.
      const fromDay = Math.floor(fromSeconds / DAY_SECONDS) * DAY_SECONDS;
      const read = await ofEach(ids, {
        name: `lead_status_changed:${fromDay}`,
        itemsMax: EVENT_IDS_MAX,
        requestOf: (some) =>
          get(
            '/events',
            {
              'filter[type]': 'lead_status_changed',
              'filter[entity]': 'lead',
              'filter[entity_id]': some.join(','),
              'filter[created_at][from]': String(fromDay),
              limit: String(EVENT_PAGE_LIMIT),
            },
            'gate',
          ),
        key: 'events',
        item: schemas.MoveBody,
        entityOf: ({ entity_id }) => entity_id,
      });
      if (read.kind !== 'ok') return read;
      const moves = present(read.value.map(schemas.moveOf)).filter(({ at }) => at >= fromSeconds);
      // Kommo's default order is not documented.
      return { kind: 'ok', value: moves.sort((a, b) => b.at - a.at) };
    },
    pipeline: async (pipelineId) => {
      const read = await list(
        get('/leads/pipelines', {}, 'gate'),
        'pipelines',
        schemas.PipelineBody,
        schemas.pipelineOf,
        { isSame: true },
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
        { isSame: true },
      ),
    account: async () => {
      const read = shaped(await ask(get('/account', {}, 'probe')), schemas.AccountBody);
      return read.kind === 'ok'
        ? { kind: 'ok', value: { accountId: read.value.id, userId: read.value.current_user_id ?? null } }
        : read;
    },
    webhooks: () => list(get('/webhooks', {}, 'write'), 'webhooks', schemas.WebhookBody, schemas.webhookOf),
  };
}
