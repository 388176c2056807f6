/** Whether everybody can use a page: what axe finds, and where the keyboard gets to. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Seen } from './page.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TABS_MAX = 60;

type Violation = {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
};

export async function violations({ tab }: Pick<Seen, 'tab'>): Promise<readonly string[]> {
  await tab.evaluate(AXE);
  // Run in the page, where axe has just been put.
  const found = (await tab.evaluate(
    'axe.run().then(({ violations }) => violations)',
  )) as readonly Violation[];
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}

/** Presses Tab until the thing of that name has the focus. */
export async function tabTo({ tab }: Pick<Seen, 'tab'>, name: string | RegExp): Promise<void> {
  for (let pressed = 0; pressed < TABS_MAX; pressed += 1) {
    await tab.keyboard.press('Tab');
    const label = await tab.evaluate(
      'document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.closest("label")?.textContent ?? (document.activeElement === document.body ? "" : document.activeElement?.textContent) ?? ""',
    );
    if (typeof label === 'string' && (typeof name === 'string' ? label === name : name.test(label))) return;
  }
  throw new Error(`the keyboard does not reach ${name}`);
}
