/**
 * Sending through Meta's Cloud API (facts/whatsapp.md §2.4, §2.6, §2.7). Nothing is sent twice by itself: there is no idempotency
 * key, so an answer that is lost or cannot be read is `unknown`, and `biz_opaque_callback_data` in the statuses settles it.
 */
import * as z from 'zod/mini';
import type { Clock } from '../clock.ts';
import type { Address } from '../lead.ts';
import { cloudFailure } from './cloud-errors.ts';
import { interactiveOf } from './cloud-interactive.ts';
import { createHttp, endpoint, type TransportTimeouts } from './http.ts';
import { flag, integerOrNull, jsonOf, MessageIdText, textOrNull } from './lenient.ts';
import { trustedMediaUrl } from './media-url.ts';
import { refusedByUs, sendOutcome } from './send-outcome.ts';
import type { MediaResult, Outbound, SendResult, WhatsAppTransport } from './transport.ts';

const TIMEOUTS: TransportTimeouts = {
  connectMs: 3_000,
  headersMs: 10_000,
  bodyMs: 5_000,
  sendMs: 15_000,
  typingMs: 1_500,
  mediaMs: 20_000,
};
const ANSWER_MAX_BYTES = 64 * 1024;
/** A free-form message may follow the lead's last one within this (§2.5). */
const WINDOW_HOURS = 24;

const SendAnswer = z.looseObject({
  messages: z.array(z.looseObject({ id: MessageIdText })).check(z.minLength(1)),
  contacts: z.catch(z.array(z.looseObject({ wa_id: textOrNull })), []),
});
const ErrorAnswer = z.looseObject({
  error: z.looseObject({ code: z.int(), error_subcode: integerOrNull, is_transient: flag }),
});
const MediaAnswer = z.looseObject({ url: z.string(), mime_type: textOrNull, file_size: integerOrNull });

/** A media id as it goes into a path; anything else is nobody's. */
const MEDIA_ID = /^[\w-]+$/;

/**
 * A transport for one business number. `apiUrl` carries the Graph version (`https://graph.facebook.com/v26.0`) and may carry a
 * path prefix.
 * @throws TypeError when `apiUrl` is no URL.
 */
export function createCloudTransport({
  apiUrl,
  phoneNumberId,
  token,
  clock,
  timeouts,
}: {
  apiUrl: string;
  phoneNumberId: string;
  token: string;
  clock: Clock;
  timeouts?: Partial<TransportTimeouts>;
}): WhatsAppTransport {
  const limits = { ...TIMEOUTS, ...timeouts };
  const http = createHttp({ clock, timeouts: limits });
  const authorization = `Bearer ${token}`;
  const messagesUrl = endpoint(apiUrl, `${encodeURIComponent(phoneNumberId)}/messages`);

  const post = (payload: Readonly<Record<string, unknown>>, totalMs: number) =>
    http.request({
      method: 'POST',
      url: messagesUrl,
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ messaging_product: 'whatsapp', ...payload }),
      maxBytes: ANSWER_MAX_BYTES,
      totalMs,
    });
  const get = ({ url, maxBytes }: { url: URL; maxBytes: number }) =>
    http.request({ method: 'GET', url, headers: { authorization }, maxBytes, totalMs: limits.mediaMs });

  return {
    provider: 'cloud',
    windowHours: WINDOW_HOURS,

    send: async (outbound): Promise<SendResult> => {
      const recipient = recipientOf(outbound.to);
      if (recipient === null) return refusedByUs('bug');
      const payload = {
        recipient_type: 'individual',
        ...recipient,
        ...contentOf(outbound.content),
        biz_opaque_callback_data: outbound.callbackId,
      };
      return sendOutcome(await post(payload, limits.sendMs), {
        accepted,
        failure: ({ status, body, retryAfterMs }) => {
          const error = ErrorAnswer.safeParse(body).data?.error;
          return cloudFailure({
            code: error?.code ?? null,
            subcode: error?.error_subcode ?? null,
            isTransient: error?.is_transient ?? false,
            status,
            retryAfterMs,
          });
        },
      });
    },

    showTyping: async ({ messageId }) => {
      await post(
        { status: 'read', message_id: messageId, typing_indicator: { type: 'text' } },
        limits.typingMs,
      );
    },

    fetchMedia: async (media, { maxBytes }): Promise<MediaResult> => {
      if (!MEDIA_ID.test(media.id)) return { kind: 'gone' };
      const found = await get({ url: endpoint(apiUrl, media.id), maxBytes: ANSWER_MAX_BYTES });
      if (found.kind !== 'answered') return { kind: 'failed', cause: found.kind };
      // An id past its 7 days is an unknown object: 404, or 400 with code 100.
      if (found.status === 404 || found.status === 400) return { kind: 'gone' };
      const described = MediaAnswer.safeParse(jsonOf(found.bytes));
      if (found.status !== 200 || !described.success)
        return { kind: 'failed', cause: `http_${found.status}` };
      if ((described.data.file_size ?? 0) > maxBytes) return { kind: 'too_large' };
      // The address lives five minutes and asks for the token too.
      const url = trustedMediaUrl({ url: described.data.url, apiUrl });
      if (url === null) return { kind: 'failed', cause: 'untrusted_url' };
      const bytes = await get({ url, maxBytes });
      if (bytes.kind === 'too_large') return { kind: 'too_large' };
      if (bytes.kind !== 'answered') return { kind: 'failed', cause: bytes.kind };
      if (bytes.status === 404 || bytes.status === 410) return { kind: 'gone' };
      if (bytes.status !== 200) return { kind: 'failed', cause: `http_${bytes.status}` };
      return { kind: 'ok', bytes: bytes.bytes, mimeType: described.data.mime_type ?? media.mimeType };
    },
  };
}

/**
 * Whom the message goes to. A wa_id goes back with a plus and otherwise verbatim (§2.6); a user id goes in `recipient`, whole: its
 * digits are nobody's phone (§2.7). A jid kept from another transport is no key here, so the phone stands in.
 */
function recipientOf({
  replyTo,
  phone,
  bsuid,
}: Address): { readonly to: string } | { readonly recipient: string } | null {
  if (/^\+?\d{7,15}$/.test(replyTo)) return { to: `+${replyTo.replace('+', '')}` };
  if (bsuid !== null && replyTo === bsuid) return { recipient: bsuid };
  if (phone !== null) return { to: phone };
  return bsuid === null ? null : { recipient: bsuid };
}

function contentOf(content: Outbound['content']): Readonly<Record<string, unknown>> {
  if (content.kind === 'choices') {
    const interactive = interactiveOf(content);
    if (interactive !== null) return { type: 'interactive', interactive };
  }
  if (content.kind !== 'template') return { type: 'text', text: { body: content.text, preview_url: false } };
  const parameters = content.params.map(({ name, text }) => ({ type: 'text', parameter_name: name, text }));
  return {
    type: 'template',
    template: {
      name: content.name,
      language: { code: content.language },
      ...(parameters.length > 0 && { components: [{ type: 'body', parameters }] }),
    },
  };
}

/** Accepted is all that a 200 says. Meta's wa_id for the number we gave is the key to reply to from now on. */
function accepted(body: unknown): SendResult | null {
  const answer = SendAnswer.safeParse(body);
  const id = answer.data?.messages[0]?.id;
  if (!answer.success || id === undefined) return null;
  return { kind: 'accepted', providerId: id, replyTo: answer.data.contacts[0]?.wa_id ?? null };
}
