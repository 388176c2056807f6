/** Every webhook of `test/fixtures/cloud`, and what the README there says of it. */
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
  FABIO,
  hasWritten,
  leadsIn,
  logged,
  messagesIn,
  outbox,
  peopleExist,
  type Recordings,
  type Row,
  rowsOf,
  TIME_ZERO,
  weSent,
} from './recorded.ts';

const OUR_TEXT = 'wamid.HBgMNTU4MTkwMDAwMDAxFQIAERgSQzdBOTYwQzlGOUI3ODgwRTJDAA==';
const OUR_MENU = 'wamid.HBgMNTU4MTkwMDAwMDAxFQIAERgSN0Q5RjNEREVGRDAzM0Y1MUQzAA==';
const OUR_VOICE = 'wamid.HBgNNTUxMTk5MDAwMDAwMhUCABEYEkM1MTJDMEU3OEFCQTQ1M0ExMwA=';
const OUR_LATE = 'wamid.HBgMNTU4MTkwMDAwMDA1FQIAERgSMTZEMjM0RTJCQkMxREY1MUVCAA==';
const OUR_TEMPLATE = 'wamid.HBgMNTU4MTkwMDAwMDA1FQIAERgSMURGRUM4MkNDQjFCQ0JDNTIyAA==';
const CARLAS_FIRST = 'wamid.HBgNNTU4MTk5MDAwMDAwMxUCABIYFDNBNUUyRDFDQTgzMzU0Qjg2MTAwAA==';

type PersonOnWhatsApp = { readonly phone: string; readonly name: string; readonly waId: string };
const DIGITS = new Map<string, number>(
  [ANA, BRUNO, CARLA, DAVI, ELISA].map(({ phone }, index) => [phone, index + 1]),
);
const bsuidOf = ({ phone }: { phone: string }): string => `BR.100000000000000${DIGITS.get(phone)}`;

/** The person's message as recorded, answered at the wa_id it came from. */
const from = (who: PersonOnWhatsApp, at: number, message: Row, reply?: RegExp) =>
  inbound('cloud', {
    at,
    who,
    message,
    lead: { key: who.phone, phone: who.phone, bsuid: bsuidOf(who), lid: null, reply_to: who.waId },
    sentTo: `+${who.waId}`,
    ...(reply && { reply }),
  });
const text = (body: string, more: Row = {}): Row => ({
  kind: 'text',
  body,
  content: { kind: 'text', text: body },
  ...more,
});
const choice = (id: string, body: string, more: Row = {}): Row => ({
  kind: 'choice',
  body,
  content: { kind: 'choice', id, text: body },
  ...more,
});
const media = (
  kind: string,
  {
    id,
    mimeType,
    caption = null,
    fileName = null,
  }: { id: string; mimeType: string; caption?: string | null; fileName?: string | null },
): Row => ({ kind, body: caption, content: { kind, media: { id, mimeType }, caption, fileName } });

/** Ana talks with the bot, so there is something an ignored body could disturb. */
const anaTalks = async (w: World): Promise<void> => {
  peopleExist(w);
  await w.says('oi', ANA);
  expect(w.fromBot(ANA).length).toBeGreaterThan(0);
};
const leftAlone = (at: number) => ignored('cloud', { at, prepare: anaTalks });
const statusOf = async (w: World, providerId: string): Promise<unknown> =>
  (await outbox(w)).find((row) => row['provider_id'] === providerId)?.['status'];

