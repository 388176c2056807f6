/**
 * What Kommo's API v4 answers (facts/kommo.md §2), strict on what is used and loose on the rest, and the same in our words.
 */
import * as z from 'zod/mini';
import { KommoContactId, KommoLeadId } from '../lead.ts';
import { typedPhones } from '../phone.ts';
import type { PipelineStages } from '../pipeline.ts';
import type {
  CardMove,
  KommoContact,
  KommoField,
  KommoLead,
  KommoNote,
  KommoRemark,
  KommoWebhook,
} from './kommo.ts';

const seconds = z.int().check(z.nonnegative());
const id = z.int().check(z.positive());
/** Present, null or left out: Kommo does all three. */
const maybe = <T extends z.ZodMiniType>(schema: T) => z.optional(z.nullable(schema));

const FieldValues = maybe(
  z.array(
    z.looseObject({
      field_id: id,
      field_code: maybe(z.string()),
      values: maybe(
        z.array(
          z.looseObject({
            value: z.optional(z.unknown()),
            enum_id: maybe(z.int()),
            enum_code: maybe(z.string()),
          }),
        ),
      ),
    }),
  ),
);

/** An item that is looked at one by one. */
export const Anything = z.unknown();

export const LeadBody = z.looseObject({
  id: KommoLeadId,
  name: maybe(z.string()),
  pipeline_id: id,
  status_id: id,
  responsible_user_id: maybe(z.int()),
  created_at: seconds,
  updated_at: seconds,
  is_deleted: maybe(z.boolean()),
  custom_fields_values: FieldValues,
  _embedded: z.optional(
    z.looseObject({
      contacts: maybe(z.array(z.looseObject({ id: KommoContactId, is_main: maybe(z.boolean()) }))),
      tags: maybe(z.array(z.looseObject({ name: z.string() }))),
    }),
  ),
});

/** A card in the trash, of which Kommo tells no more (facts/kommo.md, the lost lead by id). */
export const DeletedLeadBody = z.looseObject({ id: KommoLeadId, is_deleted: z.boolean() });

export const ContactBody = z.looseObject({
  id: KommoContactId,
  name: maybe(z.string()),
  updated_at: seconds,
  is_deleted: maybe(z.boolean()),
  custom_fields_values: FieldValues,
  _embedded: z.optional(z.looseObject({ leads: maybe(z.array(z.looseObject({ id: KommoLeadId }))) })),
});
export type ContactBody = z.infer<typeof ContactBody>;

export const PipelineBody = z.looseObject({
  id,
  _embedded: z.looseObject({
    statuses: z.array(z.looseObject({ id, name: z.string(), type: maybe(z.int()) })),
  }),
});

export const FieldBody = z.looseObject({
  id,
  name: z.string(),
  type: z.string(),
  enums: maybe(z.array(z.looseObject({ id, value: z.string() }))),
});

/** `lead_status_changed` of the Events API; its own id is a string. */
export const MoveBody = z.looseObject({
  entity_id: KommoLeadId,
  created_by: z.int().check(z.nonnegative()),
  created_at: seconds,
  value_before: maybe(
    z.array(z.looseObject({ lead_status: z.optional(z.looseObject({ id, pipeline_id: id })) })),
  ),
  value_after: z.array(z.looseObject({ lead_status: z.optional(z.looseObject({ id, pipeline_id: id })) })),
});

export const UnsortedBody = z.looseObject({
  uid: z.string().check(z.regex(/^[\w-]{1,100}$/)),
  _embedded: z.optional(z.looseObject({ leads: maybe(z.array(z.looseObject({ id: KommoLeadId }))) })),
});

export const WebhookBody = z.looseObject({
  destination: z.string(),
  disabled: maybe(z.boolean()),
  settings: maybe(z.array(z.string())),
});

export const NoteBody = z.looseObject({
  entity_id: maybe(z.int()),
  note_type: maybe(z.string()),
  created_by: maybe(z.int()),
  created_at: seconds,
  params: maybe(z.looseObject({ text: maybe(z.string()) })),
});
export const TaskBody = z.looseObject({ created_at: seconds, text: maybe(z.string()) });

export const AccountBody = z.looseObject({ id, current_user_id: maybe(z.int()) });

/** `POST /leads/complex` answers a bare array, each item with the caller's `request_id` (facts/kommo.md §2.3). */
export const ComplexBody = z.array(
  z.looseObject({
    id: KommoLeadId,
    contact_id: maybe(KommoContactId),
    merged: maybe(z.boolean()),
    request_id: maybe(z.union([z.string(), z.array(z.string())])),
  }),
);
type ComplexItem = z.infer<typeof ComplexBody>[number];
export const requestIdsOf = ({ request_id }: ComplexItem): readonly string[] =>
  typeof request_id === 'string' ? [request_id] : (request_id ?? []);

/** A card that was made with its contact. `merged`: Kommo's duplicate control found them. */
export const MadeCard = z.object({
  kommoLeadId: KommoLeadId,
  kommoContactId: z.nullable(KommoContactId),
  merged: z.boolean(),
});
export const madeCardOf = ({ id, contact_id, merged }: ComplexItem): z.infer<typeof MadeCard> => ({
  kommoLeadId: id,
  kommoContactId: contact_id ?? null,
  merged: merged ?? false,
});

