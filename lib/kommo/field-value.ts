/** A value in the custom field's own type: Kommo refuses the whole PATCH for one of another (P4, facts/kommo.md §10.4). Pure. */
import type { KommoField, KommoLead, LeadPatch } from './kommo.ts';

type FieldPatch = NonNullable<LeadPatch['fields']>[number];

const fold = (value: string): string =>
  value
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .trim();

/** Types that hold options; a field of any type may carry an empty list of them. */
const ONE_OPTION = new Set(['select', 'radiobutton', 'category']);
const NUMBERS = new Set(['numeric', 'monetary']);
const DATES = new Set(['date', 'date_time', 'birthday']);

/** "820", "820.00" and 820 are one number; a text that is none has no place in a field of numbers. */
const numberOf = (value: string | number): number | null => {
  const number = typeof value === 'number' ? value : value.trim() === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : null;
};

/** Epoch seconds, as Kommo takes a date; null for what names no moment. */
const secondsOf = (value: string | number): number | null => {
  const ms = typeof value === 'number' ? value * 1000 : Date.parse(value);
  return Number.isFinite(ms) ? Math.floor(ms / 1000) : null;
};

/** What makes the field show `desired`; null where it does already, or where its type cannot hold it. */
export function fieldPatch(field: KommoField, desired: string | number, lead: KommoLead): FieldPatch | null {
  const fieldId = field.id;
  const actual = lead.fields.find((each) => each.fieldId === fieldId)?.values ?? [];
  const [first] = actual;
  if (ONE_OPTION.has(field.type) || field.type === 'multiselect') {
    const option = field.enums.find(({ value }) => fold(value) === fold(String(desired)));
    if (!option || actual.some(({ enumId }) => enumId === option.id)) return null;
    if (field.type !== 'multiselect') return { fieldId, enumId: option.id };
    // What a person chose beside it stays (C11).
    const kept = actual.map(({ enumId }) => enumId).filter((id) => id !== null);
    return { fieldId, enumIds: [...kept, option.id] };
  }
  if (NUMBERS.has(field.type)) {
    const value = numberOf(desired);
    return value === null || (first !== undefined && numberOf(first.value) === value)
      ? null
      : { fieldId, value };
  }
  if (DATES.has(field.type)) {
    const value = secondsOf(desired);
    return value === null || (first !== undefined && numberOf(first.value) === value)
      ? null
      : { fieldId, value };
  }
  // All that a tick can say of a value is that there is one.
  if (field.type === 'checkbox') return first?.value === 'true' ? null : { fieldId, value: true };
  return first?.value === String(desired) ? null : { fieldId, value: String(desired) };
}
