import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { checked, KNOWLEDGE } from '../../../lib/agent/knowledge/company.ts';
import { compile, sourcesIn } from '../../../ops/knowledge/compile.ts';
import { KnowledgeError, type Source } from '../../../ops/knowledge/front-matter.ts';
import { generatedFrom } from '../../../ops/knowledge/generated.ts';
import { remarksOn } from '../../../ops/knowledge/remarks.ts';

const FOLDER = fileURLToPath(new URL('../../../knowledge', import.meta.url));
const NOW = Date.parse('2026-11-23T10:00:00-03:00');

const changed = (path: string, change: (text: string) => string): readonly Source[] =>
  sourcesIn(FOLDER).map((source) => (source.path === path ? { path, text: change(source.text) } : source));
const added = (path: string, text: string): readonly Source[] => [...sourcesIn(FOLDER), { path, text }];

/** A file that no repository has. */
const page = (name: string): string => `${name}.md`;

const problemsOf = (sources: readonly Source[]): readonly string[] => {
  try {
    compile(sources);
    return [];
  } catch (error) {
    if (!(error instanceof KnowledgeError)) throw error;
    return error.problems;
  }
};

describe('T5 · what is wrong in the company’s files is named with file and line, and nothing is published', () => {
  test.each<[string, readonly Source[], RegExp]>([
    [
      'a field that nobody reads',
      changed('answers/chuva.md', (text) => text.replace('kind: general', 'kind: general\ntipo: x')),
      /^answers\/chuva\.md:4: tipo: /,
    ],
    [
      'a kind that is none',
      changed('answers/chuva.md', (text) => text.replace('kind: general', 'kind: geral')),
      /^answers\/chuva\.md:3: kind: /,
    ],
    [
      'a slot that the sheet lacks',
      changed('answers/cnpj.md', (text) => text.replace('{cnpj}', '{cnpjj}')),
      /^answers\/cnpj\.md:2: nothing fills \{cnpjj\}/,
    ],
    [
      'YAML that cannot be read',
      changed('answers/chuva.md', (text) => text.replace('kind: general', 'kind: [')),
      /^answers\/chuva\.md:\d+: /,
    ],
    ['no front matter', changed('voice.md', () => 'Escreva bem.'), /^voice\.md:1: /],
    [
      'an answer that asks back',
      changed('answers/chuva.md', (text) => `${text}\nFicou claro?\n`),
      /^answers\/chuva\.md:2: an answer asks nothing/,
    ],
    [
      'a `never` with an answer',
      changed('answers/juros.md', (text) => text.replace('## Enquanto isso\n', '')),
      /^answers\/juros\.md:\d+: kind never/,
    ],
    [
      'a text without words',
      changed('wordings/talk.md', (text) => text.replace(/## after_thanks\n(?:- .*\n)+/, '')),
      /^wordings:1: after_thanks has no words/,
    ],
    [
      'a text that nothing says',
      changed('wordings/talk.md', (text) => text.replace('## after_thanks', '## after_thankz')),
      /^wordings\/talk\.md:\d+: nothing says after_thankz/,
    ],
    [
      'a text with a value that nobody fills in',
      changed('wordings/talk.md', (text) => text.replace('Prazer, {name}.', 'Prazer, {nome}.')),
      /^wordings\/talk\.md:\d+: nothing fills \{nome\}/,
    ],
    [
      'two passages of one id',
      added(page('answers/outra'), '---\nid: chuva\nkind: general\nquestions: [chove]\n---\nSim.\n'),
      /^answers\/outra\.md:2: chuva stands in answers\/chuva\.md:2 already/,
    ],
    [
      'a solution that is none',
      changed('answers/custo_do_lote.md', (text) => text.replace('[aluguel_lote]', '[lote]')),
      /^answers\/custo_do_lote\.md:2: no solution lote/,
    ],
    [
      'two solutions of one rank',
      changed('solutions/2-aluguel-de-lote.md', (text) => text.replace('rank: 2', 'rank: 1')),
      /rank 1 stands in/,
    ],
    [
      'an emoji',
      changed('wordings/talk.md', (text) => text.replace('Disponha, é só chamar.', 'Disponha 😀')),
      /no emojis/,
    ],
    [
      'a day that is none',
      changed('company.md', (text) => text.replace('valid_until: 2026-12-31', 'valid_until: dezembro')),
      /^company\.md:\d+: slots\.economia_usina/,
    ],
  ])('%s', (_, sources, expected) =>
    expect(problemsOf(sources)).toContainEqual(expect.stringMatching(expected)),
  );

  test('every problem is told, not only the first', () =>
    expect(
      problemsOf([
        ...changed('voice.md', () => 'x'),
        { path: page('answers/vazia'), text: '---\nid: vazia\n---\n' },
      ]).length,
    ).toBeGreaterThan(2));

  test('a module that was written by hand is refused at start, with the place of what is wrong', () => {
    const passages = KNOWLEDGE.passages.map((passage) =>
      passage.id === 'chuva' ? { ...passage, questions: [] } : passage,
    );
    expect(() => checked({ ...KNOWLEDGE, passages })).toThrow(/knowledge\/answers\/chuva\.md:2 questions/);
  });
});

test('T5 · an empty slot, a contradiction, a figure in two places and a day that passed are remarks, not errors', () => {
  const remarks = remarksOn(
    compile(changed('answers/goteira.md', (text) => text.replace('A fixação', 'São até 20%, a fixação'))),
    Date.parse('2027-02-01T12:00:00Z'),
  );
  const of = (kind: string): readonly string[] =>
    remarks.filter((each) => each.kind === kind).map(({ text }) => text);
  expect(of('empty').some((text) => text.startsWith('cnpj:'))).toBe(true);
  expect(of('contradictory').some((text) => text.includes('B8'))).toBe(true);
  expect(of('figure twice').some((text) => text.startsWith('20 percent') && text.includes('goteira'))).toBe(
    true,
  );
  expect(of('expired').some((text) => text.startsWith('economia_usina'))).toBe(true);
  expect(remarksOn(KNOWLEDGE, NOW).filter(({ kind }) => kind === 'expired')).toEqual([]);
});

const FIFTH = `---
key: assinatura_solar
rank: 5
name: Assinatura Solar
short: com um valor fixo por mês
button: Assinatura
kommo_option: Assinatura
questions: [city]
hands_over_with: A *assinatura solar* quem apresenta é um especialista da nossa equipe, por aqui mesmo.
names: [assinatura, assinatura solar]
---
Na *assinatura solar* o valor é fixo por mês.
`;

/** The talk and the card as a process sees them that was built with this knowledge. */
const WITH_FIFTH = `
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
const [generated, root] = process.argv.slice(1);
registerHooks({
  load: (url, context, next) =>
    url.endsWith('/compiled.generated.ts')
      ? { format: 'module-typescript', shortCircuit: true, source: readFileSync(generated, 'utf8') }
      : next(url, context),
});
const { talk } = await import(root + 'test/agent/talks.ts');
const { targetStage, verdict } = await import(root + 'lib/agent/qualification.ts');
const { flowTag, solutionOf } = await import(root + 'lib/agent/playbook.ts');
const replies = await talk(['oi', 'joão', '850', 'e']);
const { facts, dialogue, bubbles, intent } = replies.at(-1);
console.log(JSON.stringify({
  menu: replies.at(-2).bubbles.join(' '),
  last: bubbles.join(' '),
  intent,
  chosen: facts.chosenFlow,
  option: solutionOf(facts.chosenFlow).kommoOption,
  tag: flowTag(facts.chosenFlow),
  stage: targetStage({ facts, dialogue, verdict: verdict(facts, { minBillBrl: 400, minScore: 50 }) }),
}));
`;

test('T5 · a fifth solution is one file: menu, choice, option in Kommo and handover follow', () => {
  const knowledge = compile(added(page('solutions/5-assinatura'), FIFTH));
  const folder = mkdtempSync(join(tmpdir(), 'fifth-'));
  try {
    const generated = join(folder, 'compiled.ts');
    writeFileSync(generated, generatedFrom(knowledge));
    const root = new URL('../../../', import.meta.url).href;
    const told: unknown = JSON.parse(
      execFileSync(process.execPath, ['--input-type=module', '-e', WITH_FIFTH, generated, root], {
        encoding: 'utf8',
      }),
    );
    expect(told).toMatchObject({
      menu: expect.stringMatching(/cinco caminhos.*\*E\* Assinatura Solar, com um valor fixo por mês/),
      last: expect.stringContaining('quem apresenta é um especialista'),
      intent: 'investor',
      chosen: 'assinatura_solar',
      option: 'Assinatura',
      tag: 'fluxo_assinatura_solar',
      stage: 'atendimento_humano',
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
