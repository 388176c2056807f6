/** A whole conversation by `npm start --kommo real --whatsapp real`, against servers that behave like Kommo and WhatsApp (docs/facts). */
import { afterEach, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { ACCOUNT, SELLERS, STATUS } from '../../../local/account.ts';
import { createVirtualClock } from '../../../local/clock.ts';
import { serve } from '../../../local/emulators/http.ts';
import { createKommoEmulator } from '../../../local/emulators/kommo/emulator.ts';
import { createCloudEmulator } from '../../../local/emulators/whatsapp/cloud-emulator.ts';
import { createEvolutionEmulator } from '../../../local/emulators/whatsapp/evolution-emulator.ts';
import { useStarts } from './start.ts';

// A real account lives in real time, and so does this test: what it waits for ends each wait.
vi.setConfig({ testTimeout: 240_000 });
const SOON = { timeout: 60_000, interval: 100 } as const;

const { aFolder, started } = useStarts();
const JOANA = { from: '+5581990000031', name: 'Joana' } as const;
const SECRETS = { kommo: 'segredo-do-kommo', evolution: 'segredo-da-evolution' } as const;
const Decisions = z.array(z.object({ reason: z.string() }));

let close: () => Promise<void> = async () => {};
afterEach(() => close());

/** The far ends, on an address of their own. Their webhooks go to whatever address is told them later, as through a tunnel. */
async function farEnds() {
  const clock = createVirtualClock({ mode: 'live' });
  let tunnel = 'http://127.0.0.1:1';
  let url = '';
  const kommo = createKommoEmulator({
    clock,
    accountId: ACCOUNT.kommoAccountId,
    subdomain: 'solarexemplo',
    token: ACCOUNT.kommoToken,
    publicUrl: () => `${url}/kommo`,
  });
  const cloud = createCloudEmulator({
    clock,
    webhookUrl: () => `${tunnel}/webhooks/whatsapp/cloud`,
    publicUrl: () => `${url}/cloud`,
  });
  const evolution = createEvolutionEmulator({
    clock,
    webhookUrl: () => `${tunnel}/webhooks/whatsapp/evolution`,
    webhookHeaders: { 'x-webhook-secret': SECRETS.evolution },
  });
  const http = await serve({
    mounts: { '/kommo': kommo.handler, '/cloud': cloud.handler, '/evolution': evolution.handler },
  });
  ({ url } = http);
  close = async () => {
    clock.stop();
    await http.close();
  };
  const connect = (gateway: string): void => {
    tunnel = gateway;
    kommo.control.subscribe({
      destination: `${gateway}/webhooks/kommo/${SECRETS.kommo}/`,
      settings: ['add_lead', 'update_lead', 'status_lead', 'note_lead', 'add_outgoing_message'],
    });
  };
  const environment = {
    KOMMO_BASE_URL: `${url}/kommo`,
    KOMMO_TOKEN: ACCOUNT.kommoToken,
    KOMMO_PIPELINE_ID: String(ACCOUNT.pipelineId),
    KOMMO_ACCOUNT_ID: String(ACCOUNT.kommoAccountId),
    KOMMO_WEBHOOK_SECRET: SECRETS.kommo,
    DEBOUNCE_SECONDS: '1',
  };
  return { kommo, cloud, evolution, environment, connect, url };
}

const WHATSAPP = {
  cloud: (url: string) => ({
    CLOUD_API_URL: `${url}/cloud/v26.0`,
    CLOUD_PHONE_NUMBER_ID: ACCOUNT.phoneNumberId,
    CLOUD_TOKEN: ACCOUNT.cloudToken,
    CLOUD_APP_SECRET: ACCOUNT.cloudAppSecret,
    CLOUD_VERIFY_TOKEN: ACCOUNT.cloudVerifyToken,
  }),
  evolution: (url: string) => ({
    EVOLUTION_URL: `${url}/evolution`,
    EVOLUTION_API_KEY: ACCOUNT.evolutionApiKey,
    EVOLUTION_INSTANCE: ACCOUNT.evolutionInstance,
    EVOLUTION_WEBHOOK_SECRET: SECRETS.evolution,
  }),
} as const;

for (const provider of ['cloud', 'evolution'] as const)
  test(`H1, H3 · a real Kommo and a real WhatsApp by ${provider}: greeted, qualified, taken over unseen, silent, given back, answered`, async () => {
    const far = await farEnds();
    const whatsapp = far[provider].control;
    const run = await started({
      dir: await aFolder(),
      args: ['--kommo', 'real', '--whatsapp', 'real', '--provider', provider],
      env: { ...far.environment, ...WHATSAPP[provider](far.url) },
    });
    far.connect(run.addresses.gateway);
    const heard = () =>
      whatsapp
        .phone(JOANA.from)
        .flatMap(({ from, via, text }) => (from === 'us' && via === 'api' ? [text] : []));
    const card = () => {
      const [only, ...more] = far.kommo.control.cards();
      expect(more).toEqual([]);
      return only;
    };
    const says = async (text: string, answer: RegExp) => {
      const before = heard().length;
      whatsapp.leadSays({ ...JOANA, text });
      await vi.waitFor(() => expect(heard().slice(before).join('\n')).toMatch(answer), SOON);
    };
    const movedUnseen = (statusId: number) => {
      far.kommo.control.hooks.drop('all');
      far.kommo.control.moveCard({ leadId: card()?.leadId ?? 0, statusId, userId: SELLERS.marcos });
      far.kommo.control.hooks.drop(0);
    };

    await says('oi', /Com quem eu falo\?/);
    await says('me chamo Joana', /conta de luz/);
    await says('850', /\*A\*/);
    await vi.waitFor(() => expect(card()?.stage).toBe('EM QUALIFICAÇÃO'), SOON);
    expect(card()).toMatchObject({ name: 'Joana', fields: { 'Valor Conta Energia': '850' } });

    movedUnseen(STATUS.atendimento_humano);
    const before = heard();
    whatsapp.leadSays({ ...JOANA, text: 'alguém aí?' });
    await vi.waitFor(async () => {
      const { body } = await run.local(`decisions?phone=${encodeURIComponent(JOANA.from)}`);
      expect(Decisions.parse(body).at(-1)?.reason).toBe('human_stage');
    }, SOON);
    expect(heard()).toEqual(before);

    movedUnseen(STATUS.em_qualificacao);
    await says('C', /desconto/);
    expect(whatsapp.duplicates()).toEqual({});

    const { code, stdout, stderr } = await run.stop();
    expect(code).toBe(0);
    for (const secret of [
      ...Object.values(SECRETS),
      ACCOUNT.kommoToken,
      ACCOUNT.cloudToken,
      ACCOUNT.cloudAppSecret,
      ACCOUNT.evolutionApiKey,
    ])
      expect(stdout + stderr).not.toContain(secret);
  });
