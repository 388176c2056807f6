/** The WhatsApp side: an Evolution instance and its webhook, or Meta's number, token, app secret and subscription. */
import { type CloudAdmin, createCloudAdmin, type Graph } from '../admin/cloud.ts';
import { createEvolutionAdmin, type Evolution } from '../admin/evolution.ts';
import { type Finding, failed, ok, warning } from '../report.ts';
import { type Check, type CheckContext, expiryFinding, settingsOr } from './check.ts';

export const EVOLUTION_PATH = '/webhooks/whatsapp/evolution';
export const CLOUD_PATH = '/webhooks/whatsapp/cloud';

const NEW_CLOUD_TOKEN =
  'make a new system-user token that never ends (Meta Business settings) and put it in: npm run ops -- rotate CLOUD_TOKEN';
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
    'activate it, or run 2.3.7 (facts: its maintainer recommends it)',
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

/** Does this address lead to our door at `path`? Without a public address of ours, the path alone tells. */
export function leadsTo(
  destination: string,
  { path, publicUrl }: { path: string; publicUrl: string | null },
): boolean {
  if (publicUrl !== null) return destination.replace(/\/$/, '') === `${publicUrl}${path}`;
  return URL.parse(destination)?.pathname.replace(/\/$/, '').endsWith(path) ?? false;
}

async function checkEvolution({ connection, clock }: CheckContext): Promise<readonly Finding[]> {
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
  const { enabled, url, secret, byEvents, missingEvents } = hook.value;
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
  else if (missingEvents.length > 0)
    findings.push(failed('Evolution webhook', `does not tell of ${missingEvents.join(', ')}`, SETUP));
  else findings.push(ok('Evolution webhook', 'on, with the secret header and every event'));
  return findings;
}

export function graphCause(check: string, answer: Exclude<Graph<unknown>, { kind: 'ok' }>): Finding {
  if (answer.kind === 'unreachable')
    return failed(
      check,
      `Meta cannot be reached (${answer.cause})`,
      'check CLOUD_API_URL (https://graph.facebook.com/vNN.0) and the network',
    );
  switch (answer.code) {
    case 190:
      return failed(check, 'Meta refuses the token (190)', NEW_CLOUD_TOKEN);
    case 10:
    case 200:
      return failed(
        check,
        `the token lacks a permission (${answer.code})`,
        'give the system user whatsapp_business_messaging and whatsapp_business_management',
      );
    case 100:
      return failed(
        check,
        'Meta has no such number for this token (100)',
        'check CLOUD_PHONE_NUMBER_ID: the id of the number, not the number',
      );
    default:
      return failed(
        check,
        `Meta refuses with code ${answer.code}`,
        "look the code up in Meta's list of error codes",
      );
  }
}

async function checkSubscription(
  admin: CloudAdmin,
  { appId, wabaIds }: { appId: string | null; wabaIds: readonly string[] },
): Promise<Finding> {
  const check = 'Cloud subscription';
  const [wabaId] = wabaIds;
  if (wabaId === undefined)
    return warning(
      check,
      'the token does not say which business account it may manage',
      'set CLOUD_WABA_ID (WhatsApp Manager shows it) and look again',
    );
  const apps = await admin.subscribedApps(wabaId);
  if (apps.kind !== 'ok') return graphCause(check, apps);
  if (apps.value.length === 0 || (appId !== null && !apps.value.some((app) => app.appId === appId)))
    return failed(check, 'the app is not subscribed to the business account: Meta sends nothing', SETUP);
  return ok(check, `the app gets the webhooks of business account ${wabaId}`);
}

async function checkCloud({ connection, clock }: CheckContext): Promise<readonly Finding[]> {
  const settings = settingsOr('Cloud settings', () => ({
    ...connection.settings.cloud(),
    ...connection.settings.operations(),
  }));
  if (settings.kind === 'bad') return [settings.finding];
  const { appSecret, verifyToken, publicUrl, cloudWabaId, ...config } = settings.value;
  const admin = createCloudAdmin({ ...config, clock });
  const [phone, token] = await Promise.all([admin.phone(), admin.token()]);
  if (phone.kind !== 'ok') return [graphCause('Cloud number', phone)];
  const { quality, callback } = phone.value;
  const findings: Finding[] = [
    quality === 'RED'
      ? warning(
          'Cloud number',
          'its quality is RED: Meta may limit it',
          'write less to people who did not ask; see WhatsApp Manager',
        )
      : ok('Cloud number', `answers, quality ${quality}`),
  ];
  if (callback === null)
    findings.push(
      warning(
        'Cloud webhook',
        'Meta does not say where it calls',
        `look in the app: the address ends in ${CLOUD_PATH}`,
      ),
    );
  else if (!leadsTo(callback, { path: CLOUD_PATH, publicUrl }))
    findings.push(
      failed(
        'Cloud webhook',
        'Meta calls another address',
        `set the callback of the app to PUBLIC_URL${CLOUD_PATH} and verify it (docs/deploy.md)`,
      ),
    );
  else findings.push(ok('Cloud webhook', 'Meta calls our address'));
  if (verifyToken === null)
    findings.push(
      warning(
        'Cloud webhook',
        "CLOUD_VERIFY_TOKEN is missing: Meta's handshake is answered 500",
        'set it before the callback is saved or changed in the app',
      ),
    );

  if (token.kind !== 'ok') return [...findings, graphCause('Cloud token', token)];
  const { appId, isValid, endsAtMs, wabaIds } = token.value;
  if (!isValid) findings.push(failed('Cloud token', 'Meta no longer takes it', NEW_CLOUD_TOKEN));
  else
    findings.push(
      expiryFinding('Cloud token', { endsAtMs, nowMs: clock.nowMs(), renew: NEW_CLOUD_TOKEN }) ??
        ok('Cloud token', 'never ends'),
    );
  findings.push(
    await checkSubscription(admin, { appId, wabaIds: cloudWabaId === null ? wabaIds : [cloudWabaId] }),
  );

  if (appSecret === null)
    findings.push(
      failed(
        'Cloud app secret',
        'CLOUD_APP_SECRET is missing: every webhook is answered 500',
        'take it from the app (Settings → Basic): npm run ops -- rotate CLOUD_APP_SECRET',
      ),
    );
  else if (appId !== null) {
    const holds = await admin.appSecretHolds({ appId, appSecret });
    if (holds.kind === 'ok') findings.push(ok('Cloud app secret', 'is that of the app'));
    else if (holds.kind === 'refused')
      findings.push(
        failed(
          'Cloud app secret',
          'is not that of the app: every message is refused',
          'take it from the app (Settings → Basic): npm run ops -- rotate CLOUD_APP_SECRET',
        ),
      );
    else findings.push(graphCause('Cloud app secret', holds));
  }
  return findings;
}

export const checkWhatsApp: Check = async (context) => {
  const provider = settingsOr('WhatsApp', context.connection.settings.provider);
  if (provider.kind === 'bad') return [provider.finding];
  return provider.value === 'cloud' ? checkCloud(context) : checkEvolution(context);
};
