/** Everything that `npm start` says itself, but for its log (`log-words.ts`) and its help (`options.ts`), in both languages. */
import type { Language, Spoken } from '../../lib/language.ts';
import type { Addresses, Welcome } from './welcome.ts';

/** The one after the last would be no port: 0 takes a free one. */
const PORT_MAX = 65_535;

const BODY = {
  hello: '{"from":"+5581990000001","name":"Mateus","text":"Oi, quero saber de energia solar"}',
  again: '{"from":"+5581990000001","text":"oi?"}',
  person: '{"to":"+5581990000001","text":"Oi Mateus, aqui é o Marcos"}',
} as const;
const post = (url: string, body: string): string => `  curl -s ${url} -d '${body}'`;
const through = (provider: Welcome['provider']): string =>
  provider === 'cloud' ? 'Cloud API' : 'Evolution API';

/** The same list in any language; only the names in front differ. */
const addressLines = (
  names: { whatsapp: string; kommo: string; secret: string; commands: string },
  { gateway, local, kommo, cloud, evolution, supabase, upstash, sqs, scheduler, lambda }: Addresses,
  provider: Welcome['provider'],
): string =>
  [
    [names.whatsapp, `${gateway}/webhooks/whatsapp/${provider}`],
    [names.kommo, `${gateway}/webhooks/kommo/{${names.secret}}`],
    ['Kommo', kommo],
    ['WhatsApp Cloud API', cloud],
    ['Evolution API', evolution],
    ['Supabase', supabase],
    ['Upstash (Redis)', upstash],
    ['SQS', sqs],
    ['Scheduler', scheduler],
    ['Lambda', lambda],
    [names.commands, local],
  ]
    .map(([name = '', address = '']) => `  ${name.padEnd(20)}  ${address}`)
    .join('\n');

