/**
 * `smoke`: after a deploy, the real functions with a made-up lead, and nothing sent to anybody. The webhooks get what proves them without
 * asking for anything: their own secret with nothing behind it, and a wrong one. The conversation gets a rehearsal through the real queue
 * (lib/conversation/smoke-turn.ts), which holds nothing that could speak or write a card.
 */
import { createHmac } from 'node:crypto';
import type { Command } from 'commander';
import {
  type RehearsalAnswer,
  RehearsalAnswer as RehearsalAnswerSchema,
  rehearsalKey,
} from '../../lib/conversation/smoke-turn.ts';
import { storedJson } from '../../lib/kommo/redis-guard.ts';
import { createLeadQueue } from '../../lib/queue.ts';
import { SECRET_HEADER } from '../admin/evolution.ts';
import { askRemote, type RemoteAnswer } from '../admin/http.ts';
import { EVOLUTION_PATH } from '../checks/evolution.ts';
import { CLOUD_PATH } from '../checks/whatsapp.ts';
import type { Context, Outcome, Run } from '../context.ts';
import { type Finding, failed, ok, warning } from '../report.ts';
import { show } from './doctor.ts';
import { publicUrlFrom } from './setup.ts';

const NOBODYS_WORDS = 'oi, quero saber da energia solar';
/** Delivery delay, a cold start, the model: a minute and a half is generous. */
const PATIENCE_MS = 90_000;
const LOOK_EVERY_MS = 1_000;

const statusOf = (answer: RemoteAnswer): number | string =>
  answer.kind === 'answered' ? answer.status : answer.cause;

/** One request that must be answered with one status. */
async function expectStatus(
  context: Context,
  check: string,
  { expected, todo, ...request }: Parameters<typeof askRemote>[1] & { expected: number; todo: string },
): Promise<Finding> {
  const status = statusOf(await askRemote(context.clock, request));
  return status === expected
    ? ok(check, `answers ${expected}`)
    : failed(check, `answers ${status} instead of ${expected}`, todo);
}

async function kommoDoor(context: Context, base: string): Promise<readonly Finding[]> {
  const { secret } = context.connection.settings.kommoWebhook();
  if (secret === null)
    return [
      failed(
        'kommo-webhook',
        'KOMMO_WEBHOOK_SECRET is missing',
        'npm run ops -- rotate KOMMO_WEBHOOK_SECRET',
      ),
    ];
  const url = (of: string) => `${base}/webhooks/kommo/${of}/`;
  return [
    await expectStatus(context, 'kommo-webhook, ours', {
      method: 'POST',
      url: url(secret),
      expected: 200,
      todo: 'is this the secret that was deployed? sst deploy, then again',
    }),
    await expectStatus(context, 'kommo-webhook, a stranger', {
      method: 'POST',
      url: url('not-the-secret'),
      expected: 401,
      todo: 'the door is open to anybody, or is not there: do not go live',
    }),
  ];
}

async function evolutionDoor(context: Context, base: string): Promise<readonly Finding[]> {
  const { webhookSecret } = context.connection.settings.evolution();
  // Of no instance of ours: authenticated, understood, and without effect.
  const json = {
    event: 'connection.update',
    instance: 'rehearsal',
    data: { instance: 'rehearsal', state: 'open', statusReason: 200 },
  };
  const post = (secret: string) => ({
    method: 'POST' as const,
    url: `${base}${EVOLUTION_PATH}`,
    headers: { [SECRET_HEADER]: secret },
    json,
  });
  return [
    await expectStatus(context, 'whatsapp-webhook, ours', {
      ...post(webhookSecret ?? ''),
      expected: 200,
      todo: 'is this the secret that was deployed? sst deploy, then again',
    }),
    await expectStatus(context, 'whatsapp-webhook, a stranger', {
      ...post('not-the-secret'),
      expected: 401,
      todo: 'the door is open to anybody, or is not there: do not go live',
    }),
  ];
}

