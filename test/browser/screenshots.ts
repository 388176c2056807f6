/** `npm run screenshots`: a morning of made-up leads is played on the page's own stack, and photographed into docs/images. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { createPageActs } from '../../local/page/acts.ts';
import { createSight } from '../../local/page/sight.ts';
import {
  closeDatabase,
  hasBrowser,
  launch,
  looksOf,
  NARROW,
  type Served,
  servedPage,
  WIDE,
} from './support/browser.ts';
import { month } from './support/month.ts';

const IMAGES = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const MINUTE_MS = 60_000;
const MATEUS = '+5581990000001';

/** A seller has taken the card untold, another has answered from the phone, one lead has had enough, one waits. */
async function morning({ stack, actions }: Served): Promise<void> {
  const sight = createSight(stack, { provider: 'evolution', actions });
  const { act } = createPageActs(stack, { actions, sight });
  const says = async (phone: string, name: string, ...texts: readonly string[]): Promise<void> => {
    for (const text of texts) {
      actions.leadSays({ from: phone, name, text });
      await actions.advance(MINUTE_MS);
    }
  };
  const moves = (lead: string, stage: 'atendimento_humano' | 'em_qualificacao', told: boolean) =>
    act('/move', { lead, stage, seller: 'marcos', told });

  await says('+5581990000004', 'Lívia', 'Oi, vi o anúncio', 'Não quero mais receber mensagens, obrigada');
  await says(
    '+5581990000005',
    'Otávio',
    'Bom dia, aqui é o Otávio',
    'Minha conta vem uns 1.200 reais',
    'Quero a usina própria',
  );
  await says(
    '+5581990000002',
    'Renata',
    'Bom dia! Quero economizar na conta',
    'Sou a Renata',
    'Pago 480 por mês',
  );
  await says('+5581990000003', 'Caio', 'Vocês atendem em Olinda?');
  actions.personAnswers({ to: '+5581990000003', text: 'Oi Caio, aqui é o Marcos. Atendemos sim!' });
  await actions.advance(20 * MINUTE_MS);
  await says(
    MATEUS,
    'Mateus',
    'Oi, quero saber de energia solar',
    'Sou o Mateus, minha conta vem uns 650 reais',
  );
  await moves('+5581990000002', 'em_qualificacao', true);
  await moves(MATEUS, 'atendimento_humano', false);
  await actions.advance(MINUTE_MS);
  await says(MATEUS, 'Mateus', 'oi?');
  actions.personAnswers({ to: MATEUS, text: 'Oi Mateus! Aqui é o Marcos, já estou com a sua proposta.' });
  await actions.advance(2 * MINUTE_MS);
  await says(MATEUS, 'Mateus', 'Perfeito, pode mandar');
  actions.leadSays({
    from: '+5581990000006',
    name: 'Jussara',
    text: 'Oi, ainda dá tempo de entrar este mês?',
  });
}

/** The screens that fill the page, with a month behind the numbers and something broken in the workshop. */
async function photographScreens(browser: Browser, { stack }: Served): Promise<void> {
  for (const width of [WIDE, NARROW])
    for (const scheme of ['light', 'dark'] as const) {
      const context = await browser.newContext(looksOf(width, scheme));
      const tab = await context.newPage();
      for (const screen of ['numbers', 'workshop'] as const) {
        await tab.goto(`${stack.url}/?${new URLSearchParams({ lang: 'pt', screen, period: 'month' })}`);
        await tab
          .locator(screen === 'numbers' ? '.asked button' : '.budget .is-spent')
          .first()
          .waitFor();
        if (screen === 'workshop') await tab.locator('.chart .u-over').waitFor({ state: 'attached' });
        const name = `console-${width.width}-${scheme}-${screen}.png`;
        await tab.screenshot({ path: `${IMAGES}${name}` });
        process.stdout.write(`docs/images/${name}\n`);
      }
      await context.close();
    }
}

async function photograph(browser: Browser, { stack }: Served): Promise<void> {
  for (const [width, views] of [
    [WIDE, ['talk']],
    [NARROW, ['board', 'talk', 'why']],
  ] as const)
    for (const scheme of ['light', 'dark'] as const) {
      const context = await browser.newContext(looksOf(width, scheme));
      const tab = await context.newPage();
      for (const view of views) {
        await tab.goto(`${stack.url}/?${new URLSearchParams({ lang: 'pt', lead: MATEUS, view })}`);
        await tab.locator('.decision.is-silence').first().waitFor({ state: 'attached' });
        await tab.locator('.health.is-up').waitFor();
        const name = `console-${width.width}-${scheme}${width === NARROW ? `-${view}` : ''}.png`;
        await tab.screenshot({ path: `${IMAGES}${name}` });
        process.stdout.write(`docs/images/${name}\n`);
      }
      await context.close();
    }
}

if (hasBrowser) {
  mkdirSync(IMAGES, { recursive: true });
  const [browser, served] = await Promise.all([launch(), servedPage('pt')]);
  await morning(served);
  await photograph(browser, served);
  await month(served.stack, served.stack.clock.nowMs());
  await photographScreens(browser, served);
  await browser.close();
  await served.close();
  await closeDatabase();
} else process.exitCode = 1;