const pt = {
  error: 'erro',
  portTaken: (port: number) =>
    `a porta ${port} está em uso: npm start -- --port ${port < PORT_MAX ? port + 1 : 0}`,
  noRight: (port: number) => `sem permissão para abrir a porta ${port} ou escrever em .data/`,
  notStarted: (why: string) =>
    `não foi possível iniciar: ${why} (se a culpa for dos dados, npm start -- --reset começa do zero)`,
  notStopped: (why: string) => `erro ao parar: ${why}`,
  goodbye: 'Até logo. Os dados ficam em .data/.',
  usingSupabase: (url: string) => `Usando o Supabase de ${url}…`,
  starting: 'Iniciando o banco de dados…',
  readyIn: (seconds: number) => `Pronto em ${seconds.toFixed(1).replace('.', ',')} s.`,

  notAnAddress: (name: string, kinds: readonly string[]) => `${name} não é um endereço ${kinds.join(' ou ')}`,
  halfPair: (given: string, missing: string) => `${given} está definida, mas falta ${missing}`,
  twoRedis: 'REDIS_URL e UPSTASH_REDIS_REST_URL estão definidas: escolha uma só',
  redisSilent: 'o Redis de REDIS_URL não responde',
  realAccount: (names: string, option: string) =>
    `${names}: de uma conta real, que este npm start não usaria; use com npm start -- ${option}, ou tire do ambiente`,
  unusedWithout: (names: string, what: string) =>
    `${names}: este npm start não usaria sem ${what}; defina também, ou tire do ambiente`,
  ofDeployment: (names: string) => `${names}: de um deploy; aqui o npm start faz o seu. Tire do ambiente`,
  endRefuses: (end: string, status: number | null) =>
    status === null ? `${end} não responde` : `${end} recusa (${status}): confira endereço e token`,
  otherAccount: (id: number) => `o Kommo responde, mas não é a conta ${id} de KOMMO_ACCOUNT_ID`,
  noPipeline: (id: number) => `a conta do Kommo não tem o funil ${id} de KOMMO_PIPELINE_ID`,
  evolutionNotOpen: (instance: string, state: string) =>
    `a instância ${instance} da Evolution não está aberta (${state}): leia o QR code, confira EVOLUTION_API_KEY`,
  notOurRows:
    'esse Supabase tem dados que nenhum npm start fez: o Kommo de brinquedo encerraria os follow-ups de leads reais. Use um projeto vazio',
  supabaseSilent:
    'o Supabase de SUPABASE_URL não responde como deve: confira a chave, e npx supabase db push para as tabelas',
  clockAhead:
    'o relógio de .data/ está adiantado, e uma conta real vive na hora certa: npm start -- --reset começa do zero',
  realKommo: (host: string, pipeline: number) =>
    `Kommo de verdade: ${host}, funil ${pipeline}. Webhook: <túnel>/webhooks/kommo/<KOMMO_WEBHOOK_SECRET>`,
  realWhatsApp: (what: string) =>
    `WhatsApp de verdade: ${what}. Webhook: <túnel>/webhooks/whatsapp/${what.startsWith('Cloud') ? 'cloud' : 'evolution'}`,
  realModel: (provider: string, model: string) => `Modelo: ${provider} ${model}`,
  inUse: (pid: number) =>
    `.data/ está em uso pelo processo ${pid}: pare-o antes (se ele não é um npm start, apague .data/lock)`,
  incompatible: (why: string) =>
    `.data/ não serve para esta versão (${why}): comece de novo com npm start -- --reset`,
  otherFormat: 'outro formato',
  changedMigration: (file: string) => `a migração ${file} mudou`,
  unreadableState: 'state.json ilegível',

  speakers: { lead: 'lead', bot: 'robô', person: 'vendedor' },
  notAPhone: 'não é um telefone; exemplo: +5581990000001',
  empty: 'está vazio',
  tooLong: (max: number) => `passa de ${max} caracteres`,
  notAStage: (stages: string) => `não é uma etapa; use ${stages}`,
  notATime: 'não é um tempo de 1s a 14d; exemplos: 30s, 10m, 2h, 1d',
  notJson: 'o corpo não é JSON',
  example: (example: string) => `Exemplo: ${example}`,
  noCard: (id: number) => `não há card ${id}; veja /_local/cards`,
  unknownPhone: 'ninguém é conhecido por esse telefone',
  otherOrigin: 'pedido de outra origem',
  wrongMethod: 'método errado; veja /_local',
  unknownPath: 'caminho desconhecido; veja /_local',
  notYet: 'ainda iniciando',
  tooLarge: (max: number) => `o corpo passa de ${max} bytes`,
  failed: 'não deu certo; veja o registro do npm start',

  welcome: ({ addresses, provider, leadId }: Welcome) => `
Bastão no ar: ${addresses.gateway}   (abra no navegador; WhatsApp pela ${through(provider)})

${addressLines({ whatsapp: 'webhooks do WhatsApp', kommo: 'webhooks do Kommo', secret: 'segredo', commands: 'comandos' }, addresses, provider)}

Para experimentar, em outro terminal:

  # o lead escreve; a resposta vem depois da espera de 6 s por mais mensagens
${post(`${addresses.local}/lead-says`, BODY.hello)}
  # o telefone dele, e os cards
  curl -s '${addresses.local}/phone?number=5581990000001'
  curl -s ${addresses.local}/cards
  # o vendedor Marcos assume o card, e o aviso do Kommo se perde
${post(`${addresses.local}/move-card`, `{"leadId":${leadId},"stage":"atendimento_humano","user":"marcos","told":false}`)}
${post(`${addresses.local}/lead-says`, BODY.again)}
  # por que o robô falou ou se calou
  curl -s '${addresses.local}/decisions?phone=5581990000001'
  # uma pessoa responde pelo celular
${post(`${addresses.local}/person-answers`, BODY.person)}
  # o mesmo, e o que mais o operador tem
  npm run ops -- why +5581990000001 --env-file .data/local.env
  # o tempo anda
${post(`${addresses.local}/clock`, '{"advance":"2h"}')}
  # o Kommo cai, e volta
${post(`${addresses.local}/kommo`, '{"up":false}')}
${post(`${addresses.local}/kommo`, '{"up":true}')}

Ctrl-C para. Os dados ficam em .data/; npm start -- --reset começa do zero.
`,
};

export type Words = typeof pt;

