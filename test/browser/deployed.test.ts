/** The page of a deployed stage, as `sst deploy` builds it, over the function that serves it: signed in, read, taken, stopped. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterEach, expect, test } from 'vitest';
import { WORDS } from '../../console/src/words.ts';
import { createConsoleApi } from '../../lib/app/console-api.ts';
import { loadConsoleConfig } from '../../lib/config.ts';
import { CONSUMER_MAPPING } from '../../local/far-ends.ts';
import type { Stack } from '../../local/stack.ts';
import { violations } from './support/access.ts';
import { hasBrowser, NARROW, WIDE } from './support/browser.ts';
import { usePages } from './support/page.ts';

const pages = usePages();
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TOKEN = 'token-of-ana-0123456789-0123456789';
const MATEUS = '+5581990000001';

let server: Server | null = null;
afterEach(() => {
  server?.close();
  server?.closeAllConnections();
  server = null;
});

/** API Gateway in front of the function, but for TLS. */
async function deployed(stack: Stack): Promise<string> {
  const { build } = await import('vite');
  const pageDirectory = `${ROOT}dist/console-deployed`;
  await build({
    root: `${ROOT}console`,
    configFile: `${ROOT}console/vite.config.ts`,
    mode: 'deployed',
    logLevel: 'warn',
    build: { outDir: pageDirectory },
  });
  const config = loadConsoleConfig({
    ...stack.environment,
    CONSOLE_TOKENS: `Ana:${TOKEN}`,
    LEAD_QUEUE_CONSUMER: CONSUMER_MAPPING,
  });
  const { clock, log } = stack;
  const app = createConsoleApi(config, { clock, log, newId: () => 'id', pageDirectory });
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://local');
    const answer = await app.handle({
      rawPath: pathname,
      queryStringParameters: Object.fromEntries(searchParams),
      headers: { ...request.headers, origin: request.headers.origin?.replace(/^http:/, 'https:') },
      requestContext: { http: { method: request.method, sourceIp: '203.0.113.7' } },
      isBase64Encoded: false,
      ...(body !== '' && { body }),
    } as unknown as APIGatewayProxyEventV2);
    for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, String(value));
    response.statusCode = answer.statusCode ?? 500;
    response.end(Buffer.from(answer.body ?? '', answer.isBase64Encoded ? 'base64' : 'utf8'));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  // Listening on a port: an AddressInfo.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.skipIf(!hasBrowser).each([
  { width: WIDE, lang: 'pt' },
  { width: NARROW, lang: 'en' },
] as const)(
  'V5 · $width.width px, $lang: nothing is shown before a token; then a lead is taken by name and the bot is stopped, and nothing can be played',
  async ({ width, lang }) => {
    const { tab, stack, actions, show, open } = await pages({ width, lang });
    const words = WORDS[lang];
    actions.leadSays({ from: MATEUS, name: 'Mateus', text: 'Oi, quanto custa?' });
    await actions.advance(60_000);
    await tab.goto(`${await deployed(stack)}/?lang=${lang}`);

    const box = tab.getByLabel(words.token);
    await box.fill('nobody-knows-this-one');
    await box.press('Enter');
    await tab.getByText(words.signInProblems.unauthorized).waitFor();
    expect(await tab.getByText('Mateus').count()).toBe(0);
    expect(await violations({ tab })).toEqual([]);
    await box.fill(TOKEN);
    await box.press('Enter');
    await tab.locator('.card', { hasText: 'Mateus' }).locator('.card-open').click();
    await tab.locator('.bubble.is-bot').waitFor();
    expect(await violations({ tab })).toEqual([]);
    for (const played of [words.newLead, words.move('Mateus'), words.advance, words.screens.workshop])
      expect(await tab.getByRole('button', { name: played }).count(), played).toBe(0);
    expect(await tab.getByRole('textbox').count()).toBeLessThanOrEqual(1);

    await tab.getByRole('button', { name: words.take }).click();
    await tab.locator('.baton[data-holder="person"]').waitFor();
    expect(await tab.locator('.baton strong').textContent()).toContain('Ana');

    // What happens elsewhere is heard of without a click.
    actions.leadSays({ from: '+5581990000002', name: 'Renata', text: 'bom dia' });
    await actions.advance(60_000);
    await show('board');
    await tab.locator('.card', { hasText: 'Renata' }).waitFor({ timeout: 15_000 });
    await open('numbers');
    await expect.poll(() => tab.locator('.funnel b').first().textContent()).toBe('2');

    await tab.getByRole('button', { name: words.stop }).click();
    await tab.getByRole('button', { name: words.stopYes }).click();
    await tab.locator('.banner.is-stopped', { hasText: 'Ana' }).waitFor({ timeout: 15_000 });
    expect(await tab.getByRole('button', { name: words.start }).count()).toBe(0);
  },
);
