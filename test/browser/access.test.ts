/** That everybody can use the page: by keyboard alone, with a reader, at either width, in the dark; and that it says when it is stale. */

import { expect, test } from 'vitest';
import { NUMBERS_WORDS } from '../../console/src/words-numbers.ts';
import { WORKSHOP_WORDS } from '../../console/src/words-workshop.ts';
import { tabTo, violations } from './support/access.ts';
import { hasBrowser, NARROW, WIDE } from './support/browser.ts';
import { usePages } from './support/page.ts';

const pages = usePages();
test.skipIf(!hasBrowser).each([
  { width: WIDE, scheme: 'light' },
  { width: WIDE, scheme: 'dark' },
  { width: NARROW, scheme: 'light' },
  { width: NARROW, scheme: 'dark' },
] as const)(
  'axe finds nothing serious: $width.width px, $scheme, empty and with a talk',
  async ({ width, scheme }) => {
    const seen = await pages({ width, scheme });
    await seen.tab.getByRole('button', { name: seen.words.helloAs('Mateus') }).waitFor();
    expect(await violations(seen)).toEqual([]);
    await seen.tab.getByRole('button', { name: seen.words.helloAs('Mateus') }).click();
    await seen.halfAnHour();
    await seen.write('Oi, aqui é o Marcos', 'seller');
    await seen.tab.locator('.baton[data-holder="person"]').waitFor();
    for (const view of ['board', 'talk', 'why'] as const) {
      await seen.show(view);
      expect(await violations(seen), view).toEqual([]);
    }
    for (const screen of ['numbers', 'workshop'] as const) {
      await seen.open(screen);
      await seen.tab.locator(screen === 'numbers' ? '.funnel' : '.bench').waitFor();
      expect(await violations(seen), screen).toEqual([]);
    }
  },
);

test.skipIf(!hasBrowser)(
  'the keyboard alone writes, moves the card, answers as the seller, opens a reason, reads the numbers, breaks and mends, stops and starts',
  async () => {
    const seen = await pages({});
    const { tab, words } = seen;
    await tab.getByRole('button', { name: words.helloAs('Mateus') }).waitFor();
    await tabTo(seen, words.helloAs('Mateus'));
    await tab.keyboard.press('Enter');
    await tab.locator('.baton').waitFor();
    await tabTo(seen, new RegExp(words.advance));
    await tab.keyboard.press('Enter');
    await tabTo(seen, '+30 min');
    await tab.keyboard.press('Enter');
    await tab.locator('.bubble.is-bot').first().waitFor({ timeout: 60_000 });

    await tabTo(seen, words.move('Mateus'));
    await tab.keyboard.press('Enter');
    await tabTo(seen, 'Atendimento humano');
    await tab.keyboard.press('Enter');
    await tab.locator('.baton[data-holder="person"]').waitFor();

    await tabTo(seen, words.asLead);
    await tab.keyboard.press('ArrowRight');
    await tabTo(seen, words.messageFor.seller);
    await tab.keyboard.type('Oi Mateus, aqui é o Marcos');
    await tab.keyboard.press('Enter');
    await tab.locator('.bubble.is-person').waitFor();

    await tabTo(seen, /^A conversa saiu do robô.*Kommo/);
    await tab.keyboard.press('Enter');
    await tab.locator('.why-line[open] dl').waitFor();

    await tabTo(seen, words.screens.numbers);
    await tab.keyboard.press('Enter');
    await tab.locator('.funnel').waitFor();
    await tabTo(seen, NUMBERS_WORDS.pt.periods.week);
    await tab.keyboard.press('ArrowRight');
    await expect.poll(() => tab.url()).toContain('period=month');

    await tabTo(seen, words.screens.workshop);
    await tab.keyboard.press('Enter');
    await tabTo(seen, /^Kommo: no ar/);
    await tab.keyboard.press('ArrowRight');
    await tab.getByText(words.kommoDown).waitFor();
    await tabTo(seen, WORKSHOP_WORDS.pt.heal);
    await tab.keyboard.press('Enter');
    await tab.getByText(words.kommoDown).waitFor({ state: 'detached' });

    await tabTo(seen, words.stop);
    await tab.keyboard.press('Enter');
    await tabTo(seen, words.stopYes);
    await tab.keyboard.press('Enter');
    await tab.locator('.banner.is-stopped').waitFor();
    await tabTo(seen, words.start);
    await tab.keyboard.press('Enter');
    await tab.locator('.banner.is-stopped').waitFor({ state: 'detached' });
  },
);

test.skipIf(!hasBrowser)(
  'what a lead writes is text and nothing else, and the page runs no script but its own',
  async () => {
    const { tab, words, write } = await pages({});
    await tab.getByRole('button', { name: words.helloAs('Mateus') }).click();
    const attack = '<img src=x onerror="document.title=\'owned\'"><b>oi</b>';
    await write(attack);
    await tab.getByText(attack).waitFor();
    expect(await tab.locator('.bubble img, .bubble b').count()).toBe(0);
    expect(await tab.title()).toBe('Bastão');
  },
);

test.skipIf(!hasBrowser)(
  'a lead that was erased while it was open is gone from the page, which says so',
  async () => {
    const { tab, words, card, stack, halfAnHour } = await pages({});
    await tab.getByRole('button', { name: words.helloAs('Mateus') }).click();
    await halfAnHour();
    await tab.locator('.bubble.is-bot').first().waitFor();
    await stack.supabase.db.exec('select public.erase_lead(id) from public.leads');
    await tab.getByText(words.forgotten).waitFor();
    expect(await card('Mateus').count()).toBe(0);
    expect(await tab.locator('.bubble').count()).toBe(0);
  },
);

test.skipIf(!hasBrowser)(
  'a page that hears nothing says that it is stale, and catches up by itself when the database answers again',
  async () => {
    const { tab, words, actions, card, stack } = await pages({});
    await tab.getByRole('button', { name: words.helloAs('Mateus') }).click();
    await card('Mateus').waitFor();
    stack.slow('/supabase', 20_000);
    actions.leadSays({ from: '+5581990000002', name: 'Renata', text: 'bom dia' });
    await tab.getByText(/^Sem notícias há \d+ s/).waitFor({ timeout: 30_000 });
    expect(await card('Renata').count()).toBe(0);
    stack.slow('/supabase', 0);
    await card('Renata').waitFor({ timeout: 60_000 });
    await tab.getByText(/^Sem notícias há/).waitFor({ state: 'detached', timeout: 30_000 });
  },
);