const en: Words = {
  error: 'error',
  portTaken: (port) => `port ${port} is taken: npm start -- --port ${port < PORT_MAX ? port + 1 : 0}`,
  noRight: (port) => `no permission to open port ${port} or to write to .data/`,
  notStarted: (why) => `could not start: ${why} (if the data is at fault, npm start -- --reset begins anew)`,
  notStopped: (why) => `error while stopping: ${why}`,
  goodbye: 'Goodbye. The data stays in .data/.',
  usingSupabase: (url) => `Using the Supabase at ${url}…`,
  starting: 'Starting the database…',
  readyIn: (seconds) => `Ready in ${seconds.toFixed(1)} s.`,

  notAnAddress: (name, kinds) => `${name} is not an address ${kinds.join(' or ')}`,
  halfPair: (given, missing) => `${given} is set, but ${missing} is missing`,
  twoRedis: 'REDIS_URL and UPSTASH_REDIS_REST_URL are both set: choose one',
  redisSilent: 'the Redis at REDIS_URL does not answer',
  realAccount: (names, option) =>
    `${names}: of a real account, which this npm start would not use; use it with npm start -- ${option}, or unset it`,
  unusedWithout: (names, what) =>
    `${names}: this npm start would not use it without ${what}; set that too, or unset it`,
  ofDeployment: (names) => `${names}: of a deployment; here npm start makes its own. Unset it`,
  endRefuses: (end, status) =>
    status === null ? `${end} does not answer` : `${end} refuses (${status}): check address and token`,
  otherAccount: (id) => `Kommo answers, but it is not the account ${id} of KOMMO_ACCOUNT_ID`,
  noPipeline: (id) => `the Kommo account has no pipeline ${id} (KOMMO_PIPELINE_ID)`,
  evolutionNotOpen: (instance, state) =>
    `Evolution's instance ${instance} is not open (${state}): scan the QR code, check EVOLUTION_API_KEY`,
  notOurRows:
    "this Supabase holds rows that no npm start made: the toy Kommo would end real leads' follow-ups. Take an empty project",
  supabaseSilent:
    'the Supabase at SUPABASE_URL does not answer as it should: check the key, and npx supabase db push for the tables',
  clockAhead:
    'the clock of .data/ runs ahead, and a real account lives in real time: npm start -- --reset begins anew',
  realKommo: (host, pipeline) =>
    `A real Kommo: ${host}, pipeline ${pipeline}. Webhook: <tunnel>/webhooks/kommo/<KOMMO_WEBHOOK_SECRET>`,
  realWhatsApp: (what) =>
    `A real WhatsApp: ${what}. Webhook: <tunnel>/webhooks/whatsapp/${what.startsWith('Cloud') ? 'cloud' : 'evolution'}`,
  realModel: (provider, model) => `Model: ${provider} ${model}`,
  inUse: (pid) =>
    `.data/ is in use by process ${pid}: stop it first (if it is no npm start, delete .data/lock)`,
  incompatible: (why) => `.data/ does not fit this version (${why}): begin anew with npm start -- --reset`,
  otherFormat: 'another format',
  changedMigration: (file) => `the migration ${file} changed`,
  unreadableState: 'state.json is unreadable',

  speakers: { lead: 'lead', bot: 'bot', person: 'seller' },
  notAPhone: 'is not a phone number; for example: +5581990000001',
  empty: 'is empty',
  tooLong: (max) => `has more than ${max} characters`,
  notAStage: (stages) => `is not a stage; use ${stages}`,
  notATime: 'is not a time from 1s to 14d; for example: 30s, 10m, 2h, 1d',
  notJson: 'the body is not JSON',
  example: (example) => `Example: ${example}`,
  noCard: (id) => `there is no card ${id}; see /_local/cards`,
  unknownPhone: 'nobody is known by that phone',
  otherOrigin: 'request of another origin',
  wrongMethod: 'wrong method; see /_local',
  unknownPath: 'unknown path; see /_local',
  notYet: 'still starting',
  tooLarge: (max) => `the body has more than ${max} bytes`,
  failed: 'it did not work; see the log of npm start',

  welcome: ({ addresses, provider, leadId }) => `
Bastão is up: ${addresses.gateway}   (open it in a browser; WhatsApp by ${through(provider)})

${addressLines({ whatsapp: 'WhatsApp webhooks', kommo: 'Kommo webhooks', secret: 'secret', commands: 'commands' }, addresses, provider)}

To try, in another terminal:

  # the lead writes; the answer comes after 6 s of waiting for more messages
${post(`${addresses.local}/lead-says`, BODY.hello)}
  # the lead's phone, and the cards
  curl -s '${addresses.local}/phone?number=5581990000001'
  curl -s ${addresses.local}/cards
  # Marcos, a seller, takes the card, and Kommo's webhook is lost
${post(`${addresses.local}/move-card`, `{"leadId":${leadId},"stage":"atendimento_humano","user":"marcos","told":false}`)}
${post(`${addresses.local}/lead-says`, BODY.again)}
  # why the bot spoke or kept silent
  curl -s '${addresses.local}/decisions?phone=5581990000001'
  # a person answers from the phone
${post(`${addresses.local}/person-answers`, BODY.person)}
  # the same, and what else an operator has
  npm run ops -- why +5581990000001 --env-file .data/local.env
  # time passes
${post(`${addresses.local}/clock`, '{"advance":"2h"}')}
  # Kommo goes down, and comes back
${post(`${addresses.local}/kommo`, '{"up":false}')}
${post(`${addresses.local}/kommo`, '{"up":true}')}

Ctrl-C stops it. The data stays in .data/; npm start -- --reset begins anew.
`,
};

const TEXTS: Spoken<Words> = { en, pt };
export const wordsIn = (language: Language): Words => TEXTS[language];
