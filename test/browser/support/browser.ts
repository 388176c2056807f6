/** A browser, and the page of `npm start` with a stack of its own, on a Monday at ten where the sellers are. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { type Actions, createActions } from '../../../local/console/actions.ts';
import { createPage } from '../../../local/page/page.ts';
import { createStack, type Stack } from '../../../local/stack.ts';

const CHROMIUM = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);
export const hasBrowser = CHROMIUM !== undefined;
// A skipped test says nothing by itself; whoever reads the report should know why.
if (!hasBrowser) process.stdout.write('No browser: apt-get install chromium, or name one with CHROMIUM.\n');

export const WIDE = { width: 1440, height: 900 } as const;
export const NARROW = { width: 390, height: 844 } as const;
export type Width = typeof WIDE | typeof NARROW;

/** How the browser is told to show a page, whoever looks. */
export const looksOf = (width: Width, scheme: 'light' | 'dark') => ({
  viewport: width,
  colorScheme: scheme,
  reducedMotion: 'reduce' as const,
  deviceScaleFactor: width === NARROW ? 2 : 1,
});

export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'] });

const DAY_MS = 24 * 3_600_000;

function mondayMs(): number {
  const next = new Date(Date.now() + DAY_MS);
  next.setUTCHours(13, 0, 0, 0);
  while (next.getUTCDay() !== 1) next.setUTCDate(next.getUTCDate() + 1);
  return next.getTime();
}

export type Served = { readonly stack: Stack; readonly actions: Actions; close(): Promise<void> };

export async function servedPage(lang: 'pt' | 'en'): Promise<Served> {
  const page = createPage({ onDone: () => {} });
  const stack = await createStack({
    mode: 'live',
    provider: 'evolution',
    mounts: page.mounts,
    ...page.stackOptions(true),
    log: page.hear,
    aheadMs: mondayMs() - Date.now(),
  });
  // Half an hour is looked at three times, not thirty.
  stack.reconcileEvery(10 * 60_000);
  const actions = createActions(stack, { provider: 'evolution', lang });
  page.open(stack, { provider: 'evolution', actions, lang, environmentFile: null, breathMs: 0 });
  return {
    stack,
    actions,
    close: async () => {
      page.close();
      await stack.close();
    },
  };
}
