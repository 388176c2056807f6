/** `npm run demo`: it tells the story and its exit code can be believed, because it was seen failing for each reason. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import type { DemoWorld } from '../../../local/demo/acts.ts';
import { createDemoWorld } from '../../../local/demo/demo-world.ts';
import { plain, sceneInWords, summaryInWords } from '../../../local/demo/printer.ts';
import { playScenes, type SceneReport, summarise } from '../../../local/demo/run.ts';
import { SCENARIOS, type ScenarioName } from '../../../local/demo/scenario.ts';
import { wordsIn } from '../../../local/demo/words.ts';

// A whole process and the whole story: seconds on a quiet machine, and nothing here depends on how many.
vi.setConfig({ testTimeout: 240_000 });

const words = wordsIn('pt');
const MAIN = fileURLToPath(new URL('../../../local/demo/main.ts', import.meta.url));

const demo = (...args: readonly string[]) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(process.execPath, [MAIN, ...args], (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });

const TOLD = {
  pt: [
    /10:00:00 +sem card +Mateus: Oi, bom dia! Vi o anúncio de vocês/,
    /Helena \(robô\): Bom dia! Aqui é Helena/,
    /Marcos \(vendedor\) move o card para ATENDIMENTO HUMANO \(o aviso se perde\)/,
    /ATENDIMENTO HUMANO +Mateus: oi\?\n.*Helena fica em silêncio: o card está em uma etapa de pessoa no Kommo/,
    /Marcos \(vendedor\): Oi Mateus, aqui é o Marcos/,
    /Helena espera: o Kommo está fora do ar/,
    /\[δ \d+ ms\]/,
    /Marcos escreve a nota \/bot no card \(o aviso chega 5 minutos depois\)/,
    /Fechado - perdido +Kommo: o dono da conta \(o usuário do token\) move o card para Fechado - perdido/,
    /maior δ: \d{1,3} ms · repetidas: 0/,
    /✓ todas as \d+ promessas cumpridas/,
  ],
  en: [
    /10:00:00 +no card +Mateus: Oi, bom dia! Vi o anúncio de vocês/,
    /Helena \(bot\): Bom dia! Aqui é Helena/,
    /Marcos \(seller\) moves the card to ATENDIMENTO HUMANO \(the webhook is lost\)/,
    /ATENDIMENTO HUMANO +Mateus: oi\?\n.*Helena keeps silent: the card is in a person.s stage in Kommo/,
    /Helena waits: Kommo is down/,
    /Kommo: the account.s owner \(the token.s user\) moves the card to Fechado - perdido/,
    /largest δ: \d{1,3} ms · repeated: 0/,
    /✓ all \d+ promises kept/,
  ],
} as const;

for (const [provider, lang] of [
  ['evolution', 'pt'],
  ['cloud', 'en'],
] as const) {
  test(`H1, H3, I3 · the story of Mateus on ${provider}, told in ${lang}, keeps every promise, and says so with exit code 0`, async () => {
    const { code, stdout, stderr } = await demo('--provider', provider, '--no-color', '--lang', lang);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toContain('✗');
    expect(stdout).not.toContain('\u001b');
    for (const line of TOLD[lang]) expect(stdout).toMatch(line);
  });
}

// The other provider is played by .ci/run.
test('F1, F5, F10, C9 · the days of silence keep every promise on the Cloud API, and say so with exit code 0', async () => {
  const { code, stdout, stderr } = await demo(
    ...['--scenario', 'follow-up', '--provider', 'cloud', '--no-color', '--lang', 'pt'],
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).not.toContain('✗');
  // What was kept is counted once, at the end.
  expect(stdout.match(/✓/g)).toHaveLength(1);
  for (const line of [
    /as retomadas de Mateus/,
    /23\/11 10:30:\d\d +EM QUALIFICAÇÃO +Helena \(robô\): Mateus, ficou faltando/,
    /— Helena encerra: o lead não respondeu às retomadas/,
    /o robô move o card para NÃO INTERESSADO/,
    /move o card para ATENDIMENTO HUMANO \(o aviso se perde\)\n(?:.*A conversa sai.*\n)?.*Helena fica em silêncio: o card está em uma etapa de pessoa/,
    /O agendador da AWS sai do ar/,
    /Renata: \[imagem\]\n(?:.*\n)*?.*foto da conta/,
    /o robô move o card para REUNIÃO AGENDADA/,
    /Otávio: alô\?\n.*Helena fica em silêncio/,
    /o robô move o card para DESQUALIFICADO/,
    /✓ todas as \d+ promessas cumpridas/,
  ])
    expect(stdout).toMatch(line);
});

test('--help names both stories, in the language asked for', async () => {
  const { code, stdout } = await demo('--help', '--lang=pt');
  expect(code).toBe(0);
  expect(stdout).toMatch(/Uso: .*mateus: um vendedor.*follow-up: o lead/s);
});

test('an unknown scenario, provider or language is refused with exit code 1', async () => {
  for (const args of [['--scenario', 'clara'], ['--provider', 'sms'], ['--lang', 'es'], ['--fast']])
    expect((await demo(...args)).code).toBe(1);
});

/** Plays the story in a world that something is wrong with from the scene of that number on. */
async function sabotaged({
  scenario = 'mateus',
  fromScene,
  sabotage,
}: {
  scenario?: ScenarioName;
  fromScene: number;
  sabotage: (world: DemoWorld) => void;
}): Promise<readonly SceneReport[]> {
  const world = await createDemoWorld({ provider: 'evolution' });
  try {
    return await playScenes({
      scenes: SCENARIOS[scenario].scenes.slice(0, fromScene),
      world,
      words,
      onScene: () => {},
      beforeScene: (number) => {
        if (number === fromScene) sabotage(world);
      },
    });
  } finally {
    await world.close();
  }
}
const broken = (reports: readonly SceneReport[]): readonly string[] =>
  reports.flatMap(({ number, verdicts }) =>
    verdicts.filter(({ kept }) => !kept).map(({ promise }) => `${number}: ${promise}`),
  );

