/** What the account is made of, as it is read: itself, its users, pipelines and stages, fields, loss reasons. */
import {
  type Catalogue,
  CONTACT_FIELDS,
  type Field,
  LOSS_REASONS,
  type Pipeline,
  pipelineOf,
  type Status,
  TOKEN_USER_ID,
  USERS,
} from './account.ts';
import { type ApiAnswer, notFound, ok } from './problems.ts';
import { withParam } from './query.ts';
import { type Call, idSegment, type Route } from './routes.ts';

export const PIPELINES_PATH = '/api/v4/leads/pipelines';

export const statusView = (call: Call, pipeline: Pipeline, status: Status) => ({
  id: status.id,
  name: status.name,
  sort: status.sort,
  is_editable: !status.isUnsorted && status.sort < 10_000,
  pipeline_id: pipeline.id,
  color: status.color,
  type: status.isUnsorted ? 1 : 0,
  account_id: call.world.account.id,
  _links: { self: { href: call.link(`${PIPELINES_PATH}/${pipeline.id}/statuses/${status.id}`) } },
});

const pipelineView = (call: Call, pipeline: Pipeline) => ({
  id: pipeline.id,
  name: pipeline.name,
  sort: pipeline.sort,
  is_main: pipeline.isMain,
  is_unsorted_on: true,
  is_archive: false,
  account_id: call.world.account.id,
  _links: { self: { href: call.link(`${PIPELINES_PATH}/${pipeline.id}`) } },
  _embedded: { statuses: pipeline.statuses.map((status) => statusView(call, pipeline, status)) },
});

/** A whole collection on one page, with totals: the catalogue has them, leads do not (facts/kommo.md §2.2, §2.6). */
const whole = (
  call: Call,
  name: string,
  rows: readonly unknown[],
  paging: Record<string, unknown> = {},
): ApiAnswer =>
  ok({
    _total_items: rows.length,
    ...paging,
    _links: { self: { href: call.link(call.path) } },
    _embedded: { [name]: rows },
  });

function withPipeline(call: Call, answer: (pipeline: Pipeline) => ApiAnswer): ApiAnswer {
  const pipeline = pipelineOf(call.world.store.catalogue, idSegment(call));
  return pipeline ? answer(pipeline) : notFound('Pipeline not found');
}

export const fieldView = (call: Call, entity: 'leads' | 'contacts', field: Field) => ({
  id: field.id,
  name: field.name,
  type: field.type,
  account_id: call.world.account.id,
  code: field.code,
  sort: field.sort,
  is_api_only: false,
  enums:
    field.enums.length > 0
      ? field.enums.map(({ id, value, code }, sort) => ({ id, value, sort, code }))
      : null,
  group_id: null,
  required_statuses: [],
  is_deletable: field.code === null,
  is_predefined: field.code !== null,
  entity_type: entity,
  tracking_callback: null,
  remind: null,
  triggers: [],
  currency: null,
  hidden_statuses: [],
  chained_lists: null,
  search_in: null,
  settings: null,
  _links: { self: { href: call.link(`/api/v4/${entity}/custom_fields/${field.id}`) } },
});

const fieldRoutes = (
  entity: 'leads' | 'contacts',
  fieldsIn: (catalogue: Catalogue) => readonly Field[],
): readonly Route[] => [
  {
    method: 'GET',
    path: `/api/v4/${entity}/custom_fields`,
    answer: (call) =>
      whole(
        call,
        'custom_fields',
        fieldsIn(call.world.store.catalogue).map((field) => fieldView(call, entity, field)),
        { _page: 1, _page_count: 1 },
      ),
  },
  {
    method: 'GET',
    path: `/api/v4/${entity}/custom_fields/:id`,
    answer: (call) => {
      const field = fieldsIn(call.world.store.catalogue).find(({ id }) => id === idSegment(call));
      return field ? ok(fieldView(call, entity, field)) : notFound('Custom field not found');
    },
  },
];

function account(call: Call): ApiAnswer {
  const { id, subdomain } = call.world.account;
  const wanted = withParam(call.query);
  return ok({
    id,
    name: 'Solar Exemplo',
    subdomain,
    created_at: 1795000000,
    created_by: 0,
    updated_at: 1795000000,
    updated_by: 0,
    current_user_id: TOKEN_USER_ID,
    country: 'BR',
    currency: 'BRL',
    currency_symbol: 'R$',
    customers_mode: 'disabled',
    is_unsorted_on: true,
    mobile_feature_version: 0,
    is_loss_reason_enabled: true,
    is_helpbot_enabled: false,
    is_technical_account: false,
    contact_name_display_order: 1,
    ...(wanted.has('amojo_id') && { amojo_id: '7d0f4a52-3c8e-4b57-8f0c-2f8a6a1f3b10' }),
    _links: { self: { href: call.link('/api/v4/account') } },
    ...(wanted.has('task_types') && {
      _embedded: {
        task_types: [
          { id: 1, name: 'Follow-up', color: null, icon_id: null, code: 'FOLLOW_UP' },
          { id: 2, name: 'Reunião', color: null, icon_id: null, code: 'MEETING' },
        ],
      },
    }),
  });
}

export const CATALOGUE_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/api/v4/account', answer: account },
  {
    method: 'GET',
    path: '/api/v4/users',
    answer: (call) => whole(call, 'users', USERS, { _page: 1, _page_count: 1 }),
  },
  {
    method: 'GET',
    path: PIPELINES_PATH,
    answer: (call) =>
      whole(
        call,
        'pipelines',
        call.world.store.catalogue.pipelines.map((pipeline) => pipelineView(call, pipeline)),
      ),
  },
  {
    method: 'GET',
    path: `${PIPELINES_PATH}/:id`,
    answer: (call) => withPipeline(call, (pipeline) => ok(pipelineView(call, pipeline))),
  },
  {
    method: 'GET',
    path: `${PIPELINES_PATH}/:id/statuses`,
    answer: (call) =>
      withPipeline(call, (pipeline) =>
        whole(
          call,
          'statuses',
          pipeline.statuses.map((status) => statusView(call, pipeline, status)),
        ),
      ),
  },
  {
    method: 'GET',
    path: `${PIPELINES_PATH}/:id/statuses/:id`,
    answer: (call) =>
      withPipeline(call, (pipeline) => {
        const status = pipeline.statuses.find(({ id }) => id === idSegment(call, 1));
        return status ? ok(statusView(call, pipeline, status)) : notFound('Status not found');
      }),
  },
  {
    method: 'GET',
    path: '/api/v4/leads/loss_reasons',
    answer: (call) => whole(call, 'loss_reasons', LOSS_REASONS),
  },
  ...fieldRoutes('leads', ({ leadFields }) => leadFields),
  ...fieldRoutes('contacts', () => CONTACT_FIELDS),
];
