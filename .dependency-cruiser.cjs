/** Arrows go one way (design §10): functions → lib/app → rooms → root files; within the rooms from conversation down to kommo, whatsapp, store. */
const ROOT_FILES = '^lib/[^/]+\\.c?[jt]s$';
const room = (name) => `^lib/${name}/`;

/** What each room may import beside itself, Node and packages. */
const MAY_IMPORT = {
  kommo: [ROOT_FILES],
  whatsapp: [ROOT_FILES],
  store: [ROOT_FILES],
  calendar: [ROOT_FILES, room('store')],
  // The pure consultant: no store, no Kommo, no transport, no clock of its own.
  agent: [ROOT_FILES, room('calendar')],
  handoff: [ROOT_FILES, room('kommo'), room('whatsapp'), room('store')],
  'follow-up': [ROOT_FILES, room('kommo'), room('store'), room('calendar'), room('handoff')],
  conversation: [
    ROOT_FILES,
    ...['agent', 'kommo', 'whatsapp', 'store', 'calendar', 'handoff', 'follow-up'].map(room),
  ],
  intake: [ROOT_FILES, room('kommo'), room('whatsapp'), room('store'), room('handoff')],
  reconcile: [ROOT_FILES, ...['kommo', 'whatsapp', 'store', 'calendar', 'handoff', 'follow-up'].map(room)],
  // What the page reads: our rows, and no decision.
  console: [ROOT_FILES, room('store'), room('report')],
  // Figures of a period, their words and their table: shaped, never asked for.
  report: [ROOT_FILES, room('calendar')],
  tracing: [ROOT_FILES],
  app: ['^lib/'],
};

/** What speaks, writes a card or fills the queue. */
const VOICES =
  '^lib/(kommo/|agent/|conversation/|follow-up/|queue\\.ts|handoff/(gate|egress)\\.ts|whatsapp/(?!authenticity\\.ts))';

module.exports = {
  forbidden: [
    ...Object.entries(MAY_IMPORT).map(([name, allowed]) => ({
      name: `${name}-looks-down-only`,
      severity: 'error',
      from: { path: room(name) },
      to: { path: '^(lib|local|functions|ops|test)/', pathNot: [room(name), ...allowed].join('|') },
    })),
    {
      // A stand-in is built from how the real one behaves, not from what the product expects; a clock is handed in.
      name: 'emulators-know-no-product',
      severity: 'error',
      from: { path: '^local/(emulators/|clock\\.ts$)' },
      to: {
        path: '^(lib|local|functions|ops|infra|scripts|test)/',
        pathNot: '^local/(emulators/|clock\\.ts$)',
      },
    },
    {
      name: 'lib-knows-no-stand-in',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(local|functions|ops|infra|scripts|test)/' },
    },
    {
      name: 'root-files-know-no-room',
      severity: 'error',
      from: { path: ROOT_FILES },
      to: { path: '^(lib/[^/]+/|local/|functions/|ops/|test/)' },
    },
    {
      name: 'functions-only-compose',
      severity: 'error',
      from: { path: '^functions/' },
      to: {
        path: '^(lib|local)/',
        pathNot: '^lib/app/|^lib/(config|clock|log|secrets)\\.ts$',
      },
    },
    {
      // An operator's command uses the product; the product knows no operator, and a stand-in is no part of a command.
      name: 'ops-uses-lib-alone',
      severity: 'error',
      from: { path: '^ops/' },
      to: { path: '^(local|functions|test|scripts)/' },
    },
    {
      name: 'nobody-knows-ops',
      severity: 'error',
      from: { path: '^(lib|functions|local)/' },
      to: { path: '^ops/' },
    },
    {
      // I9: the one door through which anything leaves. The composition hands the transport in; nobody else may hold one.
      name: 'only-egress-holds-a-transport',
      severity: 'error',
      from: { path: '^(lib|ops)/', pathNot: '^lib/whatsapp/|^lib/handoff/egress\\.ts$|^lib/app/' },
      to: { path: '^lib/whatsapp/(transport|cloud-transport|evolution-transport)\\.ts$' },
    },
    {
      // I4, R15: the turn speaks through the reply sender, the reply sender through egress.
      name: 'only-the-gate-room-touches-the-gate',
      severity: 'error',
      from: { path: '^(lib/(intake|reconcile|kommo|whatsapp|store)|ops)/' },
      to: { path: '^lib/handoff/(gate|egress)\\.ts$' },
    },
    {
      // I9: a smoke turn sends nothing because it holds nothing that could.
      name: 'a-smoke-turn-has-no-door',
      severity: 'error',
      from: { path: '^lib/conversation/smoke-turn\\.ts$' },
      to: {
        path: '^lib/(handoff/(gate|egress|takeover)|kommo/(sync|cards)|whatsapp/[^/]+|conversation/(reply-sender|turn|card-link|card-sync|handoff-note))\\.ts$',
      },
    },
    {
      // A deploy hands out what the loaders of the configuration ask for, and watches the metrics that the log counts; no more.
      name: 'infra-knows-configuration-only',
      severity: 'error',
      from: { path: '^(infra/|sst\\.config\\.ts$)' },
      to: {
        path: '^(lib|local|functions|test|scripts)/',
        pathNot: '^lib/(config|metrics|retry-policy|secrets)\\.ts$',
      },
    },
    {
      name: 'nobody-knows-infra',
      severity: 'error',
      from: { path: '^(lib|local|functions|scripts)/' },
      to: { path: '^(infra/|sst\\.config)' },
    },
    {
      // The page knows words and the form of what it is told, so that the same page can read a deployed stage.
      name: 'the-page-knows-words-and-wire',
      severity: 'error',
      from: { path: '^console/' },
      to: {
        path: '^(lib|local|functions|ops|infra|scripts|test)/',
        pathNot:
          '^lib/(console/(wire|workshop-wire)|report/report|language|reasons|reasons-en|reasons-pt|pipeline)\\.ts$',
      },
    },
    {
      // Nothing of it is in a bundle: it is built apart, by Vite.
      name: 'nobody-knows-the-page',
      severity: 'error',
      from: { path: '^(lib|functions|local|ops|infra|scripts)/' },
      to: { path: '^console/' },
    },
    {
      // Of the product the deployed console alone, which can send nothing and move nothing.
      name: 'functions-know-no-console',
      severity: 'error',
      from: { path: '^(functions|lib/(?!console/|app/console-api))' },
      to: { path: '^lib/console/' },
    },
    {
      // I9: read only, but for taking, giving back and stopping, because it holds nothing that could do more.
      name: 'the-console-has-no-voice',
      severity: 'error',
      from: { path: '^lib/(app/console-api|console/)' },
      to: { path: VOICES },
    },
    { name: 'no-circles', severity: 'error', from: { pathNot: '^\\.sst/' }, to: { circular: true } },
    {
      name: 'no-undeclared-package',
      severity: 'error',
      from: { path: '^(lib|functions)/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
        pathNot: 'node_modules/@types/',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules|^\\.sst/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types'] },
  },
};
