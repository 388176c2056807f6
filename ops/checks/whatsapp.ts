/** The WhatsApp side: an Evolution instance, or Meta's number, token, app secret, subscription and fields. */

import { CLOUD_FIELDS } from '../../lib/whatsapp/cloud-receiver.ts';
import { type CloudAdmin, createCloudAdmin, type Graph } from '../admin/cloud.ts';
import { type Finding, failed, ok, warning } from '../report.ts';
import { type Check, type CheckContext, expiryFinding, settingsOr } from './check.ts';
import { leadsTo } from './door.ts';
import { checkEvolution } from './evolution.ts';

export const CLOUD_PATH = '/webhooks/whatsapp/cloud';

const NEW_CLOUD_TOKEN =
  'make a new system-user token that never ends (Meta Business settings) and put it in: npm run ops -- rotate CLOUD_TOKEN';
const SETUP = 'npm run ops -- setup';

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

/** Meta sends only the fields that the app itself is subscribed to, and tells of no other (W12, W14). */
async function checkFields(
  admin: CloudAdmin,
  app: { appId: string; appSecret: string },
): Promise<readonly Finding[]> {
  const check = 'Cloud fields';
  const subscribed = await admin.fields(app);
  // Another secret than the app's is a finding of its own.
  if (subscribed.kind === 'refused') return [];
  if (subscribed.kind === 'unreachable') return [graphCause(check, subscribed)];
  const missing = (wanted: readonly string[]) => wanted.filter((field) => !subscribed.value.includes(field));
  const todo = (fields: readonly string[]) =>
    `subscribe the app to ${fields.join(', ')} (Meta app → WhatsApp → Configuration → Webhook fields)`;
  const vital = missing(CLOUD_FIELDS.vital);
  const health = missing(CLOUD_FIELDS.health);
  const findings: Finding[] = [];
  if (vital.length > 0)
    findings.push(
      failed(
        check,
        `${vital.join(', ')} is not told to us: leads, or sellers on their phones, are not heard`,
        todo(vital),
      ),
    );
  if (health.length > 0)
    findings.push(warning(check, `the account may die unseen without ${health.join(', ')}`, todo(health)));
  return findings.length > 0 ? findings : [ok(check, 'the app is subscribed to every field')];
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

  if (appSecret !== null && appId !== null)
    findings.push(...(await checkFields(admin, { appId, appSecret })));
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
