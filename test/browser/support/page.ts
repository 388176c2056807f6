/** The page in a real browser, for a test: opened, watched for complaints, and told in the words of its language. */
import { gzipSync } from 'node:zlib';
import type { Browser, Locator, Page as Tab } from 'playwright-core';
import { afterAll, afterEach, expect } from 'vitest';
import { WORDS, type Words } from '../../../console/src/words.ts';
import type { Actions } from '../../../local/console/actions.ts';
import type { Stack } from '../../../local/stack.ts';
import { launch, looksOf, NARROW, servedPage, WIDE, type Width } from './browser.ts';

export type Seen = {
  readonly tab: Tab;
  readonly words: Words;
  readonly stack: Stack;
  readonly actions: Actions;
  /** Everything that the browser complained of. */
  readonly complaints: readonly string[];
  /** Gzip bytes of the scripts that the page loaded. */
  scriptBytes(): number;
  /** On a narrow screen one pane is shown at a time. */
  show(view: 'board' | 'talk' | 'why'): Promise<void>;
  /** The other screens fill the page. */
  open(screen: 'stage' | 'numbers' | 'workshop'): Promise<void>;
  card(name: string): Locator;
  /** Half an hour passes, by the page's own clock. */
  halfAnHour(): Promise<void>;
  /** Writes in the open talk. */
  write(text: string, who?: 'lead' | 'seller'): Promise<void>;
  /** Moves by the menu of the card, as a keyboard or a thumb does. */
  moveByMenu(name: string, stage: string): Promise<void>;
};

export function usePages(): (options: {
  width?: Width;
  lang?: 'pt' | 'en';
  scheme?: 'light' | 'dark';
  query?: string;
}) => Promise<Seen> {
  let browser: Promise<Browser> | null = null;
  let opened: (() => Promise<void>)[] = [];
  afterEach(async () => {
    const closing = opened;
    opened = [];
    for (const close of closing) await close();
  });
  afterAll(async () => {
    await (await browser)?.close();
  });

  return async ({ width = WIDE, lang = 'pt', scheme = 'light', query = '' }) => {
    const { stack, actions, close } = await servedPage(lang);
    browser ??= launch();
    const context = await (await browser).newContext(looksOf(width, scheme));
    const tab = await context.newPage();
    const complaints: string[] = [];
    let bytes = 0;
    tab.on('pageerror', (error) => complaints.push(String(error)));
    tab.on('console', (message) => {
      // A refused move is answered with a status of its own, and the browser tells of every one.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        complaints.push(message.text());
    });
    tab.on('response', async (response) => {
      if (!response.url().endsWith('.js')) return;
      bytes += gzipSync(await response.body()).byteLength;
    });
    opened.push(async () => {
      await context.close();
      await close();
      expect(complaints).toEqual([]);
      expect(stack.failures).toEqual([]);
    });
    await tab.goto(`${stack.url}/?lang=${lang}${query}`);
    await tab.locator('h1').waitFor();

    const words = WORDS[lang];
    const show: Seen['show'] = async (view) => {
      if (width === NARROW) await tab.locator('nav.views').getByRole('button', { name: words[view] }).click();
    };
    const open: Seen['open'] = (screen) =>
      screen === 'stage' && width === NARROW
        ? show('board')
        : tab
            .locator(width === NARROW ? 'nav.views' : 'nav.screens')
            .getByRole('button', { name: words.screens[screen] })
            .click();
    const card = (name: string) => tab.locator('.card', { has: tab.getByText(name, { exact: true }) });
    return {
      tab,
      words,
      stack,
      actions,
      complaints,
      scriptBytes: () => bytes,
      show,
      open,
      card,
      halfAnHour: async () => {
        await tab.getByRole('button', { name: words.advance }).click();
        await tab.getByRole('button', { name: '+30 min' }).click();
        await tab.locator('.clock[aria-busy="false"]').waitFor({ timeout: 60_000 });
      },
      write: async (text, who = 'lead') => {
        await show('talk');
        await tab
          .getByRole('radio', { name: who === 'lead' ? words.asLead : words.asSeller, exact: true })
          .check();
        const box = tab.getByRole('textbox', { name: words.messageFor[who] });
        await box.fill(text);
        await box.press('Enter');
      },
      moveByMenu: async (name, stage) => {
        await show('board');
        await tab.getByRole('button', { name: words.move(name), exact: true }).click();
        await tab.locator('dialog[open]').getByRole('button', { name: stage, exact: true }).click();
      },
    };
  };
}
