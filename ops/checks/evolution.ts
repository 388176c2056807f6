/** An Evolution instance: is it open, does its webhook reach us whole, and what does this build lose (facts/whatsapp.md §1, §9.1). */
import { createEvolutionAdmin, type Evolution, type EvolutionAdmin } from '../admin/evolution.ts';
import { type Finding, failed, ok, warning } from '../report.ts';
import { type CheckContext, settingsOr } from './check.ts';
import { leadsTo } from './door.ts';

export const EVOLUTION_PATH = '/webhooks/whatsapp/evolution';
const SETUP = 'npm run ops -- setup';

const EVOLUTION_CAUSES: Readonly<
  Record<Extract<Evolution<unknown>, { kind: 'failed' }>['cause'], readonly [says: string, todo: string]>
> = {
  no_instance: [
    'Evolution has no such instance',
    'check EVOLUTION_INSTANCE, or create the instance in Evolution and scan its QR code',
  ],
  unauthorized: [
    'Evolution refuses the key',
    'take the key from Evolution: npm run ops -- rotate EVOLUTION_API_KEY',
  ],
  licence: [
    'this Evolution (2.4) is not licensed, or is down (503)',
    'activate it, or run 2.3.7 (its maintainer recommends it)',
  ],
  timeout: ['Evolution does not answer in time', 'look at its server: disk, memory, logs'],
  network: ['Evolution cannot be reached', 'check EVOLUTION_URL, and that its server is up'],
  unreadable: [
    'what answers is not Evolution API v2',
    'check EVOLUTION_URL: the root of the API, without /manager',
  ],
};

export function evolutionCause(
  check: string,
  { cause }: Extract<Evolution<unknown>, { kind: 'failed' }>,
): Finding {
  const [says, todo] = EVOLUTION_CAUSES[cause];
  return failed(check, says, todo);
}

export async function checkEvolution({ connection, clock }: CheckContext): Promise<readonly Finding[]> {
  const settings = settingsOr('Evolution settings', () => ({
    ...connection.settings.evolution(),
    ...connection.settings.operations(),
  }));
  if (settings.kind === 'bad') return [settings.finding];
  const { webhookSecret, publicUrl, ...config } = settings.value;
  const admin = createEvolutionAdmin({ ...config, clock });
  const state = await admin.connectionState();
  if (state.kind === 'failed') return [evolutionCause('Evolution instance', state)];
  const findings: Finding[] = [];
  if (state.value === 'open') findings.push(ok('Evolution instance', `${config.instance} is open`));
  else if (state.value === 'connecting')
    findings.push(
      warning(
        'Evolution instance',
        `${config.instance} is connecting`,
        'look again in a minute; if it stays, scan the QR code again',
      ),
    );
  else
    findings.push(
      failed(
        'Evolution instance',
        `${config.instance} is ${state.value}: nothing comes in, nothing goes out`,
        'open Evolution and scan the QR code with the phone',
      ),
    );

  if (webhookSecret === null) {
    findings.push(
      failed(
        'Evolution webhook',
        'EVOLUTION_WEBHOOK_SECRET is missing: every webhook is answered 500',
        'set it (npm run ops -- rotate EVOLUTION_WEBHOOK_SECRET), then setup',
      ),
    );
    return findings;
  }
  const hook = await admin.webhook();
  if (hook.kind === 'failed') return [...findings, evolutionCause('Evolution webhook', hook)];
  const { enabled, url, secret, byEvents, base64, missingEvents } = hook.value;
  if (!enabled || url === '')
    findings.push(failed('Evolution webhook', 'is off: no message reaches the bot', SETUP));
  else if (!leadsTo(url, { path: EVOLUTION_PATH, publicUrl }))
    findings.push(failed('Evolution webhook', 'goes to another address', SETUP));
  // 401 is final for Evolution: what it could not deliver is gone (facts/whatsapp.md §1.3).
  else if (secret !== webhookSecret)
    findings.push(
      failed(
        'Evolution webhook',
        `carries ${secret === null ? 'no' : 'another'} secret: every message is refused and lost`,
        `${SETUP}, at once`,
      ),
    );
  else if (byEvents)
    findings.push(
      failed('Evolution webhook', 'sends each event to a path of its own: they meet a 404', SETUP),
    );
  // W12: a video of a few megabytes is refused whole, and with it the news that a seller sent it.
  else if (base64)
    findings.push(
      failed(
        'Evolution webhook',
        "sends media inside it (base64): a seller's video is more than the door takes, and the takeover is lost",
        `${SETUP} switches it off; media are fetched by themselves`,
      ),
    );
  else if (missingEvents.length > 0)
    findings.push(failed('Evolution webhook', `does not tell of ${missingEvents.join(', ')}`, SETUP));
  else findings.push(ok('Evolution webhook', 'on, with the secret header and every event'));
  return [...findings, ...(await checkInstance(admin))];
}

/** The last one that still has Baileys rc.9, which drops what it cannot decrypt at once: every first message from an ad (W16). */
const LAST_WITHOUT_AD_MESSAGES = [2, 4, 0] as const;

/** `2.3.7`, `2.4.0-rc2`; null: not a version. A candidate counts as its release's eve. */
function isDeafToAds(version: string): boolean | null {
  const parts = /^v?(\d{1,4})\.(\d{1,4})\.(\d{1,4})(-|$)/.exec(version.trim());
  if (!parts) return null;
  const numbers = parts.slice(1, 4).map(Number);
  for (const [place, last] of LAST_WITHOUT_AD_MESSAGES.entries()) {
    const number = numbers[place] ?? 0;
    if (number !== last) return number < last;
  }
  return parts[4] === '-';
}

async function checkInstance(admin: EvolutionAdmin): Promise<readonly Finding[]> {
  const [version, settings] = [await admin.version(), await admin.settings()];
  const findings: Finding[] = [];
  if (version.kind === 'failed') findings.push(evolutionCause('Evolution version', version));
  else if (isDeafToAds(version.value) !== false)
    findings.push(
      warning(
        'Evolution version',
        `${version.value} has a Baileys before rc10: the first message of a lead from an ad never arrives`,
        'take the Cloud API where ads run, or a build with Baileys rc10 (docs/deploy.md)',
      ),
    );
  else findings.push(ok('Evolution version', version.value));

  if (settings.kind === 'failed') return [...findings, evolutionCause('Evolution settings', settings)];
  const { answersCalls, hearsGroups, hearsStatus } = settings.value;
  if (answersCalls)
    findings.push(
      warning(
        'Evolution settings',
        'the instance answers calls with a text (msgCall): it looks like a person and silences the bot for a day',
        'empty msgCall in the settings of the instance',
      ),
    );
  if (hearsGroups || hearsStatus)
    findings.push(
      warning(
        'Evolution settings',
        `the instance tells of ${hearsGroups ? 'groups' : 'status posts'}, which nobody reads here`,
        'set groupsIgnore to true and readStatus to false: less traffic at the door',
      ),
    );
  if (!answersCalls && !hearsGroups && !hearsStatus)
    findings.push(ok('Evolution settings', 'no texts of its own, no groups'));
  return findings;
}
