/**
 * The account every run starts with: the invented company of `test/fixtures/README.md`, with the stages of its
 * `pipelines.json` and the fields of its `lead_custom_fields.json`. Ids are the fixtures', so a recorded body and the
 * emulator describe the same world.
 */

/** The token's user: an administrator that no person sits behind. */
export const TOKEN_USER_ID = 9000100;
/** How Kommo signs what a robot or an integration did (facts/kommo.md §1.4). */
export const ROBOT_USER_ID = 0;

export type User = { readonly id: number; readonly name: string; readonly email: string };
export const USERS: readonly User[] = [
  { id: TOKEN_USER_ID, name: 'Integração SDR', email: 'integracao@example.com' },
  { id: 9000101, name: 'Marcos Vieira', email: 'marcos@example.com' },
  { id: 9000102, name: 'Paula Reis', email: 'paula@example.com' },
];

export type Status = {
  readonly id: number;
  readonly name: string;
  readonly sort: number;
  readonly color: string;
  readonly isUnsorted: boolean;
};
export type Pipeline = {
  readonly id: number;
  readonly name: string;
  readonly sort: number;
  readonly isMain: boolean;
  readonly statuses: readonly Status[];
};

const stage = (id: number, name: string, sort: number, color: string): Status => ({
  id,
  name,
  sort,
  color,
  isUnsorted: false,
});
const incoming = (id: number): Status => ({
  id,
  name: 'Etapa de leads de entrada',
  sort: 10,
  color: '#c1c1c1',
  isUnsorted: true,
});

/** 142 is won and 143 is lost in every pipeline (facts/kommo.md §2.6). */
export const WON = 142;
export const LOST = 143;
const CLOSED = [
  stage(WON, 'Fechado - ganho', 10_000, '#CCFF66'),
  stage(LOST, 'Fechado - perdido', 11_000, '#D5D8DB'),
] as const;

export const PIPELINES: readonly Pipeline[] = [
  {
    id: 8100001,
    name: 'FUNIL SDR',
    sort: 1,
    isMain: true,
    statuses: [
      incoming(81000010),
      stage(81000011, 'NOVO LEAD', 20, '#99ccff'),
      stage(81000012, 'EM QUALIFICAÇÃO', 30, '#ffff99'),
      stage(81000013, 'QUALIFICADO', 40, '#ffcc66'),
      stage(81000015, 'REUNIÃO AGENDADA', 50, '#98cbff'),
      stage(81000016, 'ATENDIMENTO HUMANO', 60, '#ff8f92'),
      stage(81000014, 'DESQUALIFICADO', 70, '#e6e8ea'),
      stage(81000017, 'NÃO INTERESSADO', 80, '#f2f3f4'),
      ...CLOSED,
    ],
  },
  {
    id: 8100002,
    name: 'PÓS-VENDA',
    sort: 2,
    isMain: false,
    statuses: [
      incoming(81000020),
      stage(81000021, 'Entrada', 20, '#99ccff'),
      stage(81000026, 'Atendimento humano', 30, '#ff8f92'),
      ...CLOSED,
    ],
  },
];

export type FieldType =
  | 'text'
  | 'numeric'
  | 'checkbox'
  | 'select'
  | 'multiselect'
  | 'url'
  | 'date'
  | 'date_time'
  | 'multitext'
  | 'radiobutton';
export type FieldEnum = { readonly id: number; readonly value: string; readonly code: string | null };
export type Field = {
  readonly id: number;
  readonly name: string;
  readonly type: FieldType;
  readonly code: string | null;
  readonly sort: number;
  /** Empty for a field that has no options. */
  readonly enums: readonly FieldEnum[];
  /** Stages that a card enters only with this field filled (`required_statuses`, facts/kommo.md §10.4). */
  readonly requiredIn?: readonly number[];
};

const field = (
  id: number,
  name: string,
  type: FieldType,
  sort: number,
  enums: readonly FieldEnum[] = [],
): Field => ({
  id,
  name,
  type,
  code: null,
  sort,
  enums,
});
const option = (id: number, value: string): FieldEnum => ({ id, value, code: null });
const coded = (firstId: number, codes: readonly string[]): readonly FieldEnum[] =>
  codes.map((code, index) => ({ id: firstId + index, value: code, code }));

export const LEAD_FIELDS: readonly Field[] = [
  field(700001, 'WhatsApp', 'text', 510),
  field(700002, 'Valor Conta Energia', 'numeric', 520),
  field(700003, 'Solução Solar', 'select', 530, [
    option(710001, 'Instalação Usina Própria'),
    option(710002, 'Aluguel de Lote'),
    option(710003, 'Compra com Desconto'),
    option(710004, 'Usina Investimento'),
    option(710005, 'Não Definido'),
  ]),
  field(700004, 'Score de Qualificação', 'numeric', 540),
  field(700005, 'Link da Reunião', 'url', 550),
  field(700006, 'Data da Reunião', 'date_time', 560),
];

/** Codes of the multitext fields: facts/kommo.md §2.4. */
export const CONTACT_FIELDS: readonly Field[] = [
  {
    ...field(
      700101,
      'Telefone',
      'multitext',
      10,
      coded(720001, ['WORK', 'WORKDD', 'MOB', 'HOME', 'FAX', 'OTHER']),
    ),
    code: 'PHONE',
  },
  { ...field(700102, 'E-mail', 'multitext', 20, coded(720011, ['WORK', 'PRIV', 'OTHER'])), code: 'EMAIL' },
  field(700103, 'É o decisor?', 'radiobutton', 30, [option(720021, 'Sim'), option(720022, 'Não')]),
  field(700110, 'Indicado por', 'text', 40),
];
export const PHONE_FIELD_ID = 700101;

export type LossReason = { readonly id: number; readonly name: string };
export const LOSS_REASONS: readonly LossReason[] = [
  { id: 730001, name: 'Preço' },
  { id: 730002, name: 'Sem retorno' },
  { id: 730003, name: 'Fechou com concorrente' },
];

export type Bot = { readonly id: number; readonly name: string };
export const BOTS: readonly Bot[] = [{ id: 740001, name: 'Envia mensagem do campo' }];

/** The zone in which the account shows its `Y-m-d H:i:s` dates (facts/kommo.md §1.5). */
export const ACCOUNT_ZONE = 'America/Sao_Paulo';

/** What an administrator can change: the account of one emulator, as it stands. Replaced, not mutated. */
export type Catalogue = { readonly pipelines: readonly Pipeline[]; readonly leadFields: readonly Field[] };

export const pipelineOf = (
  { pipelines }: Pick<Catalogue, 'pipelines'>,
  pipelineId: number,
): Pipeline | undefined => pipelines.find(({ id }) => id === pipelineId);

export const statusOf = (
  catalogue: Pick<Catalogue, 'pipelines'>,
  { pipelineId, statusId }: { pipelineId: number; statusId: number },
): Status | undefined => pipelineOf(catalogue, pipelineId)?.statuses.find(({ id }) => id === statusId);

/** Where a lead lands that names no stage: the first one that is not "unsorted". */
export function entryStatusId(pipeline: Pipeline): number {
  const first = pipeline.statuses.find(({ isUnsorted }) => !isUnsorted);
  if (!first) throw new Error(`pipeline ${pipeline.id} has no stage`);
  return first.id;
}

/** The pipeline of a lead that names none. */
export function mainPipeline({ pipelines }: Pick<Catalogue, 'pipelines'>): Pipeline {
  const main = pipelines.find(({ isMain }) => isMain);
  if (!main) throw new Error('the account has no main pipeline');
  return main;
}
