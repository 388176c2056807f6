/**
 * Every case of `test/fixtures/cases/whatsapp`, played on the real functions, with the outcome that it names. Where a case is
 * arguable, what a person would want is said here.
 */
import { expect, test } from 'vitest';
import { caseFiles, type Played, play, readCase, worldOf } from '../support/cases.ts';
import { useWorlds, type World } from '../support/world.ts';

const world = useWorlds();

const ANA = { phone: '+5581990000001' } as const;
const BRUNO = { phone: '+5511990000002' } as const;
type Row = Readonly<Record<string, unknown>>;
type Check = (w: World, played: Played) => Promise<void> | void;

const rowsOf = async (w: World, sql: string): Promise<readonly Row[]> =>
  (await w.supabase.db.query<Row>(sql)).rows;
const events = (w: World): readonly unknown[] => w.logLines.map((line) => JSON.parse(line).event);
/** Nothing was said from the step with this index on. */
const silentFrom =
  (step: number): Check =>
  (_w, { saidAfter }) => {
    expect(saidAfter.at(-1)).toBe(saidAfter[step - 1] ?? 0);
  };
const spokenFrom =
  (step: number): Check =>
  (_w, { saidAfter }) => {
    expect(saidAfter.at(-1)).toBeGreaterThan(saidAfter[step - 1] ?? 0);
  };
const takenOver: Check = async (w) => {
  expect((await w.lead(ANA)).signals.humanReplyAtMs).not.toBeNull();
  expect(await rowsOf(w, 'select 1 from public.leads')).toHaveLength(1);
};
const notTakenOver: Check = async (w) => {
  expect((await w.lead(ANA)).signals.humanReplyAtMs).toBeNull();
};
const all =
  (...checks: readonly Check[]): Check =>
  async (w, played) => {
    for (const check of checks) await check(w, played);
  };
const bodyOf = async (w: World, providerId: string): Promise<Row | undefined> =>
  (
    await rowsOf(
      w,
      `select body, deleted_at from public.messages where provider_id = '${providerId}' order by arrival`,
    )
  )[0];
const optedOut: Check = async (w) => {
  expect((await w.lead(ANA)).signals.optedOutAtMs).not.toBeNull();
};
/** The ladder goes on as if nothing had come: its first step leaves half an hour after the bot's last word. */
const followedUp: Check = async (w) => {
  const before = w.whatsapp.sent.length;
  await w.minutes(35);
  expect(w.whatsapp.sent.length).toBe(before + 1);
};