test('H1 · a gate that is lied to about the stage breaks the promise of silence, and the demo shows it', async () => {
  const reports = await sabotaged({
    fromScene: 2,
    // Kommo answers as of 75 seconds ago: the card is still the bot's. No code of the product can know better.
    sabotage: ({ stack }) =>
      stack.kommo.control.fault({
        kind: 'stale_read',
        ms: 75_000,
        match: { method: 'GET' },
        times: 'always',
      }),
  });
  expect(broken(reports)).toContain('2: o robô não envia nada');
  expect(broken(reports).filter((promise) => promise.startsWith('1:'))).toEqual([]);
  const summary = summarise(reports);
  expect(summary.broken).toBe(broken(reports).length);
  expect(reports.map((report) => sceneInWords(report, { paint: plain, words })).join('\n')).toMatch(
    /✗ o robô não envia nada — visto: “/,
  );
  expect(summaryInWords(summary, { paint: plain, words })).toMatch(/✗ \d+ de \d+ promessas quebradas/);
});

test('H12 · a reply from the phone that nobody tells us about breaks its scene', async () => {
  const reports = await sabotaged({
    fromScene: 4,
    // Evolution loses the announcements of what people type; those of the lead's own words are not in the way here.
    sabotage: ({ stack }) => {
      const { personAnswers } = stack.evolution.control;
      Object.assign(stack.evolution.control, {
        personAnswers: (answer: Parameters<typeof personAnswers>[0]) =>
          personAnswers({ ...answer, notify: false }),
      });
    },
  });
  expect(broken(reports)).toContain('4: o robô não envia nada');
});

test('I5 · a queue that never comes back breaks the promise of the answer after the outage', async () => {
  const reports = await sabotaged({ fromScene: 7, sabotage: ({ stack }) => stack.sqs.control.down() });
  expect(broken(reports)).toEqual(
    expect.arrayContaining([
      '7: o robô envia exatamente uma mensagem',
      '7: “Moro em Olinda” está no histórico, respondida',
    ]),
  );
});

test('F10 · a Scheduler that is gone for good breaks the promise of the first follow-up', async () => {
  const reports = await sabotaged({
    scenario: 'follow-up',
    fromScene: 2,
    sabotage: ({ stack }) => stack.scheduler.control.down(),
  });
  expect(broken(reports)).toEqual(
    expect.arrayContaining([
      '2: o robô fala uma vez, em 23/11 10:30',
      '2: o registro diz, uma vez: o robô falou: uma retomada',
    ]),
  );
  expect(broken(reports).filter((promise) => promise.startsWith('1:'))).toEqual([]);
  expect(
    reports.map((report) => sceneInWords(report, { paint: plain, words, hasDays: true })).join('\n'),
  ).toMatch(/✗ o robô fala uma vez, em 23\/11 10:30 — visto: nenhuma mensagem/);
});
