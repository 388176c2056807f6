/** Custom fields: how v4 shows them, and what it takes (facts/kommo.md §2.5). */
import type { Field, FieldEnum } from './account.ts';
import { type Fields, type Issues, isObject, readObjects } from './input.ts';
import type { FieldEntry, FieldValue } from './state.ts';
import type { FieldChange } from './world.ts';

const hasOptions = ({ type }: Field): boolean =>
  type === 'select' || type === 'radiobutton' || type === 'multiselect';
const isDate = ({ type }: Field): boolean => type === 'date' || type === 'date_time';

/** `custom_fields_values` of a read: null, not [], when nothing is filled. */
export function fieldsView(definitions: readonly Field[], fields: readonly FieldValue[]): unknown {
  const filled = definitions.flatMap((field) => {
    const value = fields.find(({ fieldId }) => fieldId === field.id);
    if (!value) return [];
    const values = value.values.map((entry) => {
      if (entry.enumId === null) return { value: entry.value };
      return {
        value: entry.value,
        enum_id: entry.enumId,
        enum_code: field.enums.find(({ id }) => id === entry.enumId)?.code ?? null,
      };
    });
    return [
      { field_id: field.id, field_name: field.name, field_code: field.code, field_type: field.type, values },
    ];
  });
  return filled.length > 0 ? filled : null;
}

/** Every filled value as text, for the search. */
export const fieldTexts = (fields: readonly FieldValue[]): readonly string[] =>
  fields.flatMap(({ values }) => values.map(({ value }) => String(value)));

type ReadValue = { field: Field; raw: Fields; issues: Issues; at: string };

/** The option that `enum_id`, `enum_code` or the exact text names. */
function readOption({ field, raw, issues, at }: ReadValue): FieldEnum | undefined {
  const { enum_id: enumId, enum_code: enumCode, value } = raw;
  const key = enumId !== undefined ? 'enum_id' : enumCode !== undefined ? 'enum_code' : 'value';
  const found = field.enums.find((option) =>
    key === 'enum_id'
      ? option.id === enumId
      : key === 'enum_code'
        ? option.code === enumCode
        : option.value === value,
  );
  if (!found) issues.add('NotSupportedChoice', `${at}${key}`);
  return found;
}

const isNumberText = (value: unknown): boolean =>
  (typeof value === 'number' && Number.isFinite(value)) ||
  (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)));

function readEntry(read: ReadValue): FieldEntry | undefined {
  const { field, raw, issues, at } = read;
  const { value } = raw;
  if (hasOptions(field)) {
    const option = readOption(read);
    return option && { value: option.value, enumId: option.id };
  }
  if (field.type === 'multitext') {
    if (typeof value !== 'string') issues.add('InvalidType', `${at}value`);
    const named = raw['enum_id'] !== undefined || raw['enum_code'] !== undefined;
    const option = named ? readOption(read) : field.enums[0];
    return typeof value === 'string' && option ? { value, enumId: option.id } : undefined;
  }
  if (field.type === 'checkbox') {
    if (raw['enum_code'] !== undefined) issues.add('FieldNotExpected', `${at}enum_code`);
    if (typeof value === 'boolean') return { value, enumId: null };
  } else if (isDate(field)) {
    const seconds =
      typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)
        ? Math.floor(Date.parse(value) / 1000)
        : value;
    if (typeof seconds === 'number' && Number.isInteger(seconds)) return { value: seconds, enumId: null };
  } else if (field.type === 'numeric') {
    if (isNumberText(value)) return { value: String(value), enumId: null };
  } else if (typeof value === 'string') return { value, enumId: null };
  issues.add('InvalidType', `${at}value`);
  return undefined;
}

/** The `custom_fields_values` of a write. `values: null` and `[]` both clear the field: sources disagree on which one does. */
export function readFields({
  definitions,
  fields,
  issues,
  at = '',
}: {
  definitions: readonly Field[];
  fields: Fields;
  issues: Issues;
  at?: string;
}): readonly FieldChange[] | undefined {
  const rows = readObjects({ fields, key: 'custom_fields_values', issues, at });
  return rows?.flatMap((row, index) => {
    const path = `${at}custom_fields_values.${index}.`;
    const { field_id: fieldId, field_code: fieldCode, values } = row;
    const key = fieldId !== undefined ? 'field_id' : 'field_code';
    const field = definitions.find(({ id, code }) =>
      key === 'field_id' ? id === fieldId : code !== null && code === fieldCode,
    );
    if (!field) {
      issues.add('NotSupportedChoice', `${path}${key}`);
      return [];
    }
    if (values === null) return [{ fieldId: field.id, values: [] }];
    if (!Array.isArray(values) || !values.every(isObject)) {
      issues.add('InvalidType', `${path}values`);
      return [];
    }
    const entries = values.map((raw, position) =>
      readEntry({ field, raw, issues, at: `${path}values.${position}.` }),
    );
    return [{ fieldId: field.id, values: entries.filter((entry) => entry !== undefined) }];
  });
}
