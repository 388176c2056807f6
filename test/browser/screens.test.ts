/** Números and Oficina in a real browser: what the page draws is what happened, and what it breaks is really broken. */
import { expect, test } from 'vitest';
import { NUMBERS_WORDS } from '../../console/src/words-numbers.ts';
import { WORKSHOP_WORDS } from '../../console/src/words-workshop.ts';
import { reasonIn } from '../../lib/language.ts';
import { hasBrowser, NARROW, WIDE } from './support/browser.ts';
import { usePages } from './support/page.ts';

const pages = usePages();
const MATEUS = '+5581990000001';
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

test.skipIf(!hasBrowser).each([
  { width: WIDE, lang: 'pt' },
  { width: NARROW, lang: 'en' },
] as const)(
  'I10 · $width.width px, $lang: the numbers are those of the ledger, and an unanswered question opens its talk',
  async ({ width, lang }) => {
    const seen = await pages({ width, lang });
    const { tab, actions } = seen;
    const w = NUMBERS_WORDS[lang];
    await seen.open('numbers');
    await tab.getByText(w.none).first().waitFor();
    actions.leadSays({ from: MATEUS, name: 'Mateus', text: 'Oi, aqui é o Mateus' });
    await actions.advance(60_000);
    actions.leadSays({ from: MATEUS, text: 'Vocês instalam em prédio tombado pelo patrimônio?' });
    await actions.advance(60_000);
    actions.personAnswers({ to: MATEUS, text: 'Oi Mateus, aqui é o Marcos' });
    await actions.advance(60_000);
    actions.leadSays({ from: MATEUS, text: 'Obrigado!' });
    await actions.advance(60_000);

    await expect.poll(() => tab.locator('.figure dd').first().textContent()).toMatch(/^1 /);
    expect(await tab.locator('.funnel b').allTextContents()).toEqual(['1', '1', '0', '0']);
    for (const reason of ['phone', 'human_reply'])
      await tab.locator('.bar-name', { hasText: capital(reasonIn(lang, reason)) }).waitFor();
    for (const period of ['month', 'day'] as const) {
      await tab.getByRole('radio', { name: w.periods[period], exact: true }).check();
      await tab.locator('.numbers[aria-busy="false"]').waitFor();
      await expect.poll(() => tab.locator('.funnel b').first().textContent()).toBe('1');
    }
    await tab.getByRole('button', { name: w.before }).click();
    await tab.getByText(w.none).first().waitFor();
    await tab.getByRole('button', { name: w.after }).click();
    await tab.locator('.asked button').first().click();
    await tab.locator('.bubble.is-lead', { hasText: 'patrimônio' }).waitFor();
    expect(tab.url()).toContain(`lead=${encodeURIComponent(MATEUS)}`);
  },
);

test.skipIf(!hasBrowser)(
  'I3, I6 · the workshop breaks Kommo, kills a worker and loses an answer: the bot waits, and nothing is said twice',
  async () => {
    const seen = await pages({});
    const { tab, actions, stack } = seen;
    const w = WORKSHOP_WORDS.pt;
    const told = (): number => actions.phone(MATEUS).filter(({ who }) => who.includes('robô')).length;
    await seen.open('workshop');
    await tab.getByRole('radio', { name: 'Kommo: 429' }).check();
    await tab.locator('.fault.is-faulty').waitFor();
    actions.leadSays({ from: MATEUS, name: 'Mateus', text: 'oi' });
    await actions.advance(30_000);
    expect(told()).toBe(0);
    await tab.getByRole('button', { name: w.heal }).click();
    await tab.locator('.fault.is-faulty').waitFor({ state: 'detached' });
    await actions.advance(30 * 60_000);
    expect(told()).toBe(1);

    await tab.getByRole('button', { name: w.killArm }).click();
    await tab.getByText(w.killArmed(8)).waitFor();
    actions.leadSays({ from: MATEUS, text: 'Sou o Mateus' });
    await actions.advance(20_000);
    await tab.getByText(w.killArmed(8)).waitFor({ state: 'detached' });
    await actions.advance(30 * 60_000);
    expect(Object.values(stack.evolution.control.duplicates())).toEqual([]);
    expect(told()).toBeGreaterThanOrEqual(2);

    await tab.getByRole('button', { name: `${w.hooks} ${w.hooksOf.whatsapp} ${w.fates.twice}` }).click();
    await tab.getByText(w.armed).waitFor();
    const before = told();
    actions.leadSays({ from: MATEUS, text: 'Minha conta vem 600' });
    await actions.advance(10 * 60_000);
    expect(told()).toBe(before + 1);
    await tab.locator('.budget .is-spent').first().waitFor();
    await tab.locator('.chart .u-over').waitFor();
  },
);

test.skipIf(!hasBrowser).each([
  { width: WIDE, lang: 'pt' },
  { width: NARROW, lang: 'en' },
] as const)(
  'H14 · $width.width px, $lang: a scene of the demo plays on the page, keeps its promises, and an event of it sent again changes nothing',
  async ({ width, lang }) => {
    const seen = await pages({ width, lang });
    const { tab, words } = seen;
    const w = WORKSHOP_WORDS[lang];
    await seen.open('workshop');
    await tab.getByRole('button', { name: w.story.handoff }).click();
    // Whoever pressed the button watches the talk.
    await tab.locator('.bubble.is-lead').first().waitFor({ timeout: 60_000 });
    await tab.getByText(/^1[0-9] (de|of) 1[0-9] /).waitFor({ timeout: 120_000 });
    await tab.locator('.decision.is-silence').first().waitFor();
    await seen.open('workshop');
    await tab.locator('.verdicts li').first().waitFor();
    expect(await tab.locator('.verdicts .is-broken').allTextContents()).toEqual([]);
    await tab.getByRole('button', { name: w.openTalk }).click();

    await seen.show('why');
    await tab.locator('.why-line.is-speak summary').first().click();
    await tab.locator('.phase.is-gate').waitFor();
    for (const phase of ['queue', 'agent', 'egress', 'after'])
      expect(await tab.locator(`.phase.is-${phase}`).count(), phase).toBe(1);
    expect(await tab.locator('.calls tr').count()).toBeGreaterThan(5);
    await tab.getByRole('button', { name: w.replay }).click();
    await tab.getByText(w.nothingNew).waitFor({ timeout: 60_000 });
    await tab.getByText(words.copyCurl).waitFor();
  },
);

test.skipIf(!hasBrowser)(
  'a recorded body is posted as its sender posts it, and with Postgres down the page says so',
  async () => {
    const seen = await pages({});
    const { tab } = seen;
    const w = WORKSHOP_WORDS.pt;
    await seen.open('workshop');
    await tab.getByRole('combobox', { name: w.fixture }).selectOption('evolution/text-2.3.7-lid.json');
    await tab.getByRole('button', { name: w.send }).click();
    await tab.getByText(w.posted(200)).waitFor();
    await tab.getByRole('radio', { name: 'Postgres: fora' }).check();
    await tab.getByText(/^Sem notícias há \d+ s/).waitFor({ timeout: 30_000 });
    await seen.open('numbers');
    await tab.getByText(NUMBERS_WORDS.pt.unreadable).waitFor();
    await seen.open('workshop');
    await tab.getByRole('button', { name: w.heal }).click();
    await tab.getByText(/^Sem notícias há/).waitFor({ state: 'detached', timeout: 30_000 });
    await seen.open('numbers');
    await tab.locator('.funnel').waitFor({ timeout: 30_000 });
  },
);
