/** The custom fields of the account against what the bot writes into them. */
import { SOLUTIONS } from '../../lib/agent/playbook.ts';
import { FIELD_KEYS, type FieldKey } from '../../lib/config.ts';
import type { KommoField } from '../../lib/kommo/kommo.ts';
import { FIELD_NAMES, foldFieldName } from '../../lib/kommo/metadata.ts';
import { type Finding, failed, ok, warning } from '../report.ts';
import { asVariable, type CheckContext } from './check.ts';

type KommoConfig = ReturnType<CheckContext['connection']['settings']['kommo']>;

/** The id of each field that the account has by name. */
export function fieldsByName(fields: readonly KommoField[]): ReadonlyMap<FieldKey, KommoField> {
  const found = new Map<FieldKey, KommoField>();
  for (const key of FIELD_KEYS) {
    const field = fields.find(({ name }) => foldFieldName(name) === foldFieldName(FIELD_NAMES[key]));
    if (field) found.set(key, field);
  }
  return found;
}

/** Types that can hold what the bot writes (lib/kommo/field-value.ts); the first is what setup makes. */
const FIELD_TYPES: Readonly<Record<FieldKey, readonly string[]>> = {
  whatsapp: ['text', 'textarea'],
  bill_value: ['numeric', 'monetary', 'text', 'textarea'],
  solution: ['select', 'radiobutton', 'multiselect', 'text', 'textarea'],
  score: ['numeric', 'text', 'textarea'],
  meeting_link: ['url', 'text', 'textarea'],
};

/** What the bot can choose of a list and the list does not have: it would be left out, and nobody told (P4). */
function missingOptions(key: FieldKey, field: KommoField): readonly string[] {
  if (key !== 'solution' || field.type === 'text' || field.type === 'textarea') return [];
  const has = new Set(field.enums.map(({ value }) => foldFieldName(value)));
  return SOLUTIONS.map(({ kommoOption }) => kommoOption).filter((option) => !has.has(foldFieldName(option)));
}

/** Each field of the bot's: whether it is there, is the one meant, and can hold what is written (H16, P4). */
export function fieldFindings(fields: readonly KommoField[], config: KommoConfig): readonly Finding[] {
  const check = 'Kommo fields';
  const byName = fieldsByName(fields);
  const proposal = asVariable(
    'KOMMO_FIELD_IDS',
    [...byName].map(([key, { id }]) => [key, id] as const),
  );
  const resolved: (readonly [FieldKey, number])[] = [];
  const findings = FIELD_KEYS.flatMap((key): readonly Finding[] => {
    const configured = config.fieldIds[key];
    const field = configured === undefined ? byName.get(key) : fields.find(({ id }) => id === configured);
    const name = FIELD_NAMES[key];
    if (!field && configured !== undefined)
      return [failed(check, `${key}: the account has no field ${configured}`, `set ${proposal}`)];
    if (!field)
      return [
        warning(
          check,
          `the account has no field "${name}": it is not written`,
          'create it: npm run ops -- setup',
        ),
      ];
    // H16: ids swapped by hand are seen by the names that the fields carry.
    const carried = FIELD_KEYS.find(
      (other) => foldFieldName(FIELD_NAMES[other]) === foldFieldName(field.name),
    );
    if (carried !== undefined && carried !== key)
      return [failed(check, `${key}: field ${field.id} is named "${field.name}"`, `set ${proposal}`)];
    if (!FIELD_TYPES[key].includes(field.type))
      return [
        failed(
          check,
          `"${field.name}" is of type ${field.type}: Kommo will refuse what is written`,
          `make it ${FIELD_TYPES[key][0]} in Kommo`,
        ),
      ];
    resolved.push([key, field.id]);
    const missing = missingOptions(key, field);
    return missing.length === 0
      ? []
      : [
          warning(
            check,
            `"${field.name}" has no option ${missing.map((option) => `"${option}"`).join(', ')}: it is not written`,
            'add it to the list in Kommo, by that name',
          ),
        ];
  });
  return [...(resolved.length > 0 ? [ok(check, asVariable('KOMMO_FIELD_IDS', resolved))] : []), ...findings];
}
