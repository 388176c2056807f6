/** The incident that the product exists for, played on the page by typing and dragging, and what the page says of it. */
import { expect, test } from 'vitest';
import { decisionIn } from '../../lib/language.ts';
import { QUEUE } from '../../local/far-ends.ts';
import { hasBrowser, NARROW, WIDE } from './support/browser.ts';
import { usePages } from './support/page.ts';

const pages = usePages();
const BOTH = [
  { width: WIDE, lang: 'pt' },
  { width: NARROW, lang: 'en' },
] as const;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const SCRIPT_MAX_BYTES = 90 * 1024;

test.skipIf(!hasBrowser).each([
  { width: WIDE, lang: 'pt' },
  { width: NARROW, lang: 'en' },
  { width: NARROW, lang: 'pt' },
  { width: WIDE, lang: 'en' },
] as const)(
  'H14 · $width.width px, $lang: a card dragged untold silences the bot, the page says who holds it and why, and the return gives it back',
  async ({ width, lang }) => {
    const { tab, words, show, card, halfAnHour, write, moveByMenu, scriptBytes } = await pages({
      width,
      lang,
    });
    await tab.getByRole('button', { name: words.helloAs('Mateus') }).click();
    await expect.poll(() => tab.locator('.bubble.is-lead').count()).toBe(1);
    await halfAnHour();
    await tab.locator('.bubble.is-bot').first().waitFor();
    const spoken = await tab.locator('.bubble.is-bot').count();
    expect(await tab.locator('.baton').getAttribute('data-holder')).toBe('bot');

    await show('board');
    await tab.getByRole('checkbox', { name: words.untold }).check();
    if (width === WIDE) await card('Mateus').dragTo(tab.locator('[data-stage="atendimento_humano"]'));
    else await moveByMenu('Mateus', 'Atendimento humano');
    await tab.getByText(words.moved('Mateus', 'Atendimento humano')).waitFor();
    await tab.locator('[data-stage="atendimento_humano"] .card').waitFor();
    // The bot has not looked, and the page does not pretend that it has.
    await tab.locator('.card-drift').waitFor({ state: 'attached' });

    await write('oi?');
    await halfAnHour();
    await tab.locator('.baton[data-holder="person"]').waitFor();
    expect(await tab.locator('.baton strong').textContent()).toBe(words.holds.person('Marcos Vieira', null));
    const silence = tab.locator('.decision.is-silence');
    expect(await silence.textContent()).toContain(
      lang === 'pt' ? 'o card está em uma etapa de pessoa no Kommo' : 'a person’s stage',
    );
    expect(await tab.locator('.bubble.is-bot').count()).toBe(spoken);

    // The silence opens to its evidence, and the address says which.
    await silence.getByRole('button').click();
    await tab.locator('.why-line.is-silence[open] dl').waitFor();
    expect(tab.url()).toMatch(/at=\d+/);

    await moveByMenu('Mateus', 'Em qualificação');
    await tab.locator('[data-stage="em_qualificacao"] .card').waitFor({ state: 'attached' });
    await card('Mateus').locator('.card-open').click();
    await write('Minha conta vem uns 650 reais');
    await halfAnHour();
    await tab.locator('.baton[data-holder="bot"]').waitFor();
    await expect.poll(() => tab.locator('.bubble.is-bot').count()).toBeGreaterThan(spoken);

    const bytes = scriptBytes();
    process.stdout.write(`Script of the first load: ${(bytes / 1024).toFixed(1)} KB gzip\n`);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThanOrEqual(SCRIPT_MAX_BYTES);
  },
);

test.skipIf(!hasBrowser).each(BOTH)(
  'R2 · $width.width px, $lang: a seller who answers from the phone has the baton until an hour that the page names, and gives it back by a button',
  async ({ width, lang }) => {
    const { tab, words, halfAnHour, write } = await pages({ width, lang });
    await tab.getByRole('button', { name: words.helloAs('Mateus') }).click();
    await halfAnHour();
    await tab.locator('.bubble.is-bot').first().waitFor();
    await write('Oi Mateus, aqui é o Marcos', 'seller');
    await tab.locator('.baton[data-holder="person"]').waitFor();
    const [until, by] =
      lang === 'pt'
        ? [/^Uma pessoa tem o bastão até .*\d\d:\d\d$/, 'Pelo celular da empresa.']
        : [/^A person has the baton until .*\d\d:\d\d$/, 'From the company’s phone.'];
    expect(await tab.locator('.baton strong').textContent()).toMatch(until);
    expect(await tab.locator('.baton-words span').textContent()).toBe(by);
    expect(await tab.locator('.bubble.is-person').count()).toBe(1);

    const spoken = await tab.locator('.bubble.is-bot').count();
    await write('obrigado!');
    await halfAnHour();
    await tab
      .getByText(capital(decisionIn(lang, { kind: 'silence', reason: 'human_reply' })))
      .first()
      .waitFor();
    expect(await tab.locator('.bubble.is-bot').count()).toBe(spoken);

    await tab.getByRole('button', { name: words.giveBack }).click();
    await tab.locator('.baton[data-holder="bot"]').waitFor();
    await tab.getByRole('button', { name: words.take }).click();
    await tab.locator('.baton[data-holder="person"]').waitFor();
  },
);

