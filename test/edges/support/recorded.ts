/**
 * The recorded bodies of `test/fixtures`, posted as their sender posts them: exact bytes, true proof of origin, over HTTP to
 * the gateway of the running stack. What a body must come to is in the tables beside the tests.
 */
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { ACCOUNT } from '../../../local/stack.ts';
import type { World } from '../../support/world.ts';

export const recorded = (path: string): Buffer =>
  readFileSync(new URL(`../../fixtures/${path}`, import.meta.url));

/** HMAC vectors over three of the Cloud bodies. */
export const SIGNATURES = 'cloud/signatures.json';

/** Who is in the bodies (test/fixtures/README.md). */
export const ANA = {
  phone: '+5581990000001',
  name: 'Ana Beatriz Lima',
  waId: '558190000001',
  lid: '100000000000001',
} as const;
export const BRUNO = {
  phone: '+5511990000002',
  name: 'Bruno Tavares',
  waId: '5511990000002',
  lid: '100000000000002',
} as const;
export const CARLA = {
  phone: '+5581990000003',
  name: 'Carla Nogueira',
  waId: '5581990000003',
  lid: '100000000000003',
} as const;
export const DAVI = {
  phone: '+558130000004',
  name: 'Davi Pontes',
  waId: '558130000004',
  lid: '100000000000004',
} as const;
export const ELISA = {
  phone: '+5581990000005',
  name: 'Elisa Moura',
  waId: '558190000005',
  lid: '100000000000005',
} as const;
export const FABIO = { phone: 'BR.1000000000000006', name: 'Fábio Serra' } as const;
const WITH_PHONE = [ANA, BRUNO, CARLA, DAVI, ELISA] as const;
export type Person = { readonly phone: string; readonly name: string };

export const TIME_ZERO = 1795438800;
export const MARCOS = 9000101;

/** How a body proves where it comes from. */
export const proofOf = {
  cloud: (body: Uint8Array, secret: string = ACCOUNT.cloudAppSecret): Record<string, string> => ({
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  }),
  evolution: (): Record<string, string> => ({ 'x-webhook-secret': ACCOUNT.evolutionSecret }),
} as const;
export const PATHS = {
  cloud: '/webhooks/whatsapp/cloud',
  evolution: '/webhooks/whatsapp/evolution',
  kommo: `/webhooks/kommo/${ACCOUNT.kommoSecret}/`,
} as const;
export type Sender = keyof typeof PATHS;

/** One POST, and its answer with the body read. No time passes on the stack's clock. */
export async function post(
  w: { readonly url: string },
  {
    path,
    body,
    headers = {},
  }: { path: string; body: Uint8Array | string; headers?: Readonly<Record<string, string>> },
): Promise<{ status: number; text: string }> {
  const response = await fetch(`${w.url}${path}`, { method: 'POST', headers, body: Buffer.from(body) });
  return { status: response.status, text: await response.text() };
}

const headersOf = (sender: Sender, body: Uint8Array): Record<string, string> => {
  if (sender === 'kommo') return { 'content-type': 'application/x-www-form-urlencoded' };
  return {
    'content-type': 'application/json',
    ...(sender === 'cloud' ? proofOf.cloud(body) : proofOf.evolution()),
  };
};

/** The true sender posts these bytes. */
export const postAs = (
  w: { readonly url: string },
  sender: Sender,
  body: Uint8Array,
): Promise<{ status: number; text: string }> =>
  post(w, { path: PATHS[sender], body, headers: headersOf(sender, body) });

/** Posts a recorded body; every one of them is answered 200 with nothing in it. */
export async function deliver(w: World, sender: Sender, path: string): Promise<void> {
  expect(await postAs(w, sender, recorded(path))).toEqual({ status: 200, text: '' });
}

/** The same, and the turn that follows. */
export async function arrives(w: World, sender: Sender, path: string): Promise<void> {
  await deliver(w, sender, path);
  await w.seconds(9);
}