/** One page of a collection: the items under `_embedded[key]` and where the next page is. */
export function pageOf<T extends z.ZodMiniType>(key: string, item: T) {
  return z.pipe(
    z.looseObject({
      _links: maybe(z.looseObject({ next: maybe(z.looseObject({ href: z.string() })) })),
      _embedded: z.looseObject({ [key]: z.array(item) }),
    }),
    z.transform((page) => ({ items: page._embedded[key] ?? [], nextHref: page._links?.next?.href ?? null })),
  );
}

/** What a `POST` on a collection answers, item by item in the order of the request: an id and links. */
export const CreatedLead = z.looseObject({ id: KommoLeadId });
export const CreatedContact = z.looseObject({ id: KommoContactId });

const Written = z.looseObject({ id, updated_at: seconds });

/** A single PATCH is answered at the root or under `_embedded`: sources disagree, so both are read (facts/kommo.md §2.3). */
export const patchedIn = (key: string) =>
  z.pipe(
    z.union([
      z.pipe(
        Written,
        z.transform((body) => ({ updatedAt: body.updated_at })),
      ),
      z.pipe(
        pageOf(key, Written),
        z.transform(({ items }) => ({ updatedAt: items[0]?.updated_at })),
      ),
    ]),
    z.object({ updatedAt: seconds }),
  );

/** Of several: each under its own id. */
export const patchedCards = z.pipe(
  pageOf('leads', Written),
  z.transform(({ items }) => items),
);

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';

/** The card in our words; null for a deleted one, which is as absent as an unknown one. */
export function leadOf(body: z.infer<typeof LeadBody>): KommoLead | null {
  if (body.is_deleted) return null;
  const contacts = [...(body._embedded?.contacts ?? [])].sort(
    (a, b) => Number(b.is_main ?? false) - Number(a.is_main ?? false),
  );
  return {
    id: body.id,
    name: body.name ?? '',
    pipelineId: body.pipeline_id,
    statusId: body.status_id,
    responsibleUserId: body.responsible_user_id ?? null,
    createdAt: body.created_at,
    updatedAt: body.updated_at,
    isDeleted: false,
    contactIds: contacts.map((contact) => contact.id),
    tags: (body._embedded?.tags ?? []).map((tag) => tag.name),
    fields: (body.custom_fields_values ?? []).map((field) => ({
      fieldId: field.field_id,
      values: (field.values ?? []).map(({ value, enum_id }) => ({
        value: textOf(value),
        enumId: enum_id ?? null,
      })),
    })),
  };
}

export type PhoneValue = { readonly value: string; readonly enumId: number | null };

/** Every PHONE value as a person typed it. */
export function phoneValuesOf(body: ContactBody): readonly PhoneValue[] {
  return (body.custom_fields_values ?? [])
    .filter((field) => field.field_code === 'PHONE')
    .flatMap((field) =>
      (field.values ?? []).map(({ value, enum_id }) => ({ value: textOf(value), enumId: enum_id ?? null })),
    );
}

/** The contact in our words; null for a deleted one. */
export function contactOf(body: ContactBody): KommoContact | null {
  if (body.is_deleted) return null;
  const phones = phoneValuesOf(body).flatMap(({ value }) => typedPhones(value));
  return {
    id: body.id,
    name: body.name ?? '',
    phones: [...new Set(phones)],
    leadIds: (body._embedded?.leads ?? []).map((lead) => lead.id),
  };
}

/** Kommo's unsorted stage is `type: 1` (facts/kommo.md §2.6). */
export const pipelineOf = (body: z.infer<typeof PipelineBody>): PipelineStages => ({
  pipelineId: body.id,
  statuses: body._embedded.statuses.map(({ id, name, type }) => ({
    statusId: id,
    name,
    isUnsorted: type === 1,
  })),
});

export const fieldOf = ({ id, name, type, enums }: z.infer<typeof FieldBody>): KommoField => ({
  id,
  name,
  type,
  enums: (enums ?? []).map((option) => ({ id: option.id, value: option.value })),
});

/** Null for an event that does not say where the card went. */
export function moveOf(body: z.infer<typeof MoveBody>): CardMove | null {
  const to = body.value_after.map(({ lead_status }) => lead_status).find((status) => status !== undefined);
  const from = (body.value_before ?? [])
    .map(({ lead_status }) => lead_status)
    .find((status) => status !== undefined);
  if (!to) return null;
  return {
    kommoLeadId: body.entity_id,
    at: body.created_at,
    createdBy: body.created_by,
    from: from ? { pipelineId: from.pipeline_id, statusId: from.id } : null,
    to: { pipelineId: to.pipeline_id, statusId: to.id },
  };
}

/** A note of another type has no text: it is none of ours. */
export const remarkOfNote = ({ created_at, params }: z.infer<typeof NoteBody>): KommoRemark => ({
  text: params?.text ?? '',
  createdAt: created_at,
});
/** Null for a note that does not say whose it is: it commands nothing. */
export const noteOf = (body: z.infer<typeof NoteBody>): KommoNote | null => {
  const kommoLeadId = KommoLeadId.safeParse(body.entity_id);
  return kommoLeadId.success
    ? {
        kommoLeadId: kommoLeadId.data,
        isText: body.note_type === 'common',
        text: body.params?.text ?? '',
        createdBy: body.created_by ?? 0,
        createdAt: body.created_at,
      }
    : null;
};
export const remarkOfTask = ({ created_at, text }: z.infer<typeof TaskBody>): KommoRemark => ({
  text: text ?? '',
  createdAt: created_at,
});

export const webhookOf = ({
  destination,
  disabled,
  settings,
}: z.infer<typeof WebhookBody>): KommoWebhook => ({
  destination,
  disabled: disabled ?? false,
  settings: settings ?? [],
});