test.skipIf(!hasBrowser).each(BOTH)(
  'I3 · $width.width px, $lang: while Kommo is down the bot waits and the page says so; a move that Kommo refuses is undone with a sentence',
  async ({ width, lang }) => {
    const { tab, words, card, show, halfAnHour, write, moveByMenu } = await pages({ width, lang });
    await tab.getByRole('button', { name: words.helloAs('Mateus') }).click();
    await halfAnHour();
    await tab.locator('.bubble.is-bot').first().waitFor();
    const spoken = await tab.locator('.bubble.is-bot').count();
    await tab.getByRole('button', { name: words.health }).click();
    await tab.getByRole('button', { name: words.takeDown }).click();
    await tab.getByText(words.kommoDown).waitFor();

    const from = await tab.locator('.column', { has: card('Mateus') }).getAttribute('data-stage');
    if (width === WIDE) await card('Mateus').dragTo(tab.locator('[data-stage="atendimento_humano"]'));
    else await moveByMenu('Mateus', 'Atendimento humano');
    await tab.getByText(words.refusals.kommo_down).waitFor();
    await tab.locator(`[data-stage="${from}"] .card`).waitFor();
    await show('talk');

    await write('e aí?');
    await tab
      .getByText(lang === 'pt' ? 'O robô esperou' : 'The bot waited')
      .first()
      .waitFor({ timeout: 60_000 });
    await tab.locator('.baton[data-holder="nobody"]').waitFor();
    expect(await tab.locator('.bubble.is-bot').count()).toBe(spoken);

    await tab.getByRole('button', { name: words.health }).click();
    await tab.getByRole('button', { name: words.bringUp }).click();
    await halfAnHour();
    await expect
      .poll(() => tab.locator('.bubble.is-bot').count(), { timeout: 60_000 })
      .toBeGreaterThan(spoken);
    await tab.locator('.baton[data-holder="bot"]').waitFor();
  },
);

test.skipIf(!hasBrowser).each(BOTH)(
  'V5 · $width.width px, $lang: PARAR O ROBÔ asks once, silences everybody, and whoever waited is answered when it is taken back',
  async ({ width, lang }) => {
    const { tab, words, stack, halfAnHour, write } = await pages({ width, lang });
    await tab.getByRole('button', { name: words.helloAs('Mateus') }).click();
    await halfAnHour();
    await tab.locator('.bubble.is-bot').first().waitFor();
    const spoken = await tab.locator('.bubble.is-bot').count();
    await tab.getByRole('button', { name: words.stop }).click();
    await tab.getByRole('button', { name: words.stopYes }).click();
    await tab.locator('.banner.is-stopped').waitFor();
    // AWS takes a quarter of a minute to switch the consumer off.
    await halfAnHour();
    await write('alguém aí?');
    await halfAnHour();
    expect(await tab.locator('.bubble.is-bot').count()).toBe(spoken);
    // As after `ops stop`: what is written waits in the queue, and burns no receive.
    expect(stack.sqs.control.messages(QUEUE).map(({ state }) => state)).toEqual(['available']);
    await tab.getByRole('button', { name: words.start }).click();
    await halfAnHour();
    await expect
      .poll(() => tab.locator('.bubble.is-bot').count(), { timeout: 60_000 })
      .toBeGreaterThan(spoken);
  },
);

test.skipIf(!hasBrowser).each(BOTH)(
  'F1 · $width.width px, $lang: a lead who stops answering is followed up over days, from one schedule to the next, and the page says when and why',
  async ({ width, lang }) => {
    const { tab, words, stack, halfAnHour } = await pages({ width, lang });
    // Days in which reconcile finds nothing.
    stack.reconcileEvery(60 * 60_000);
    await tab.getByRole('button', { name: words.helloAs('Mateus') }).click();
    await halfAnHour();
    await tab.locator('.bubble.is-bot').first().waitFor();
    const spoken = await tab.locator('.bubble.is-bot').count();
    const began = await tab.locator('.clock-day').textContent();
    for (let step = 1; step <= 3; step += 1) {
      await tab.getByRole('button', { name: words.advance }).click();
      await tab.getByRole('button', { name: words.toNext }).click();
      await tab.locator('.clock[aria-busy="false"]').waitFor({ timeout: 120_000 });
      await expect
        .poll(
          () => tab.locator('.why-line', { hasText: lang === 'pt' ? 'uma retomada' : 'a follow-up' }).count(),
          { timeout: 30_000 },
        )
        .toBeGreaterThanOrEqual(step);
    }
    await expect.poll(() => tab.locator('.bubble.is-bot').count()).toBeGreaterThanOrEqual(spoken + 3);
    expect(await tab.locator('.clock-day').textContent()).not.toBe(began);
    expect(await tab.locator('.lines .day').count()).toBeGreaterThan(1);
  },
);