export const CLOUD_RECORDINGS: Recordings = {
  'text.json': from(
    ANA,
    TIME_ZERO,
    text('Oi, vi o anúncio de vocês. Quanto dá pra economizar na conta de luz?'),
  ),
  'text-reply.json': from(ANA, 1795438860, { kind: 'text', quotes: OUR_TEXT }),
  'text-forwarded.json': from(BRUNO, 1795438861, text('PROMOÇÃO: energia solar com 20% de desconto')),
  'text-ad-referral.json': from(
    CARLA,
    1795438890,
    text('Olá! Tenho interesse e queria mais informações, por favor.', {
      provider_id: CARLAS_FIRST,
      content: {
        kind: 'text',
        text: 'Olá! Tenho interesse e queria mais informações, por favor.',
        ad: {
          id: '120200000000000001',
          about: 'Fale com a gente Economize até 20% na conta de luz, sem obra.',
        },
      },
    }),
  ),
  'text-escaped.json': from(
    ANA,
    1795438920,
    text('Não é só na região, né? 😊 Minha conta está em https://example.com/conta'),
  ),
  'text-other-number.json': leftAlone(1795438921),
  'image.json': from(
    CARLA,
    1795438980,
    media('image', { id: '3752225468215025', mimeType: 'image/jpeg', caption: 'minha conta de luz' }),
    /foto da conta|imagem/,
  ),
  'audio-voice.json': from(
    BRUNO,
    1795438981,
    media('voice', { id: '8732380965211233', mimeType: 'audio/ogg; codecs=opus' }),
    /áudio/,
  ),
  'video.json': from(
    ANA,
    1795438982,
    media('video', { id: '2003605382535306', mimeType: 'video/mp4', caption: 'meu telhado' }),
    /vídeo/,
  ),
  'document.json': from(
    DAVI,
    1795438983,
    media('document', { id: '0220236030873024', mimeType: 'application/pdf', fileName: 'conta-outubro.pdf' }),
    /documento|foto da conta/,
  ),
  'sticker.json': onlyRecorded('cloud', {
    at: 1795438984,
    messages: [
      { ...media('sticker', { id: '5552017198983375', mimeType: 'image/webp' }), disposition: 'noted' },
    ],
    prepare: (w) => hasWritten(w, ANA),
  }),
  'interactive-button-reply.json': from(
    ANA,
    1795439040,
    choice('fluxo_c', 'Energia com desconto', { quotes: OUR_MENU }),
  ),
  'interactive-list-reply.json': from(
    ANA,
    1795439041,
    choice('slot_2026-11-25T10:00', 'Quarta, 10h', { quotes: OUR_MENU }),
  ),
  'interactive-nfm-reply.json': from(ANA, 1795439042, {
    kind: 'form',
    quotes: OUR_MENU,
    body: 'nome: Ana\nvalor_conta: R$ 850,00',
    content: {
      kind: 'form',
      fields: { nome: 'Ana', valor_conta: 'R$ 850,00' },
      text: 'nome: Ana\nvalor_conta: R$ 850,00',
    },
  }),
  'button.json': from(
    ELISA,
    1795439043,
    choice('QUERO_CONTINUAR', 'Quero continuar', { quotes: OUR_TEMPLATE }),
  ),
  'reactions.json': leftAlone(1795439090),
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
    /localização/,
  ),
  'contacts.json': from(
    ANA,
    1795439104,
    { kind: 'contact_card', body: null, content: { kind: 'contact_card', name: 'Rui Lima' } },
    /contato/,
  ),
  'order.json': from(BRUNO, 1795439105, { kind: 'order', body: null }, /pedido/),

  'system-user-changed-number.json': {
    at: 1795439100,
    run: async (w, path) => {
      hasWritten(w, ANA);
      await arrives(w, 'cloud', 'cloud/text.json');
      const [before] = await leadsIn(w);
      const said = w.whatsapp.sent.length;
      await arrives(w, 'cloud', path);
      expect(w.whatsapp.sent).toHaveLength(said);
      expect(await leadsIn(w)).toEqual([
        expect.objectContaining({
          id: before?.['id'],
          bsuid: 'BR.1000000000000101',
          phone: '+5521990000001',
          reply_to: '5521990000001',
        }),
      ]);
      // The person goes on from the new number: one lead, one card, one history.
      await expectAnswered(w, { phone: '+5521990000001', name: ANA.name });
      expect(await leadsIn(w)).toHaveLength(1);
      expect(w.kommo.control.cards()).toHaveLength(1);
    },
  },
  'system-user-changed-user-id.json': {
    at: 1795439161,
    run: async (w, path) => {
      hasWritten(w, FABIO);
      await arrives(w, 'cloud', 'cloud/bsuid-only.json');
      const [before] = await leadsIn(w);
      const said = w.whatsapp.sent.length;
      await arrives(w, 'cloud', path);
      expect(w.whatsapp.sent).toHaveLength(said);
      expect(await leadsIn(w)).toEqual([
        expect.objectContaining({
          id: before?.['id'],
          bsuid: 'BR.1000000000000106',
          phone: null,
          reply_to: 'BR.1000000000000106',
        }),
      ]);
    },
  },

  'unsupported.json': from(
    ELISA,
    1795439220,
    {
      kind: 'unsupported',
      body: null,
      content: { kind: 'unsupported', what: 'poll_creation', placeholder: false },
    },
    /me escreve em texto/,
  ),
  'unsupported-unavailable.json': {
    at: 1795438890,
    run: async (w, path) => {
      hasWritten(w, CARLA);
      await arrives(w, 'cloud', path);
      expect(await messagesIn(w)).toEqual([
        expect.objectContaining({ provider_id: CARLAS_FIRST, disposition: 'placeholder' }),
      ]);
      expect(w.whatsapp.sent).toEqual([]);
      // M5: the content comes at once, under the same id, and is no duplicate of its placeholder.
      await arrives(w, 'cloud', 'cloud/text-ad-referral.json');
      expect(await messagesIn(w)).toEqual([
        expect.objectContaining({
          provider_id: CARLAS_FIRST,
          disposition: 'answered',
          body: 'Olá! Tenho interesse e queria mais informações, por favor.',
        }),
      ]);
      expect(w.fromBot(CARLA).length).toBeGreaterThan(0);
    },
  },
  'group.json': leftAlone(1795439270),
  'bsuid-only.json': inbound('cloud', {
    at: 1795439340,
    who: FABIO,
    message: text('oi, quero saber da energia por assinatura'),
    lead: {
      key: 'bsuid:BR.1000000000000006',
      phone: null,
      bsuid: 'BR.1000000000000006',
      reply_to: 'BR.1000000000000006',
    },
    sentTo: 'BR.1000000000000006',
  }),

  'batch.json': {
    at: 1795439395,
    run: async (w, path) => {
      peopleExist(w);
      await weSent(w, { to: ANA, providerId: OUR_TEXT, body: 'a' });
      await weSent(w, { to: ANA, providerId: OUR_MENU, status: 'committed', body: 'b' });
      await weSent(w, { to: BRUNO, providerId: OUR_VOICE, body: 'c' });
      await w.seconds(8);
      for (const who of [ANA, BRUNO, CARLA]) hasWritten(w, who);
      await deliver(w, 'cloud', path);
      // R1, R12: the takeover is in the row before the 200, though nobody knew Carla.
      const recorded = await rowsOf(
        w,
        'select key, extract(epoch from human_reply_at)::bigint as at from public.leads where human_reply_at is not null',
      );
      expect(recorded).toEqual([{ key: CARLA.phone, at: 1795439402 }]);

      await w.seconds(9);
      const said = (await messagesIn(w)).map((row) => [
        row['sent_seconds'],
        row['kind'],
        row['body'],
        row['disposition'],
      ]);
      expect(said.filter(([at]) => at === 1795439400)).toEqual([
        [1795439400, 'text', 'oi', 'answered'],
        [1795439400, 'text', 'minha conta vem 850', 'answered'],
      ]);
      expect(said).toHaveLength(4);
      expect(said).toContainEqual([1795439401, 'image', null, 'answered']);
      expect(said).toContainEqual([1795439403, 'text', 'oi Paula!', 'silenced']);
      // One burst, one reply; a person holds Carla.
      const replies = await rowsOf(
        w,
        'select l.key from public.replies r join public.leads l on l.id = r.lead_id order by 1',
      );
      expect(replies).toEqual([{ key: BRUNO.phone }, { key: ANA.phone }]);
      expect(w.fromBot(CARLA)).toEqual([]);
      expect((await w.decisions(CARLA)).at(-1)).toMatchObject({ kind: 'silence', reason: 'human_reply' });
      expect(await w.messages(CARLA)).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ author: 'person', body: 'Oi Carla, aqui é a Paula, vou te ajudar' }),
        ]),
      );
      expect([
        await statusOf(w, OUR_TEXT),
        await statusOf(w, OUR_VOICE),
        await statusOf(w, OUR_MENU),
      ]).toEqual(['delivered', 'read', 'sent']);
    },
  },

  'status-sent.json': {
    at: 1795438820,
    run: async (w, path) => {
      await weSent(w, { to: ANA, providerId: OUR_TEXT, status: 'committed' });
      await arrives(w, 'cloud', path);
      expect(await statusOf(w, OUR_TEXT)).toBe('sent');
    },
  },
  'status-delivered.json': {
    at: 1795438821,
    run: async (w, path) => {
      await weSent(w, { to: ANA, providerId: OUR_TEXT });
      await arrives(w, 'cloud', path);
      expect(await statusOf(w, OUR_TEXT)).toBe('delivered');
      await arrives(w, 'cloud', 'cloud/status-sent.json');
      expect(await statusOf(w, OUR_TEXT)).toBe('delivered');
    },
  },
  'status-read.json': {
    at: 1795438825,
    run: async (w, path) => {
      await weSent(w, { to: ANA, providerId: OUR_TEXT });
      await arrives(w, 'cloud', path);
      expect(await statusOf(w, OUR_TEXT)).toBe('read');
      await arrives(w, 'cloud', 'cloud/status-delivered.json');
      expect(await statusOf(w, OUR_TEXT)).toBe('read');
    },
  },
  'status-played.json': {
    at: 1795438850,
    run: async (w, path) => {
      await weSent(w, { to: BRUNO, providerId: OUR_VOICE, status: 'read' });
      await arrives(w, 'cloud', path);
      expect(await statusOf(w, OUR_VOICE)).toBe('played');
    },
  },
  'status-failed-131047.json': {
    at: 1795611600,
    run: async (w, path) => {
      await weSent(w, { to: ELISA, providerId: OUR_LATE });
      await arrives(w, 'cloud', path);
      await w.minutes(10);
      expect(await outbox(w)).toEqual([
        expect.objectContaining({ provider_id: OUR_LATE, status: 'failed', error_code: 131047 }),
      ]);
      // No retry: a template or a person, and somebody is told.
      expect(w.whatsapp.sent).toEqual([]);
      expect(logged(w)).toContainEqual(
        expect.objectContaining({ level: 'error', event: 'whatsapp.not_delivered', code: 131047 }),
      );
    },
  },

  'echo-text.json': {
    at: 1795439400,
    run: async (w, path) => {
      await anaTalks(w);
      await w.minutes(1);
      await deliver(w, 'cloud', path);
      // H12: recorded before the 200, before the queue has moved at all.
      expect((await w.lead(ANA)).signals.humanReplyAtMs).toBe(1795439460_000);
      expect((await w.messages(ANA)).at(-1)).toMatchObject({
        author: 'person',
        body: 'Oi Ana, aqui é o Marcos. Posso te ligar?',
      });
      await w.seconds(9);
      await expectPaused(w, ANA, 'human_reply');
      expect(await rowsOf(w, `select 1 from public.messages where author = 'person'`)).toHaveLength(1);
    },
  },
  'echo-edit-revoke.json': {
    at: 1795439400,
    run: async (w, path) => {
      await anaTalks(w);
      await w.seconds(10);
      const before = await everything(w);
      // Both point at a message that has not come: they wait for it.
      await arrives(w, 'cloud', path);
      expect(await everything(w)).toEqual(before);
      await expectAnswered(w, ANA);
      await w.minutes(1);
      await arrives(w, 'cloud', 'cloud/echo-text.json');
      expect(await rowsOf(w, `select body, deleted_at from public.messages where author = 'person'`)).toEqual(
        [{ body: 'Oi Ana, aqui é o Marcos. Posso te ligar às 15h?', deleted_at: expect.any(Date) }],
      );
      const paused = await everything(w);
      await arrives(w, 'cloud', path);
      expect(await everything(w)).toEqual(paused);
      await expectPaused(w, ANA, 'human_reply');
    },
  },
  'edit-revoke-inbound.json': {
    at: TIME_ZERO,
    run: async (w, path) => {
      hasWritten(w, ANA);
      await arrives(w, 'cloud', 'cloud/text.json');
      await arrives(w, 'cloud', 'cloud/text-reply.json');
      const said = w.whatsapp.sent.length;
      await arrives(w, 'cloud', path);
      expect(await messagesIn(w)).toEqual([
        expect.objectContaining({
          body: 'Oi, vi o anúncio. Quanto dá pra economizar numa conta de R$ 850?',
          deleted_at: null,
        }),
        expect.objectContaining({ edited_at: null, deleted_at: expect.any(Date) }),
      ]);
      expect(w.whatsapp.sent).toHaveLength(said);
    },
  },
  'unknown-field.json': leftAlone(1795439500),
  'old-backlog.json': onlyRecorded('cloud', {
    reasons: ['too_old', 'too_old', 'too_old'],
    at: TIME_ZERO,
    messages: [
      { body: 'oi', disposition: 'stale', sent_seconds: 1795179600 },
      { body: 'alguém aí?', disposition: 'stale', sent_seconds: 1795179640 },
      { body: 'deixa pra lá', disposition: 'stale', sent_seconds: 1795183200 },
    ],
  }),
};
