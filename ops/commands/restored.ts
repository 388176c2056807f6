/**
 * `restored --backup <time>`: after a backup of Postgres was restored, before `start` (docs/restore.md). The rows are as old as the backup: what
 * they plan may have been said since. So what was begun ends here, and what is missing and can be found is taken from Kommo: cards that left the
 * bot's stages, and leads who asked to stop, by the tag on their card. Run twice, it finds nothing more.
 */
import type { Command } from 'commander';
import { isTakeover } from '../../lib/handoff/takeover-claim.ts';
import type { KommoLead } from '../../lib/kommo/kommo.ts';
import { createMetadata } from '../../lib/kommo/metadata.ts';
import { LeadKey } from '../../lib/lead.ts';
import { createKommoAdmin, type KommoAdmin } from '../admin/kommo.ts';
import type { Context, Outcome, Run } from '../context.ts';
import { OpsError, wrongUse } from '../failure.ts';

const LEADS_PER_CALL = 200;
const PAGES_MAX = 400;
/** As `desiredCard` writes it. */
const OPT_OUT_TAG = 'opt-out';
/** Clocks differ. */
const OVERLAP_SECONDS = 60;
const CARDS_SHOWN = 50;

const unread = (what: string): OpsError =>
  new OpsError(`Kommo could not be read (${what}): what it knows is not taken over yet`, {
    advice: 'npm run ops -- doctor, then this command again; the bot stays stopped meanwhile',
  });

/** Every card that changed since then, each once. @throws {OpsError} when Kommo cannot be read to the end. */
async function changedSince(kommo: KommoAdmin['kommo'], fromSeconds: number): Promise<readonly KommoLead[]> {
  const cards = new Map<number, KommoLead>();
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    const read = await kommo.changedLeads({ fromSeconds, page, priority: 'write' });
    if (read.kind !== 'ok') throw unread(read.kind === 'failed' ? read.cause : read.kind);
    for (const card of read.value.leads) cards.set(card.id, card);
    if (read.value.isLast) return [...cards.values()];
  }
  throw unread('too many cards changed');
}

/** True: the lead behind this card had not stopped us, as far as the backup knows; now it has. */
async function heedTag(context: Context, kommo: KommoAdmin['kommo'], card: KommoLead): Promise<boolean> {
  const store = context.connection.store();
  const read = await kommo.contacts(card.contactIds, { priority: 'write' });
  if (read.kind === 'failed') throw unread(read.cause);
  const phones = read.kind === 'ok' ? read.value.flatMap((contact) => contact.phones) : [];
  let news = false;
  for (const phone of new Set(phones)) {
    const atMs = context.clock.nowMs();
    const lead =
      (await store.leadByKey(LeadKey.parse(phone))) ??
      (await store.resolveLead({ phone, lid: null, bsuid: null, replyTo: phone.slice(1) }, atMs));
    if (lead.signals.optedOutAtMs !== null) continue;
    news = true;
    await store.recordTakeover({
      leadId: lead.id,
      signal: 'opt_out',
      signalAtMs: Math.min(card.updatedAt * 1000, atMs),
      untilMs: null,
      atMs,
      source: { reason: 'restored', author: 'lead' },
    });
  }
  return news;
}

async function fromKommo(context: Context, backupMs: number): Promise<{ left: number; optedOut: number }> {
  const { connection, clock } = context;
  const config = connection.settings.kommo();
  const admin = createKommoAdmin({ config, clock, log: connection.log });
  try {
    const map = await createMetadata({
      ...config,
      kommo: admin.kommo,
      clock,
      log: connection.log,
      onPipeline: async () => {},
    }).stageMap();
    if (map.kind === 'failed') throw unread('its stages');
    let left = 0;
    let optedOut = 0;
    for (const card of await changedSince(admin.kommo, Math.floor(backupMs / 1000) - OVERLAP_SECONDS)) {
      if (card.tags.includes(OPT_OUT_TAG) && (await heedTag(context, admin.kommo, card))) optedOut += 1;
      if (!isTakeover(map.value.placeOf(card))) continue;
      const isKnown = await connection.takeovers().cardLeft({
        kommoLeadId: card.id,
        statusId: card.statusId,
        movedAtMs: card.updatedAt * 1000,
        seenAtMs: clock.nowMs(),
        source: { reason: 'live_read', author: null },
      });
      if (isKnown) left += 1;
    }
    return { left, optedOut };
  } finally {
    await admin.close();
  }
}

async function restored(
  context: Context,
  { backup, yes }: { backup: string; yes: boolean },
): Promise<Outcome> {
  const { connection, clock, say } = context;
  const backupMs = Date.parse(backup);
  if (Number.isNaN(backupMs) || backupMs > clock.nowMs())
    throw wrongUse('that is no time of a backup', 'write when it was made: --backup 2026-11-23T03:00:00Z');
  const question = `End everything that was open at ${new Date(backupMs).toISOString()} and take over what Kommo knows since?`;
  if (!(await context.confirm(question, { yes }))) return { ok: false, answer: { ok: false } };
  // Whatever the backup says of it: nothing is said before `start`.
  await connection.store().stopSpeech(clock.nowMs());
  let ended = 0;
  const waiting: { readonly id: string; readonly card: number | null }[] = [];
  for (let isMore = true; isMore; ) {
    const piece = await connection.database().afterRestore(LEADS_PER_CALL, clock.nowMs());
    ended += piece.done;
    waiting.push(...piece.waiting);
    isMore = piece.left;
  }
  const found = await fromKommo(context, backupMs);
  say(
    `${String(ended).padStart(5)}  leads of whom something was open: nothing of it goes on, their next message is answered`,
  );
  say(`${String(found.left).padStart(5)}  cards left the bot's stages since the backup: taken over`);
  say(`${String(found.optedOut).padStart(5)}  leads asked to stop since the backup: left alone`);
  say(
    `${String(waiting.length).padStart(5)}  leads had asked something that nobody answers now; a person looks:`,
  );
  for (const { id, card } of waiting.slice(0, CARDS_SHOWN)) say(`       card ${card ?? 'none'} (lead ${id})`);
  if (waiting.length > CARDS_SHOWN)
    say(`       and ${waiting.length - CARDS_SHOWN} more: --json has them all`);
  say(
    'Not found again: answers typed on the phone since the backup, and meetings without an event in Google. docs/restore.md says what to do.',
  );
  say('The bot is silent for everybody. To let it speak again: npm run ops -- start');
  return { ok: true, answer: { ok: true, ended, waiting, ...found } };
}

export function defineRestored(program: Command, run: Run): void {
  program
    .command('restored')
    .description(
      'After a backup of Postgres was restored: ends what was open, takes over what Kommo knows since.',
    )
    .requiredOption('--backup <time>', 'when the backup was made, ISO 8601')
    .option('--yes', 'do not ask', false)
    .action((options: { backup: string; yes: boolean }) => run((context) => restored(context, options)));
}