async function cloudDoor(context: Context, base: string): Promise<readonly Finding[]> {
  const { appSecret, verifyToken } = context.connection.settings.cloud();
  const json = { object: 'whatsapp_business_account', entry: [] };
  const signed = (secret: string) => ({
    method: 'POST' as const,
    url: `${base}${CLOUD_PATH}`,
    headers: {
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(JSON.stringify(json)).digest('hex')}`,
    },
    json,
  });
  const query = new URLSearchParams({
    'hub.mode': 'subscribe',
    'hub.challenge': '1158201444',
    'hub.verify_token': verifyToken ?? '',
  });
  return [
    await expectStatus(context, "Meta's handshake", {
      url: `${base}${CLOUD_PATH}?${query}`,
      expected: 200,
      todo: 'CLOUD_VERIFY_TOKEN is not the one that was deployed: sst deploy, then again',
    }),
    await expectStatus(context, 'whatsapp-webhook, ours', {
      ...signed(appSecret ?? ''),
      expected: 200,
      todo: 'is this the app secret that was deployed? sst deploy, then again',
    }),
    await expectStatus(context, 'whatsapp-webhook, a stranger', {
      ...signed('not-the-secret'),
      expected: 401,
      todo: 'the door is open to anybody, or is not there: do not go live',
    }),
  ];
}

const STEP_ADVICE: Readonly<Record<RehearsalAnswer['steps'][number]['step'], string>> = {
  database: 'npm run ops -- doctor: Supabase, migrations',
  stages: 'npm run ops -- doctor: Kommo stages; every turn is held until they fit',
  kommo_search: 'npm run ops -- doctor: Kommo token, breaker',
  speaks_in_novo_lead:
    'KOMMO_STAGE_IDS and KOMMO_PIPELINE_ID of the deployed functions do not fit: npm run ops -- doctor',
  silent_in_atendimento_humano:
    'do not go live: the bot would not keep silent. KOMMO_STAGE_IDS of the deployed functions: npm run ops -- doctor',
  brain: 'npm run ops -- doctor: Model',
};

async function rehearse({ connection, newId, clock, sleep, terminal }: Context): Promise<readonly Finding[]> {
  const check = 'conversation';
  const id = newId();
  const queue = createLeadQueue({
    queueUrl: connection.settings.queue().leadQueueUrl,
    client: connection.sqs(),
  });
  await queue.send(
    { source: 'self', event: { kind: 'rehearsal', id, text: NOBODYS_WORDS } },
    { group: `rehearsal:${id}`, dedupe: `rehearsal:${id}`, correlationId: id },
  );
  const startedAtMs = clock.nowMs();
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += LOOK_EVERY_MS) {
    terminal.progress(`waiting for the conversation function… ${Math.round(waitedMs / 1000)} s`);
    await sleep(LOOK_EVERY_MS);
    const answer = RehearsalAnswerSchema.safeParse(
      storedJson(await connection.redis().get(rehearsalKey(id))),
    );
    if (!answer.success) continue;
    await connection.redis().del(rehearsalKey(id));
    return [
      ok(
        check,
        `took its message from the queue and answered in ${Math.round((clock.nowMs() - startedAtMs) / 1000)} s`,
      ),
      ...answer.data.steps.map(({ step, ok: well, detail, ms }) => {
        const name = `conversation, ${step.replaceAll('_', ' ')}`;
        return well ? ok(name, `${detail} (${Math.round(ms)} ms)`) : failed(name, detail, STEP_ADVICE[step]);
      }),
    ];
  }
  return [
    failed(
      check,
      `did not answer within ${PATIENCE_MS / 1000} s`,
      'is the function deployed and its queue connected? Read its log; an older version leaves the rehearsal among the dead letters (npm run ops -- redrive)',
    ),
  ];
}

async function smoke(context: Context, { url }: { url: string | undefined }): Promise<Outcome> {
  const { settings } = context.connection;
  const base = publicUrlFrom(context, url);
  const isCloud = settings.provider() === 'cloud';
  context.terminal.progress('knocking at the webhooks…');
  const doors =
    base === null
      ? [
          warning(
            'webhooks',
            'their address is not known: not tried',
            'set PUBLIC_URL, or add --url (sst deploy prints it)',
          ),
        ]
      : [
          ...(await kommoDoor(context, base)),
          ...(await (isCloud ? cloudDoor(context, base) : evolutionDoor(context, base))),
        ];
  const findings = [...doors, ...(await rehearse(context))];
  context.terminal.progress('');
  return show(context, findings);
}

export function defineSmoke(program: Command, run: Run): void {
  program
    .command('smoke')
    .description(
      'After a deploy: a made-up lead through the real functions, in a dry run that sends nothing to anybody.',
    )
    .option('--url <address>', "the gateway's address, as sst deploy prints it (default: PUBLIC_URL)")
    .action(({ url }: { url?: string }) => run((context) => smoke(context, { url })));
}
