/** Every webhook of `test/fixtures/evolution`, and what the README there says of it. */
import { expect } from 'vitest';
import type { World } from '../../support/world.ts';
import { expectAnswered, expectPaused, ignored, inbound, onlyRecorded } from './outcomes.ts';
import {
  ANA,
  arrives,
  BRUNO,
  CARLA,
  DAVI,
  deliver,
  ELISA,
  everything,
  expectDiscreetLog,
  hasWritten,
  leadsIn,
  logged,
  messagesIn,
  outbox,
  type Recording,
  type Recordings,
  type Row,
  rowsOf,
  TIME_ZERO,
  weSent,
} from './recorded.ts';

const OUR_SEND = '3EB02C675809010ED0855E';
const OUR_QUESTION = 'Oi Ana! Qual o valor médio da sua conta de luz?';
const OWNER_DIGITS = '558190002000';

type PersonOnWhatsApp = {
  readonly phone: string;
  readonly name: string;
  readonly waId: string;
  readonly lid: string;
};
const jidOf = ({ waId }: PersonOnWhatsApp): string => `${waId}@s.whatsapp.net`;

/** The person's message as recorded, answered at the jid it came from. `lid`: the body names it too. */
const from = (
  who: PersonOnWhatsApp,
  at: number,
  message: Row,
  { lid = true, reply }: { lid?: boolean; reply?: RegExp } = {},
): Recording =>
  inbound('evolution', {
    at,
    who,
    message,
    lead: { key: who.phone, phone: who.phone, lid: lid ? who.lid : null, bsuid: null, reply_to: jidOf(who) },
    sentTo: jidOf(who),
    ...(reply && { reply }),
  });
const text = (body: string, more: Row = {}): Row => ({
  kind: 'text',
  body,
  content: { kind: 'text', text: body },
  ...more,
});
const choice = (id: string, body: string, quotes: string | null = OUR_SEND): Row => ({
  kind: 'choice',
  body,
  quotes,
  content: { kind: 'choice', id, text: body },
});
/** Media by reference: the bytes of the body are in no column. */
const media = (
  kind: string,
  {
    id,
    mimeType,
    caption = null,
    fileName = null,
  }: { id: string; mimeType: string; caption?: string | null; fileName?: string | null },
): Row => ({ kind, body: caption, content: { kind, media: { id, mimeType }, caption, fileName } });
const OGG = 'audio/ogg; codecs=opus';
const FIRST_WORDS = text('Oi, vi o anúncio de vocês');
const NEW_WORDS = 'Oi, vi o anúncio. Minha conta é de R$ 850';

const anaTalks = async (w: World): Promise<void> => {
  await w.says('oi', ANA);
  expect(w.fromBot(ANA).length).toBeGreaterThan(0);
};
const leftAlone = (at: number): Recording => ignored('evolution', { at, prepare: anaTalks });

/** A person wrote to somebody who talks with the bot: recorded before the 200, and silence from there on. */
const takeover = (who: PersonOnWhatsApp, at: number, words: string): Recording => ({
  at: at - 60,
  run: async (w, path) => {
    await w.says('oi', who);
    await w.minutes(1);
    await deliver(w, 'evolution', path);
    expect((await w.lead(who)).signals.humanReplyAtMs).toBe(at * 1000);
    expect((await w.messages(who)).at(-1)).toMatchObject({ author: 'person', body: words });
    await w.seconds(9);
    await expectPaused(w, who, 'human_reply');
    expect(await rowsOf(w, `select 1 from public.messages where author = 'person'`)).toHaveLength(1);
    expect(await leadsIn(w)).toHaveLength(1);
    expectDiscreetLog(w, [words]);
  },
});

/** An edit of the lead's first message: new words, no takeover, no second turn. */
const edit = (at: number): Recording => ({
  at,
  run: async (w, path) => {
    hasWritten(w, ANA);
    await arrives(w, 'evolution', 'evolution/text-2.3.7-lid.json');
    // What the send itself is told of has been told.
    await w.seconds(20);
    const [said, statuses] = [w.whatsapp.sent.length, await outbox(w)];
    await arrives(w, 'evolution', path);
    expect(await messagesIn(w)).toEqual([
      expect.objectContaining({ body: NEW_WORDS, edited_at: expect.any(Date), disposition: 'answered' }),
    ]);
    expect(await outbox(w)).toEqual(statuses);
    expect(w.whatsapp.sent).toHaveLength(said);
    expect((await w.lead(ANA)).signals.humanReplyAtMs).toBeNull();
    await expectAnswered(w, ANA);
  },
});
/** The lead deletes its voice note. */
const deletion = (at: number): Recording => ({
  at,
  run: async (w, path) => {
    hasWritten(w, ANA);
    await arrives(w, 'evolution', 'evolution/audio-no-base64.json');
    const said = w.whatsapp.sent.length;
    await arrives(w, 'evolution', path);
    expect(await messagesIn(w)).toEqual([
      expect.objectContaining({ kind: 'voice', deleted_at: expect.any(Date) }),
    ]);
    expect(w.whatsapp.sent).toHaveLength(said);
    await expectAnswered(w, ANA);
  },
});
/** The transport itself: nothing about a lead, and a person is told when it is down. */
const connection = (at: number, line: Row): Recording => ({
  at,
  run: async (w, path) => {
    await anaTalks(w);
    await w.seconds(20);
    const before = await everything(w);
    await arrives(w, 'evolution', path);
    expect(await everything(w)).toEqual(before);
    expect(logged(w)).toContainEqual(expect.objectContaining(line));
    await expectAnswered(w, ANA);
  },
});

