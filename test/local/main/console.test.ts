/** The pure pieces of the console. */
import { describe, expect, test } from 'vitest';
import { decisionIn, type Language, reasonIn, spokenIn } from '../../../lib/language.ts';
import { hourInWords, timeInWords } from '../../../lib/reasons-pt.ts';
import { durationMs } from '../../../local/console/duration.ts';
import { logLineInWords } from '../../../local/console/live-log.ts';
import { speakerOf } from '../../../local/world.ts';

test.each([
  ['90s', 90_000],
  ['30m', 1_800_000],
  ['2h', 7_200_000],
  ['1d', 86_400_000],
  ['1h30m', 5_400_000],
  ['1H 30M', 5_400_000],
  ['', null],
  ['2', null],
  ['h', null],
  ['-2h', null],
  ['1.5h', null],
  ['2 horas', null],
])('"%s" is a length of time or is none', (text, expected) => {
  expect(durationMs(text)).toBe(expected);
});

test('I10 · a decision is told in words, and a reason nobody knows shows no key', () => {
  expect(decisionIn('pt', { kind: 'silence', reason: 'opt_out' })).toBe(
    'o robô ficou em silêncio: o lead pediu para não receber mensagens',
  );
  expect(reasonIn('pt', 'toString')).toBe('um motivo que esta versão não conhece');
});

test.each([
  [['--lang', 'pt'], {}, 'pt'],
  [['--lang=pt'], { LANG: 'en_US.UTF-8' }, 'pt'],
  [['--lang', 'en'], { LANG: 'pt_BR.UTF-8' }, 'en'],
  [[], { LANG: 'pt_BR.UTF-8' }, 'pt'],
  [[], { LC_ALL: 'C', LANG: 'pt_BR.UTF-8' }, 'en'],
  [[], {}, 'en'],
  // No language of ours: the parser refuses it, in the terminal's.
  [['--lang', 'es'], { LANG: 'pt_PT' }, 'pt'],
] as const)('%j in a terminal of %j is spoken to in %s', (argv, environment, language) => {
  expect(spokenIn(argv, environment)).toBe(language);
});

test('times are those of the sellers’ wall', () => {
  const ms = Date.parse('2026-11-24T02:59:58Z');
  expect([timeInWords(ms), hourInWords(ms)]).toEqual(['23/11 23:59:58', '23:59:58']);
});

test.each([
  ['lead', { from: 'lead', via: 'phone' }],
  ['bot', { from: 'us', via: 'api' }],
  ['person', { from: 'person', via: 'phone' }],
  ['person', { from: 'person', via: 'other_system' }],
] as const)('%s wrote what came as %o', (speaker, message) => {
  expect(speakerOf(message)).toBe(speaker);
});

describe('a line of the structured log', () => {
  const line = (event: string, fields: object = {}, level = 'info', language: Language = 'pt') =>
    logLineInWords(
      JSON.stringify({ at: '2026-11-23T13:00:00.000Z', level, event, correlationId: 'c', ...fields }),
      language,
    );

  test('is said in English too, and in nothing else', () => {
    expect(line('turn.held', { cause: 'server_error' }, 'info', 'en')).toBe(
      '23/11 10:00:00    · conversation waiting until Kommo answers: Kommo is down',
    );
  });
  test('is said in words', () => {
    expect(line('gate.silence', { reason: 'human_stage', stageAgeMs: 12 })).toBe(
      '23/11 10:00:00    · portão fechado: silêncio, o card está em uma etapa de pessoa no Kommo (etapa lida há 12 ms)',
    );
  });
  test('that says nothing to a person is left out', () =>
    expect(line('webhook.received', { events: 1 })).toBeNull());
  test('that nobody has worded is shown raw, and an error is marked', () =>
    expect(line('new.event', { leadId: 'x' }, 'error')).toBe('23/11 10:00:00    ! new.event {"leadId":"x"}'));
  test('that is none is shown as it is', () =>
    expect(logLineInWords('Segmentation fault', 'pt')).toBe('Segmentation fault'));
});