/** The people of the bodies exist on the emulator's WhatsApp under the addresses that the bodies give them. */
export function peopleExist(w: World): void {
  for (const { phone, name, waId, lid } of WITH_PHONE) w.whatsapp.contact(phone, { name, waId, lid });
}

/**
 * The person has just written: it is on the phone and the 24-hour window is open. The emulator's own webhook about it is
 * lost, for the recorded one takes its place.
 */
export function hasWritten(w: World, { phone, name }: Person): void {
  w.whatsapp.drop(1);
  w.whatsapp.leadSays({ from: phone, name, text: '(o texto gravado)' });
}

const TABLES = ['leads', 'lead_addresses', 'messages', 'replies', 'decisions'] as const;
export type Row = Readonly<Record<string, unknown>>;

/** Everything Postgres holds, to compare before and after. */
export async function everything(w: World): Promise<Record<string, unknown>> {
  const held = TABLES.map(async (table) => [
    table,
    (await w.supabase.db.query(`select * from public.${table} order by 1, 2`)).rows,
  ]);
  return Object.fromEntries(await Promise.all(held));
}

export async function rowsOf(
  w: World,
  sql: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  return (await w.supabase.db.query<Row>(sql, [...values])).rows;
}
export const messagesIn = (w: World): Promise<readonly Row[]> =>
  rowsOf(
    w,
    `select m.*, extract(epoch from m.sent_at)::bigint as sent_seconds from public.messages m where direction = 'in' order by arrival`,
  );
export const leadsIn = (w: World): Promise<readonly Row[]> =>
  rowsOf(w, 'select * from public.leads order by created_at, key');
export const countOf = async (w: World, table: (typeof TABLES)[number]): Promise<number> =>
  (await rowsOf(w, `select 1 from public.${table}`)).length;

/** A bubble of ours in the outbox under the id that the bodies speak of. */
export async function weSent(
  w: World,
  {
    to,
    providerId,
    status = 'sent',
    body = 'Oi!',
  }: { to: Person; providerId: string | null; status?: string; body?: string },
): Promise<void> {
  await w.supabase.db.query(
    `insert into public.messages (lead_id, direction, author, provider_id, dedupe_key, kind, body, sent_at, recorded_at, status, epoch)
     values (public.resolve_lead(array[$1], $1, null, null, substr($1, 2), $2), 'out', 'bot', $3, 'seed:' || coalesce($3, $4), 'text', $4, $2, $2, $5, 0)`,
    [to.phone, new Date(w.clock.nowMs()).toISOString(), providerId, body, status],
  );
}
export const outbox = (w: World): Promise<readonly Row[]> =>
  rowsOf(
    w,
    `select provider_id, status, error_code, body from public.messages where author = 'bot' order by arrival`,
  );

/** The lines of the log, parsed. */
export const logged = (w: World): readonly Row[] => w.logLines.map((line): Row => JSON.parse(line));

/** O2: nothing of these people's may stand in the log, nor the account's secrets. */
export function expectDiscreetLog(w: World, more: readonly string[] = []): void {
  const secrets = [
    ACCOUNT.cloudAppSecret,
    ACCOUNT.cloudToken,
    ACCOUNT.evolutionSecret,
    ACCOUNT.evolutionApiKey,
    ACCOUNT.kommoSecret,
    ACCOUNT.kommoToken,
    ACCOUNT.serviceKey,
    ACCOUNT.redisToken,
  ];
  const people = [...WITH_PHONE, FABIO].flatMap(({ name, phone }) => [
    name,
    name.split(' ')[0] ?? name,
    phone,
  ]);
  const numbers = WITH_PHONE.flatMap(({ waId, lid, phone }) => [waId, lid, phone.slice(-8)]);
  const log = w.logLines.join('\n');
  for (const secret of [...secrets, ...people, ...numbers, ...more]) expect(log).not.toContain(secret);
}

/** One recorded body: when it arrives, what stands before it, what it must come to. */
export type Recording = {
  /** Epoch seconds at which the world starts. */
  readonly at: number;
  /** What happens; posts the body itself. */
  readonly run: (w: World, path: string) => Promise<void>;
};
export type Recordings = Readonly<Record<string, Recording>>;
