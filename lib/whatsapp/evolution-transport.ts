/**
 * Sending through Evolution API v2 (facts/whatsapp.md §1.8, §1.9). There is neither an idempotency key nor an id of our choice: a
 * send whose answer is lost or empty is `unknown`, and the webhook `send.message` settles it.
 */
import * as z from 'zod/mini';
import type { Clock } from '../clock.ts';
import type { Address } from '../lead.ts';
import { evolutionFailure } from './evolution-errors.ts';
import { createHttp, endpoint, type TransportTimeouts } from './http.ts';
import { jsonOf, MessageIdText, textOrNull } from './lenient.ts';
import { refusedByUs, sendOutcome } from './send-outcome.ts';
import type { MediaResult, SendResult, WhatsAppTransport } from './transport.ts';

/** The lookup of a new number comes before the send, so the headers take longer than Meta's. */
const TIMEOUTS: TransportTimeouts = {
  connectMs: 3_000,
  headersMs: 15_000,
  bodyMs: 5_000,
  sendMs: 20_000,
  typingMs: 1_500,
  mediaMs: 30_000,
};
const ANSWER_MAX_BYTES = 256 * 1024;
/** sendPresence blocks for as long as it shows: shorter than `typingMs`, so it answers before we stop waiting. */
const TYPING_SHOWN_MS = 1_000;
/** What surrounds the base64 text in a media answer: names, a caption. */
const MEDIA_FRAME_BYTES = 128 * 1024;

const SendAnswer = z.looseObject({ key: z.looseObject({ id: MessageIdText, remoteJid: textOrNull }) });
const MediaAnswer = z.looseObject({ base64: z.string().check(z.minLength(1)), mimetype: textOrNull });
const MediaError = z.looseObject({
  response: z.looseObject({ message: z.union([z.string(), z.array(z.unknown())]) }),
});

/** One instance, and how it is reached. */
export type EvolutionLine = {
  readonly url: string;
  readonly apiKey: string;
  readonly instance: string;
  readonly clock: Clock;
  readonly timeouts?: Partial<TransportTimeouts>;
};

/**
 * A transport for one instance. `url` may carry a path prefix; `apiKey` is the global key or the instance's token.
 * @throws TypeError when `url` is no URL.
 */
export function createEvolutionTransport(line: EvolutionLine): WhatsAppTransport {
  const { url, apiKey, instance, clock, timeouts } = line;
  const limits = { ...TIMEOUTS, ...timeouts };
  const http = createHttp({ clock, timeouts: limits });

  const route = (path: string): URL => endpoint(url, `${path}/${encodeURIComponent(instance)}`);
  const sendUrl = route('message/sendText');
  const readUrl = route('chat/markMessageAsRead');
  const presenceUrl = route('chat/sendPresence');
  const mediaUrl = route('chat/getBase64FromMediaMessage');

  const post = ({
    to,
    payload,
    maxBytes,
    totalMs,
  }: {
    to: URL;
    payload: unknown;
    maxBytes: number;
    totalMs: number;
  }) =>
    http.request({
      method: 'POST',
      url: to,
      headers: { apikey: apiKey, 'content-type': 'application/json' },
      body: JSON.stringify(payload),
      maxBytes,
      totalMs,
    });

  return {
    provider: 'evolution',
    windowHours: null,

    send: async ({ to, content }): Promise<SendResult> => {
      const number = numberOf(to);
      // Templates are Meta's; without a window nothing here needs one. Buttons do not arrive here (§9.8): the answers go in words.
      if (number === null || content.kind === 'template') return refusedByUs('bug');
      const payload = { number, text: content.text, linkPreview: false };
      const answer = await post({ to: sendUrl, payload, maxBytes: ANSWER_MAX_BYTES, totalMs: limits.sendMs });
      return sendOutcome(answer, { accepted, failure: evolutionFailure });
    },

    showTyping: async ({ to, messageId }) => {
      const number = numberOf(to);
      if (number === null) return;
      const remoteJid = number.includes('@') ? number : `${number}@s.whatsapp.net`;
      const call = { maxBytes: ANSWER_MAX_BYTES, totalMs: limits.typingMs };
      await Promise.all([
        post({
          ...call,
          to: readUrl,
          payload: { readMessages: [{ remoteJid, fromMe: false, id: messageId }] },
        }),
        post({
          ...call,
          to: presenceUrl,
          payload: { number, presence: 'composing', delay: TYPING_SHOWN_MS },
        }),
      ]);
    },

    fetchMedia: async (media, { maxBytes }): Promise<MediaResult> => {
      const answer = await post({
        to: mediaUrl,
        payload: { message: { key: { id: media.id } }, convertToMp4: false },
        maxBytes: Math.ceil(maxBytes / 3) * 4 + MEDIA_FRAME_BYTES,
        totalMs: limits.mediaMs,
      });
      if (answer.kind === 'too_large') return { kind: 'too_large' };
      if (answer.kind !== 'answered') return { kind: 'failed', cause: answer.kind };
      const body = jsonOf(answer.bytes);
      if (
        answer.status === 400 &&
        /not found/i.test(JSON.stringify(MediaError.safeParse(body).data?.response.message ?? ''))
      )
        return { kind: 'gone' };
      const found = MediaAnswer.safeParse(body);
      if (answer.status < 200 || answer.status > 299 || !found.success)
        return { kind: 'failed', cause: `http_${answer.status}` };
      const bytes = Buffer.from(found.data.base64, 'base64');
      if (bytes.byteLength > maxBytes) return { kind: 'too_large' };
      if (bytes.byteLength === 0) return { kind: 'failed', cause: 'unreadable_base64' };
      return { kind: 'ok', bytes, mimeType: found.data.mimetype ?? media.mimeType };
    },
  };
}

/** 2.3.7 may answer 201 with no body at all (§1.8): then null. The jid is the key to reply to from now on. */
function accepted(body: unknown): SendResult | null {
  const sent = SendAnswer.safeParse(body).data;
  return sent === undefined
    ? null
    : { kind: 'accepted', providerId: sent.key.id, replyTo: sent.key.remoteJid };
}

/**
 * What to put in `number`: a jid back verbatim, which Evolution then leaves alone; for a first contact bare digits, whose ninth
 * digit Evolution resolves (§1.9). A key kept from another transport is no jid, so the phone stands in.
 */
function numberOf({ replyTo, phone, lid }: Address): string | null {
  if (/@(s\.whatsapp\.net|lid)$/.test(replyTo)) return replyTo;
  if (/^\+?\d{7,15}$/.test(replyTo)) return replyTo.replace('+', '');
  if (phone !== null) return phone.slice(1);
  return lid === null ? null : `${lid}@lid`;
}