export const EVOLUTION_RECORDINGS: Recordings = {
  'text-2.2.3-lid.json': inbound('evolution', {
    at: TIME_ZERO,
    who: ANA,
    message: FIRST_WORDS,
    lead: { key: `lid:${ANA.lid}`, phone: null, lid: ANA.lid, reply_to: `${ANA.lid}@lid` },
    sentTo: `${ANA.lid}@lid`,
  }),
  'text-2.3.4-lid.json': from(ANA, TIME_ZERO, FIRST_WORDS),
  'text-2.3.6-lid.json': {
    at: TIME_ZERO,
    run: async (w, path) => {
      await from(ANA, TIME_ZERO, FIRST_WORDS).run(w, path);
      // O2: this build shows the instance's key in the envelope.
      const kept = JSON.stringify([
        await everything(w),
        w.sqs.control.messages('lead-events.fifo'),
        w.logLines,
      ]);
      expect(kept).not.toContain('6C793695');
    },
  },
  'text-2.3.7-lid.json': from(ANA, TIME_ZERO, FIRST_WORDS, { lid: false }),
  'text-2.4-rc-lid.json': from(ANA, TIME_ZERO, FIRST_WORDS),
  'text-reply.json': from(BRUNO, 1795438860, text('quarta às 10h fica bom', { quotes: OUR_SEND })),
  'text-extended-raw.json': from(BRUNO, 1795438861, text('meu consumo é de R$ 1.500,00')),
  'audio-base64.json': {
    at: 1795438920,
    run: async (w, path) => {
      const id = 'ACBD2F558D9E8A8D435A15D427DDD465';
      await from(ANA, 1795438920, media('voice', { id, mimeType: OGG }), { reply: /áudio/ }).run(w, path);
      expect(JSON.stringify(await everything(w))).not.toMatch(/T2dnUw|mediaKey|base64/);
    },
  },
  'audio-no-base64.json': from(
    ANA,
    1795438921,
    media('voice', { id: 'ACCC2DE6F429B0318EF2E410CAD18453', mimeType: OGG }),
    {
      reply: /áudio/,
    },
  ),
  'image.json': from(
    CARLA,
    1795438922,
    media('image', {
      id: 'AC6105D6CC76AF400325E94D588CE511',
      mimeType: 'image/jpeg',
      caption: 'minha conta de luz',
    }),
    { reply: /foto da conta|imagem/ },
  ),
  'document.json': from(
    DAVI,
    1795438923,
    media('document', {
      id: '3EB043CC23FA52B87B4CC1',
      mimeType: 'application/pdf',
      caption: 'segue a fatura',
      fileName: 'conta-outubro.pdf',
    }),
    { reply: /documento|foto da conta/ },
  ),
  'buttons-response.json': from(ANA, 1795438980, choice('fluxo_c', 'Energia com desconto')),
  'template-button-reply.json': from(ANA, 1795438981, choice('fluxo_a', 'Usina própria')),
  'interactive-response.json': from(ANA, 1795438982, choice('fluxo_b', 'Aluguel de lote')),
  'list-response.json': from(ANA, 1795438983, choice('slot_2026-11-25T10:00', 'Quarta, 10h')),
  'reaction-add.json': leftAlone(1795439030),
  'reaction-remove.json': leftAlone(1795439033),
  'ephemeral.json': from(ELISA, 1795439100, text('pode me ligar amanhã?'), { reply: /./ }),
  'view-once.json': from(
    ELISA,
    1795439101,
    media('image', { id: 'ACCA6D7EE5B28936670E2822456C8F78', mimeType: 'image/jpeg' }),
    {
      reply: /foto da conta|imagem/,
    },
  ),
  'poll-vote.json': from(ANA, 1795439102, choice('Quarta, 10h', 'Quarta, 10h', '3EB0707165E9984B51DCDF'), {
    lid: false,
  }),
  'location.json': from(
    ANA,
    1795439103,
    {
      kind: 'location',
      body: null,
      content: {
        kind: 'location',
        latitude: -8.0476,
        longitude: -34.877,
        label: 'Casa, Rua do Exemplo, 100, Recife - PE',
      },
    },
    { reply: /localização/ },
  ),
  'contact.json': from(
    ANA,
    1795439104,
    { kind: 'contact_card', body: null, content: { kind: 'contact_card', name: 'Rui Lima' } },
    { reply: /contato/ },
  ),
  'group.json': leftAlone(1795439150),
  'status-broadcast.json': leftAlone(1795439151),

  'from-me-android.json': takeover(ANA, 1795439220, 'Oi Ana, aqui é o Marcos. Posso te ligar?'),
  'from-me-web.json': takeover(BRUNO, 1795439221, 'Bruno, te mando a proposta hoje'),
  'from-me-lid-alt-owner.json': {
    at: 1795439222,
    run: async (w, path) => {
      await deliver(w, 'evolution', path);
      // R19, W2: nobody knows Elisa, and the number beside her LID is our own. No lead is made of it; somebody is told.
      expect(await leadsIn(w)).toEqual([]);
      expect(logged(w)).toContainEqual(expect.objectContaining({ event: 'takeover.unattributed' }));
      await w.seconds(9);
      expect(await leadsIn(w)).toEqual([]);
      expect(w.whatsapp.sent).toEqual([]);
      expect(w.kommo.control.cards()).toEqual([]);
      // Her own first message names the LID beside her phone: what Marcos wrote holds from its first moment.
      w.whatsapp.contact(ELISA.phone, { lidProfile: '2.3.6' });
      await w.says('oi', ELISA);
      expect((await w.lead(ELISA)).signals.humanReplyAtMs).toBe(1795439222_000);
      expect((await w.messages(ELISA)).map(({ author }) => author)).toEqual(['person', 'lead']);
      expect(w.fromBot(ELISA)).toEqual([]);
      expect(JSON.stringify(await leadsIn(w))).not.toContain(OWNER_DIGITS);
    },
  },
  'backlog-inbound.json': onlyRecorded('evolution', {
    at: 1795439280,
    messages: [{ body: 'oi, alguém aí?', disposition: 'stale', sent_seconds: 1795266000 }],
    reasons: ['too_old'],
  }),
  'backlog-from-me.json': {
    at: 1795439281,
    run: async (w, path) => {
      await arrives(w, 'evolution', path);
      expect(await rowsOf(w, 'select author, body from public.messages')).toEqual([
        { author: 'person', body: 'Oi Elisa, já te respondo' },
      ]);
      expect((await w.lead(ELISA)).signals.humanReplyAtMs).toBeNull();
      await expectAnswered(w, ELISA);
    },
  },
  'encrypted-edit.json': leftAlone(1795439330),
  'edited-inbound.json': edit(TIME_ZERO),
  'update-edit-2.3.7.json': edit(TIME_ZERO),
  'edited-revoke.json': {
    at: 1795438921,
    run: async (w, path) => {
      const voiceNote = async (): Promise<void> => {
        hasWritten(w, ANA);
        await arrives(w, 'evolution', 'evolution/audio-no-base64.json');
      };
      await ignored('evolution', { at: 1795438921, prepare: voiceNote }).run(w, path);
      await expectAnswered(w, ANA);
    },
  },
  'delete-2.3.6.json': deletion(1795438921),
  'delete-2.3.7.json': deletion(1795438921),
  'update-read.json': {
    at: 1795439460,
    run: async (w, path) => {
      await weSent(w, { to: ANA, providerId: OUR_SEND });
      await arrives(w, 'evolution', path);
      expect(await outbox(w)).toEqual([expect.objectContaining({ provider_id: OUR_SEND, status: 'read' })]);
    },
  },
  'send-message-own.json': {
    at: 1795438830,
    run: async (w, path) => {
      // I6: the answer of the send was lost; the echo of it is the answer.
      await weSent(w, { to: ANA, providerId: null, status: 'unknown', body: OUR_QUESTION });
      await arrives(w, 'evolution', path);
      expect(await outbox(w)).toEqual([
        { provider_id: OUR_SEND, status: 'sent', error_code: null, body: OUR_QUESTION },
      ]);
      // And once more, now that the outbox knows the id.
      await arrives(w, 'evolution', path);
      expect(await rowsOf(w, 'select author, status from public.messages')).toEqual([
        { author: 'bot', status: 'sent' },
      ]);
      expect((await w.lead(ANA)).signals.humanReplyAtMs).toBeNull();
      await expectAnswered(w, ANA);
    },
  },
  'send-message-foreign.json': takeover(ANA, 1795439520, 'Olá! Sou do suporte, em que posso ajudar?'),

  'connection-open.json': connection(1795438740, {
    level: 'info',
    event: 'whatsapp.connection',
    state: 'open',
  }),
  'connection-close.json': connection(1795446000, {
    level: 'error',
    event: 'whatsapp.alarm',
    state: 'close',
    code: 401,
  }),
  'connection-refused.json': connection(1795446100, {
    level: 'error',
    event: 'whatsapp.alarm',
    state: 'refused',
    code: 428,
  }),
};
