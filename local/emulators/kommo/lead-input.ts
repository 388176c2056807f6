/** The body of a lead's creation or change, checked against the account (facts/kommo.md §2.3). */
import { LOSS_REASONS, LOST, mainPipeline, pipelineOf, ROBOT_USER_ID, statusOf, USERS } from './account.ts';
import { readFields } from './fields.ts';
import {
  type ApiRefusal,
  expectOnly,
  type Fields,
  type Issues,
  isObject,
  readInteger,
  readObjects,
  readText,
} from './input.ts';
import { lossReasonProblem } from './problems.ts';
import type { ContactLink, LeadRecord, Store } from './state.ts';
import { readTags, type TagChange } from './tags.ts';
import type { LeadChange } from './world.ts';

export type LeadInput = {
  readonly change: LeadChange;
  readonly tags: TagChange | undefined;
  /** Whom the body names as the author; undefined: nobody. */
  readonly author: number | undefined;
};

const WRITABLE = [
  'name',
  'price',
  'status_id',
  'pipeline_id',
  'responsible_user_id',
  'created_by',
  'updated_by',
  'created_at',
  'updated_at',
  'closed_at',
  'loss_reason_id',
  'custom_fields_values',
  'tags_to_add',
  'tags_to_delete',
  '_embedded',
] as const;

/** A user who is active in the account; 0 is the robot. */
function checkUser(fields: Fields, key: string, issues: Issues): number | undefined {
  const userId = readInteger({ fields, key, issues });
  if (userId === undefined) return undefined;
  const isKnown =
    USERS.some(({ id }) => id === userId) || (userId === ROBOT_USER_ID && key !== 'responsible_user_id');
  if (!isKnown) issues.add('NotSupportedChoice', key);
  return isKnown ? userId : undefined;
}

function readPlace({
  store: { catalogue },
  fields,
  lead,
  issues,
}: {
  store: Pick<Store, 'catalogue'>;
  fields: Fields;
  lead: LeadRecord | null;
  issues: Issues;
}): Pick<LeadChange, 'pipelineId' | 'statusId'> {
  const pipelineId = readInteger({ fields, key: 'pipeline_id', issues });
  const statusId = readInteger({ fields, key: 'status_id', issues });
  if (pipelineId !== undefined && !pipelineOf(catalogue, pipelineId)) {
    issues.add('NotSupportedChoice', 'pipeline_id');
    return {};
  }
  if (statusId !== undefined) {
    const status = statusOf(catalogue, {
      pipelineId: pipelineId ?? lead?.pipelineId ?? mainPipeline(catalogue).id,
      statusId,
    });
    // A stage of another pipeline, or "unsorted", which nothing can be moved to (facts/kommo.md §2.3).
    if (!status || status.isUnsorted) issues.add('NotSupportedChoice', 'status_id');
  }
  return { ...(pipelineId !== undefined && { pipelineId }), ...(statusId !== undefined && { statusId }) };
}

/** Contacts that a new lead is linked to, which must exist. */
function readContacts(
  store: Pick<Store, 'contacts'>,
  embedded: Fields,
  issues: Issues,
): readonly ContactLink[] | undefined {
  const rows = readObjects({ fields: embedded, key: 'contacts', issues, at: '_embedded.' });
  const links = rows?.map((row, index) => {
    const path = `_embedded.contacts.${index}.`;
    expectOnly({ fields: row, allowed: ['id', 'is_main'], issues, at: path });
    const id = readInteger({ fields: row, key: 'id', issues, at: path }) ?? 0;
    const contact = store.contacts.get(id);
    if (!contact || contact.isDeleted) issues.add('NotSupportedChoice', `${path}id`);
    return { id, isMain: row['is_main'] === true };
  });
  if (!links || links.some(({ isMain }) => isMain)) return links;
  return links.map((link, index) => ({ ...link, isMain: index === 0 }));
}

/**
 * `lead` is the card as it stands, null for a new one. `embedded` names what `_embedded` may hold: an existing card's
 * contacts are changed by a link, not by a PATCH. A loss reason is checked against the *present* stage, so even the PATCH
 * that moves the card to lost is refused (facts/kommo.md §2.3).
 */
export function readLead({
  store,
  fields,
  lead,
  issues,
  embedded,
}: {
  store: Pick<Store, 'tags' | 'contacts' | 'catalogue'>;
  fields: Fields;
  lead: LeadRecord | null;
  issues: Issues;
  embedded: readonly ('tags' | 'contacts' | 'companies')[];
}): LeadInput | ApiRefusal {
  expectOnly({ fields, allowed: WRITABLE, issues });
  const inner = isObject(fields['_embedded']) ? fields['_embedded'] : {};
  expectOnly({ fields: inner, allowed: embedded, issues, at: '_embedded.' });

  const lossReasonId = fields['loss_reason_id'];
  if (lossReasonId !== undefined && lead?.statusId !== LOST)
    return { refusal: lossReasonProblem(lead?.id ?? 0) };
  if (
    lossReasonId !== undefined &&
    lossReasonId !== null &&
    !LOSS_REASONS.some(({ id }) => id === lossReasonId)
  )
    issues.add('NotSupportedChoice', 'loss_reason_id');

  const name = readText({ fields, key: 'name', issues });
  const price = readInteger({ fields, key: 'price', issues });
  const responsibleUserId = checkUser(fields, 'responsible_user_id', issues);
  const [createdBy, updatedBy] = ['created_by', 'updated_by'].map((key) => checkUser(fields, key, issues));
  // No optimistic lock on `updated_at`: it is taken and changes nothing.
  for (const key of ['updated_at', 'closed_at']) readInteger({ fields, key, issues });
  const createdAt = readInteger({ fields, key: 'created_at', issues });
  const customFields = readFields({ definitions: store.catalogue.leadFields, fields, issues });
  // Whether an API move past a required field is refused is unknown: the stricter reading stands (facts/kommo.md §10.4).
  const entered = fields['status_id'];
  const filled = new Set([...(lead?.fields ?? []), ...(customFields ?? [])].map(({ fieldId }) => fieldId));
  for (const { id, requiredIn } of store.catalogue.leadFields)
    if (
      typeof entered === 'number' &&
      entered !== lead?.statusId &&
      requiredIn?.includes(entered) &&
      !filled.has(id)
    )
      issues.add('FieldMissing', `custom_fields_values.${id}`);
  const contacts =
    embedded.includes('contacts') && Array.isArray(inner['contacts'])
      ? readContacts(store, inner, issues)
      : undefined;
  return {
    tags: readTags({ store, entity: 'leads', fields, issues }),
    author: updatedBy ?? createdBy,
    change: {
      ...readPlace({ store, fields, lead, issues }),
      ...(name !== undefined && { name }),
      ...(price !== undefined && { price }),
      ...(responsibleUserId !== undefined && { responsibleUserId }),
      ...((typeof lossReasonId === 'number' || lossReasonId === null) && { lossReasonId }),
      ...(createdAt !== undefined && { createdAtMs: createdAt * 1000 }),
      ...(customFields && { fields: customFields }),
      ...(contacts && { contacts }),
    },
  };
}
