/** Bodies as Kommo, Meta and Evolution send them (test/fixtures), posted to this stack's doors with their true proof of origin. */
import { createHmac } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { StackWithoutDatabase } from '../stack-options.ts';

const ROOT = fileURLToPath(new URL('../../test/fixtures/', import.meta.url));
/** Time zero of the fixtures, in seconds (test/fixtures/README.md). */
const ZERO_SECONDS = 1_795_438_800;
const DAY_SECONDS = 86_400;
/** Answers to our own requests, and tables of them: nobody posts those. */
const NO_WEBHOOK = /^(errors|signatures|send-(text|template)-20\d)\.json$/;

const below = (folder: string, end: string): readonly string[] =>
  existsSync(`${ROOT}${folder}`)
    ? readdirSync(`${ROOT}${folder}`)
        .filter((name) => name.endsWith(end) && !NO_WEBHOOK.test(name))
        .sort()
        .map((name) => `${folder}/${name}`)
    : [];

/** Their names for this provider; none where the tests are not installed. */
export const fixturesFor = (provider: 'cloud' | 'evolution'): readonly string[] => [
  ...below(provider, '.json'),
  ...below('kommo/webhooks', '.form'),
];

/** Every instant of the day of the fixtures, moved so that their time zero is a minute ago. */
function movedTo(nowMs: number, body: string): string {
  const shift = Math.floor(nowMs / 1000) - 60 - ZERO_SECONDS;
  return body.replace(
    /(?<!\d)(17\d{8})(\d{3})?(?!\d)/g,
    (whole, seconds: string, millis: string | undefined) => {
      const at = Number(seconds);
      if (Math.abs(at - ZERO_SECONDS) > 3 * DAY_SECONDS) return whole;
      return `${at + shift}${millis ?? ''}`;
    },
  );
}

/** The status that the door answered; null: there is no such fixture. `isNow`: its times are moved to now, as if it had just happened. */
export async function postFixture(
  { url, environment, clock }: StackWithoutDatabase,
  { name, isNow, provider }: { name: string; isNow: boolean; provider: 'cloud' | 'evolution' },
): Promise<number | null> {
  if (!fixturesFor(provider).includes(name)) return null;
  const recorded = readFileSync(`${ROOT}${name}`, 'utf8');
  const body = isNow ? movedTo(clock.nowMs(), recorded) : recorded;
  const [path, headers] = name.startsWith('kommo/')
    ? [
        `/webhooks/kommo/${environment['KOMMO_WEBHOOK_SECRET']}`,
        { 'content-type': 'application/x-www-form-urlencoded' },
      ]
    : provider === 'cloud'
      ? [
          '/webhooks/whatsapp/cloud',
          {
            'content-type': 'application/json',
            'x-hub-signature-256': `sha256=${createHmac('sha256', environment['CLOUD_APP_SECRET'] ?? '')
              .update(body)
              .digest('hex')}`,
          },
        ]
      : [
          '/webhooks/whatsapp/evolution',
          {
            'content-type': 'application/json',
            'x-webhook-secret': environment['EVOLUTION_WEBHOOK_SECRET'] ?? '',
          },
        ];
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body });
  await response.arrayBuffer();
  return response.status;
}
