/**
 * What an administrator's integration adds to the account: stages of a pipeline and custom fields, as collections (facts/kommo.md §2.3;
 * developers.kommo.com/reference/add-stages, /reference/adding-a-custom-field). Names need not be unique in Kommo, nor here.
 */
import { type Field, type FieldType, pipelineOf, type Status } from './account.ts';
import { fieldView, PIPELINES_PATH, statusView } from './catalogue.ts';
import {
  expectOnly,
  type Fields,
  type Issues,
  readBatch,
  readInteger,
  readObjects,
  readText,
} from './input.ts';
import { type ApiAnswer, notFound, ok } from './problems.ts';
import { type Call, idSegment, type Route } from './routes.ts';

const ITEMS_MAX = 250;
/** A pipeline takes 100 stages, its system ones included (facts/kommo.md §3). */
const STAGES_MAX = 100;
const TYPES: ReadonlySet<string> = new Set<FieldType>([
  'text',
  'numeric',
  'select',
  'url',
  'date',
  'date_time',
  'multitext',
  'radiobutton',
]);

function requiredName(fields: Fields, issues: Issues): string {
  const name = readText({ fields, key: 'name', issues });
  if (name === undefined || name.trim() === '') issues.add('NotBlank', 'name');
  return name ?? '';
}

function addStages(call: Call): ApiAnswer {
  const { store } = call.world;
  const pipeline = pipelineOf(store.catalogue, idSegment(call));
  if (!pipeline) return notFound('Pipeline not found');
  const parsed = readBatch({
    body: call.body,
    max: STAGES_MAX - pipeline.statuses.length,
    parse: (fields, issues) => {
      expectOnly({ fields, allowed: ['name', 'sort', 'color'], issues });
      const sort = readInteger({ fields, key: 'sort', issues });
      if (sort === undefined) issues.add('NotBlank', 'sort');
      return {
        name: requiredName(fields, issues),
        sort: sort ?? 0,
        color: readText({ fields, key: 'color', issues }) ?? '#fffeb2',
      };
    },
  });
  if (parsed.kind === 'refused') return parsed.answer;
  const added = parsed.value.map(
    ({ value }): Status => ({ id: store.nextId('status'), ...value, isUnsorted: false }),
  );
  const grown = { ...pipeline, statuses: [...pipeline.statuses, ...added].sort((a, b) => a.sort - b.sort) };
  store.catalogue = {
    ...store.catalogue,
    pipelines: store.catalogue.pipelines.map((other) => (other.id === pipeline.id ? grown : other)),
  };
  return ok({
    _total_items: added.length,
    _embedded: { statuses: added.map((status) => statusView(call, grown, status)) },
  });
}

function addFields(call: Call): ApiAnswer {
  const { store } = call.world;
  const parsed = readBatch({
    body: call.body,
    max: ITEMS_MAX,
    parse: (fields, issues) => {
      expectOnly({
        fields,
        allowed: ['name', 'type', 'code', 'sort', 'enums', 'is_api_only', 'group_id', 'required_statuses'],
        issues,
      });
      const type = readText({ fields, key: 'type', issues }) ?? '';
      if (!TYPES.has(type)) issues.add('NotSupportedChoice', 'type');
      const options = readObjects({ fields, key: 'enums', issues }) ?? [];
      return {
        name: requiredName(fields, issues),
        type,
        options: options.map((option) => String(option['value'] ?? '')),
      };
    },
  });
  if (parsed.kind === 'refused') return parsed.answer;
  const added = parsed.value.map(
    ({ value: { name, type, options } }, index): Field => ({
      id: store.nextId('field'),
      name,
      // Checked above, against the same list.
      type: type as FieldType,
      code: null,
      sort: 600 + index * 10,
      enums: options.map((value) => ({ id: store.nextId('option'), value, code: null })),
    }),
  );
  store.catalogue = { ...store.catalogue, leadFields: [...store.catalogue.leadFields, ...added] };
  return ok({
    _total_items: added.length,
    _embedded: { custom_fields: added.map((field) => fieldView(call, 'leads', field)) },
  });
}

export const CATALOGUE_WRITE_ROUTES: readonly Route[] = [
  { method: 'POST', path: `${PIPELINES_PATH}/:id/statuses`, answer: addStages },
  { method: 'POST', path: '/api/v4/leads/custom_fields', answer: addFields },
];
