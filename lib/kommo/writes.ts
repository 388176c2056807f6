/**
 * What is written to Kommo, endpoint by endpoint (facts/kommo.md §2). Collection writes are arrays and a single PATCH is an object,
 * tags are added and never replaced (C11), and a write is never repeated (C18).
 */

import type * as z from 'zod/mini';
import type { Clock } from '../clock.ts';
import type { KommoContactId, KommoLeadId } from '../lead.ts';
import { matchTyped, type Phone } from '../phone.ts';
import { failure } from './answer.ts';
import { type Asking, done, firstId, PAGE_LIMIT, shaped } from './asking.ts';
import { createCardPatches } from './card-patches.ts';
import type { CombinedWrites, Item } from './combined-writes.ts';
import type { Kommo, KommoResult, LeadPatch, NewLead } from './kommo.ts';
import { contactBodies } from './reads.ts';
import * as schemas from './schemas.ts';

/** Incoming leads, newest first: one that a lead of ours just wrote into is among the first. */
const UNSORTED_PAGES_MAX = 4;
/** Type 1 is "follow up" in every account (facts/kommo.md §2.6). */
const FOLLOW_UP_TASK = 1;
/** Whoever owns the token, what we write is the robot's: a user id above 0 is then a person (facts/kommo.md §10.3, P2). */
const ROBOT_USER_ID = 0;
/** Whose note it is, above its text. */
const NOTE_SERVICE = 'Bastão';

const NO_ANSWER = failure('malformed', { status: 200 });

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

type Writes = Pick<
  Kommo,
  | 'createContact'
  | 'createLead'
  | 'createLeadWithContact'
  | 'acceptUnsorted'
  | 'patchLead'
  | 'patchContact'
  | 'addNote'
  | 'addTask'
  | 'addTasks'
>;

export function createWrites(asking: Asking, combined: CombinedWrites | null, clock: Clock): Writes {
  const { ask, get, pages } = asking;
  const patchCard = createCardPatches({ asking, combined, clock });

  async function patchContact(
    id: KommoContactId,
    { name, phone }: { name?: string; phone?: Phone },
  ): Promise<KommoResult<{ updatedAt: number }>> {
    const patch: { name?: string; custom_fields_values?: readonly object[] } =
      name === undefined ? {} : nameIfAny(name);
    if (phone !== undefined) {
      // A field is replaced whole, so the other numbers are read first and written back (facts/kommo.md §2.4).
      const read = await contactBodies(asking, [id], 'write');
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

  /** Cards with their contacts, in one request; the order of the answer is not promised, so each is known by its `request_id`. */
  async function makeCards(
    items: readonly Item[],
    places: number,
  ): Promise<ReadonlyMap<string, KommoResult<z.output<typeof schemas.MadeCard>>>> {
    const place = places > 0 ? 'taken' : 'to_take';
    const [only, second] = items;
    const body = items.map(({ id, body }) =>
      second && typeof body === 'object' ? { ...body, request_id: id } : body,
    );
    const result = await ask({ method: 'POST', path: '/leads/complex', body, priority: 'first', place });
    const made = shaped(result, schemas.ComplexBody);
    if (made.kind === 'ok') {
      if (only && !second) {
        const [card] = made.value;
        return new Map([[only.id, card ? { kind: 'ok', value: schemas.madeCardOf(card) } : NO_ANSWER]]);
      }
      return new Map(
        made.value.flatMap((card) =>
          schemas.requestIdsOf(card).map((id) => [id, { kind: 'ok', value: schemas.madeCardOf(card) }]),
        ),
      );
    }
    if (made.kind !== 'failed' || made.cause !== 'rejected' || !second)
      return new Map(items.map(({ id }) => [id, made]));
    // P4: who is named was refused. Whether the others were made all the same is documented nowhere: to them the answer is lost (C12).
    const named = new Map(made.problems.map((problem) => [problem.requestId, problem]));
    return new Map(
      items.map(({ id }) => {
        const problem = named.get(id);
        return [id, problem ? { ...made, problems: [problem] } : failure('timeout')];
      }),
    );
  }

  const addTasks: Kommo['addTasks'] = async (tasks) =>
    done(
      await ask({
        method: 'POST',
        path: '/tasks',
        body: tasks.map(({ kommoLeadId, text, completeTill, responsibleUserId }) => ({
          text,
          complete_till: completeTill,
          entity_id: kommoLeadId,
          entity_type: 'leads',
          task_type_id: FOLLOW_UP_TASK,
          created_by: ROBOT_USER_ID,
          ...(responsibleUserId !== null && { responsible_user_id: responsibleUserId }),
        })),
        priority: 'write',
      }),
    );

  return {
    createContact: async ({ name, phone, tags }) => {
      const contact = {
        ...nameIfAny(name),
        ...(phone !== null && { custom_fields_values: [phoneField(phone)] }),
        ...(tags.length > 0 && { _embedded: { tags: named(tags) } }),
        created_by: ROBOT_USER_ID,
      };
      const result = await ask({ method: 'POST', path: '/contacts', body: [contact], priority: 'first' });
      return firstId(shaped(result, schemas.pageOf('contacts', schemas.CreatedContact)));
    },
    createLead: async (lead) => {
      const body = [newLeadBody(lead, { id: lead.contactId, is_main: true })];
      const result = await ask({ method: 'POST', path: '/leads', body, priority: 'first' });
      return firstId(shaped(result, schemas.pageOf('leads', schemas.CreatedLead)));
    },
    createLeadWithContact: async (lead, { name, phone }) => {
      const contact = {
        ...nameIfAny(name),
        ...(phone !== null && { custom_fields_values: [phoneField(phone)] }),
      };
      const body = newLeadBody(lead, { ...contact, created_by: ROBOT_USER_ID });
      if (combined)
        return combined.write({
          name: 'leads/complex',
          body,
          priority: 'first',
          send: makeCards,
          read: (value) => schemas.MadeCard.safeParse(value).data,
        });
      return (await makeCards([{ id: '0', body }], 0)).get('0') ?? failure('malformed', { status: 200 });
    },
    acceptUnsorted,
    patchLead: async (
      id,
      { name, pipelineId, statusId, fields, tagsToAdd },
      { look, alone = false } = {},
    ) => {
      // I8: a stage that nobody looked at is not written.
      if (statusId !== undefined && !look) return failure('look_outdated');
      const body = {
        ...(name !== undefined && nameIfAny(name)),
        ...(pipelineId !== undefined && { pipeline_id: pipelineId }),
        ...(statusId !== undefined && { status_id: statusId }),
        ...(fields && fields.length > 0 && { custom_fields_values: customFields(fields) }),
        ...(tagsToAdd && tagsToAdd.length > 0 && { tags_to_add: named(tagsToAdd) }),
        updated_by: ROBOT_USER_ID,
      };
      return patchCard({ id, body, look: (statusId !== undefined && look) || null, alone });
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
    addTask: (task) => addTasks([task]),
    addTasks,
  };
}