const CHECKS: Readonly<Record<string, readonly [title: string, check: Check]>> = {
  '01-lead-pins-a-message.json': [
    'W6 · a pin of the lead’s is no turn, and the ladder goes on',
    all(silentFrom(2), followedUp),
  ],
  '02-seller-pins-a-message.json': [
    'W6 · a pin of the seller’s is no takeover',
    all(notTakenOver, spokenFrom(2)),
  ],
  '05-lottie-sticker.json': ['W6 · an animated sticker is noted as a plain one is', silentFrom(2)],
  '06-text-in-unknown-envelopes.json': [
    'W6 · text in an envelope nobody listed is read and answered',
    async (w, { saidAfter }) => {
      expect(saidAfter[1]).toBeGreaterThan(0);
      expect(saidAfter.at(-1)).toBeGreaterThan(saidAfter[1] ?? 0);
      const said = await rowsOf(
        w,
        `select body from public.messages where direction = 'in' order by arrival`,
      );
      expect(said.map(({ body }) => body)).toEqual(['Quero saber o preço', 'minha conta vem 900']);
    },
  ],
  '07-cloud-unsupported-edit.json': [
    'W6 · an edit that Meta cannot show is nothing to answer',
    silentFrom(2),
  ],
  // A plain greeting would do as well; but nothing was written, and a bot that speaks first to whoever opens a chat is a nuisance.
  '09-cloud-request-welcome.json': [
    'W6 · a chat that was opened and not written in is left alone',
    silentFrom(2),
  ],
  // A lead who lets itself be called has said nothing to the bot: silence is enough.
  '10-cloud-call-permission-reply.json': ['W6 · a yes to being called is not "não abriu"', silentFrom(2)],
  '11-cloud-131060-nothing-follows.json': [
    'W3 · a first message that never gets its content is greeted, and the ledger says why',
    async (w, { saidAfter }) => {
      const cards = w.kommo.control.cards().length;
      expect(saidAfter.at(-1) ?? 0, 'a greeting, or a card for a person').toBeGreaterThan(0);
      expect(cards).toBe(1);
      expect((await w.decisions(ANA)).length).toBeGreaterThan(0);
    },
  ],
  '13-phone-typed-with-55-and-zero.json': [
    'W1 · a card with a person whose phone was typed "+55 (081) 99000-0001" is found',
    async (w, { saidAfter }) => {
      expect(saidAfter.at(-1)).toBe(0);
      expect((await w.decisions(ANA)).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_stage' });
      expect(w.kommo.control.cards()).toHaveLength(1);
    },
  ],
  '15-echo-names-lid-digits-as-phone.json': [
    'W2 · an echo to LID digits spelt as a phone is a takeover of the lead behind that LID',
    all(takenOver, silentFrom(2)),
  ],
  '16-echo-names-unknown-lid-quoting-us.json': [
    'W2 · an echo to a LID nobody saw, quoting our bubble, is a takeover of the lead who got it',
    all(takenOver, silentFrom(1)),
  ],
  '18-bsuid-then-phone-in-one-burst.json': [
    'W11 · a burst first under the user id and then under the phone gets one reply',
    async (w) => {
      const replies = await rowsOf(w, 'select 1 from public.replies');
      expect(replies).toHaveLength(2);
      expect(await rowsOf(w, 'select 1 from public.leads')).toHaveLength(1);
    },
  ],
  '19-meta-ai-becomes-a-lead.json': [
    'W9 · Meta AI is no lead',
    async (w, { saidAfter }) => {
      expect(saidAfter.at(-1)).toBe(0);
      expect(await rowsOf(w, 'select 1 from public.leads')).toEqual([]);
      expect(w.kommo.control.cards()).toEqual([]);
    },
  ],
  '21-hosted-jids-are-dropped.json': [
    'W9 · who writes from a hosted address is recorded and answered, by phone and by LID',
    async (w, { saidAfter }) => {
      expect(saidAfter[1]).toBeGreaterThan(0);
      expect(saidAfter.at(-1)).toBeGreaterThan(saidAfter[1] ?? 0);
      expect(await rowsOf(w, 'select key, reply_to from public.leads order by key')).toEqual([
        { key: '+5581990000001', reply_to: '558190000001@s.whatsapp.net' },
        { key: 'lid:100000000000009', reply_to: '100000000000009@lid' },
      ]);
    },
  ],
  // Ids are made by the sender's device: two people can have made the same one, and neither may lose a word by it.
  '22-same-id-two-senders.json': [
    'W15 · two people whose messages carry one id are both recorded and answered',
    async (w) => {
      expect((await w.messages(BRUNO)).map(({ body }) => body)).toContain('Oi, sou o Bruno');
      expect(w.fromBot(BRUNO).length).toBeGreaterThan(0);
      expect(w.fromBot(ANA).length).toBeGreaterThan(0);
    },
  ],
  '23-edit-overtakes-its-message.json': [
    'W5 · an edit that overtakes its message is what is answered',
    async (w) => {
      expect((await w.lead(ANA)).facts).toMatchObject({ billBrl: 900 });
      expect(w.fromBot(ANA).join('\n')).toMatch(/Usina|Desconto/i);
    },
  ],
  '25-older-edit-lands-last.json': [
    'W5 · of two edits the newer by its own time stands, though it came first',
    async (w) => expect(await bodyOf(w, '3AED02')).toMatchObject({ body: 'minha conta vem 900' }),
  ],
  '27-edit-to-parar.json': [
    'W5 · an edit to PARAR is an opt-out',
    async (w, played) => {
      await optedOut(w, played);
      // One word of confirmation, and nothing after it.
      expect(played.saidAfter.at(-1)).toBe((played.saidAfter[3] ?? 0) + 1);
    },
  ],
  '28-seller-edits-and-deletes-own-message.json': [
    'W5 · what a seller corrects and deletes is corrected and deleted in the history',
    async (w, played) => {
      expect(await bodyOf(w, '3ASELL1')).toEqual({
        body: 'O desconto é de 5%',
        deleted_at: expect.any(Date),
      });
      await takenOver(w, played);
    },
  ],
  '29-meta-opt-out-button.json': [
    'W7 · the button "Parar promoções" is an opt-out, confirmed once',
    all(optedOut, (_w, { saidAfter }) => expect(saidAfter.at(-1)).toBe((saidAfter[1] ?? 0) + 1)),
  ],
  '31-nfd-name.json': [
    'W10 · a name with decomposed accents is the name',
    async (w) => expect((await w.lead(ANA)).facts).toMatchObject({ name: 'João Antônio' }),
  ],
  '33-invisible-profile-name.json': [
    'W10, V7 · a profile name that nobody can see names no card',
    (w) => expect(w.kommo.control.cards().map(({ name }) => name)).toEqual(['Lead WhatsApp']),
  ],
  '34-account-error-throws-the-reply-away.json': [
    'W4 · a reply refused for the account’s sake is held, alarmed, and said after the repair',
    (w) => {
      expect(events(w)).toContain('whatsapp.alarm');
      expect(w.fromBot(ANA).length).toBeGreaterThan(0);
    },
  ],
  '36-two-bots-in-a-loop.json': [
    'W8 · thirty identical messages get a few answers, then silence and a task for a person',
    async (w) => {
      expect(w.fromBot(ANA).length).toBeLessThanOrEqual(5);
      expect((await w.decisions(ANA)).at(-1)).toMatchObject({ kind: 'silence', reason: 'loop' });
      expect(w.kommo.control.card(w.cardId()).tasks.length).toBeGreaterThan(0);
    },
  ],
  // The same words to the same lead within seconds of our own bubble: another spelling of its echo, not a person who copies us.
  '37-echo-of-our-bubble-under-another-id.json': [
    'W15 · an echo of our own bubble under another id is ours',
    all(notTakenOver, spokenFrom(3)),
  ],
  // Greeting and first message cross by a second: the app's greeting is automatic, and the lead is to be answered.
  '38-greeting-before-the-first-message.json': [
    'P18 · an automatic greeting one second ahead of the first message is no takeover',
    all(notTakenOver, spokenFrom(1)),
  ],
  // Twenty minutes late is too late for a bot's hello, and too early to lose a lead: a person finds a card and a task.
  '39-backlog-of-a-new-lead.json': [
    'I5 · a backlog of a lead nobody knew is not answered, and is not lost: there is a card with a task',
    (w, { saidAfter }) => {
      expect(saidAfter.at(-1)).toBe(0);
      expect(w.kommo.control.cards()).toHaveLength(1);
      expect(w.kommo.control.card(w.cardId()).tasks.length).toBeGreaterThan(0);
    },
  ],
  // Nothing of ours can let so much in: the doctor refuses the setting beforehand (test/ops/doctor.test.ts).
  '40-seven-megabytes-of-base64.json': [
    'W12 · seven megabytes of base64 do not pass the gateway, and the lead is still answered',
    (_w, { answers, saidAfter }) => {
      expect(answers).toEqual([413]);
      expect(saidAfter.at(-1)).toBeGreaterThan(saidAfter[0] ?? 0);
    },
  ],
  '41-ad-without-text.json': ['W6 · a first message by an ad, without a word, is greeted', spokenFrom(2)],
  '42-self-chat-redelivered.json': [
    'W9 · the chat with ourselves is nobody’s, and no alarm',
    async (w, { saidAfter }) => {
      expect(saidAfter.at(-1)).toBe(0);
      expect(await rowsOf(w, 'select 1 from public.leads')).toEqual([]);
      expect(events(w)).not.toContain('takeover.unattributed');
      expect(events(w)).not.toContain('webhook.dropped');
    },
  ],
};

test('every case has an outcome', () => {
  expect(Object.keys(CHECKS)).toEqual(caseFiles());
});

for (const [file, [title, check]] of Object.entries(CHECKS))
  test(`${title} (${file.slice(0, 2)})`, async () => {
    const played = readCase(file);
    const w = await worldOf(played, world);
    await check(w, await play(w, played));
  });
