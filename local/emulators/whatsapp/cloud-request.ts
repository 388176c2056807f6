/**
 * What a body posted to `/{phone_number_id}/messages` asks for, or why it is refused: only what can be judged without knowing
 * the recipient. A missing parameter is 100, a bad value 131009, a type WhatsApp does not have 131051 (facts/whatsapp.md §2.4).
 */

import type { CloudFailure } from './cloud-errors.ts';
import { asList, asObject, asText } from './json.ts';
import { phoneNumber } from './phone-number.ts';

export type TemplateParameter = { readonly name: string | null; readonly text: string };

export type CloudRequest =
  | { readonly kind: 'refused'; readonly failure: CloudFailure }
  /** Read receipt, with the typing indicator when `typing`. */
  | { readonly kind: 'read'; readonly messageId: string; readonly typing: boolean }
  | {
      readonly kind: 'message';
      /** As the request had it. */
      readonly input: string;
      /** Phone in E.164 or BSUID. */
      readonly recipient: string;
      readonly type: string;
      /** What the phone will show; null for a template, which the account's own text fills. */
      readonly shown: string | null;
      readonly quotes: string | null;
      readonly callbackId: string | null;
      readonly template: {
        readonly name: string;
        readonly language: string;
        readonly params: readonly TemplateParameter[];
      } | null;
      /** The message reacted to. */
      readonly reaction: { readonly messageId: string; readonly emoji: string } | null;
    };

const TEXT_MAX = 4096;
const CALLBACK_MAX = 512;
const BUTTONS_MAX = 3;
const ROWS_MAX = 10;
const INTERACTIVE_BODY_MAX = 1024;

type Fields = Readonly<Record<string, unknown>>;
type Shown = { readonly shown: string | null } | { readonly failure: CloudFailure };

const missing = (name: string): { failure: CloudFailure } => ({
  failure: { code: 100, details: `The parameter ${name} is required.` },
});
const invalid = (details: string): { failure: CloudFailure } => ({ failure: { code: 131009, details } });
const tooLong = (value: unknown, max: number): boolean =>
  typeof value !== 'string' || value.length === 0 || value.length > max;

const apart = (options: readonly (Fields | undefined | null)[], key: string): boolean =>
  new Set(options.map((option) => option?.[key])).size === options.length;

function interactive(fields: Fields): Shown {
  const action = asObject(fields['action']);
  const body = asText(asObject(fields['body'])?.['text']);
  if (!action || !body) return missing("interactive['action']");
  if (body.length > INTERACTIVE_BODY_MAX)
    return invalid(`Body text length invalid. Min length: 1, Max length: ${INTERACTIVE_BODY_MAX}`);
  if (fields['type'] === 'button') {
    const buttons = asList(action['buttons']).map((button) => asObject(asObject(button)?.['reply']));
    const fits = buttons.every(
      (reply) => reply && !tooLong(reply['title'], 20) && !tooLong(reply['id'], 256),
    );
    if (buttons.length === 0 || buttons.length > BUTTONS_MAX || !fits)
      return invalid('Invalid buttons: 1 to 3, title ≤ 20, id ≤ 256.');
    if (!apart(buttons, 'id') || !apart(buttons, 'title')) return invalid('Duplicated button id or title.');
    return { shown: [body, ...buttons.map((reply) => `[${String(reply?.['title'])}]`)].join('\n') };
  }
  if (fields['type'] === 'list') {
    const rows = asList(action['sections']).flatMap((section) =>
      asList(asObject(section)?.['rows']).map(asObject),
    );
    const fits = rows.every(
      (one) =>
        one &&
        !tooLong(one['title'], 24) &&
        !tooLong(one['id'], 200) &&
        (one['description'] === undefined || !tooLong(one['description'], 72)),
    );
    if (tooLong(action['button'], 20) || rows.length === 0 || rows.length > ROWS_MAX || !fits)
      return invalid('Invalid list: 1 to 10 rows, title ≤ 24, description ≤ 72, id ≤ 200, button ≤ 20.');
    if (!apart(rows, 'id')) return invalid('Duplicated row id.');
    return { shown: [body, ...rows.map((one) => `• ${String(one?.['title'])}`)].join('\n') };
  }
  return invalid("interactive['type'] must be button or list here.");
}

function media(type: string, fields: Fields): Shown {
  const link = asText(fields['link']);
  if (!link && !asText(fields['id'])) return missing(`${type}['id' or 'link']`);
  if (link && !/^https?:\/\//.test(link)) return invalid(`${type}['link'] is not a valid URI.`);
  const label = asText(fields['caption']) ?? asText(fields['filename']) ?? '';
  return { shown: `[${type}] ${label}`.trim() };
}

/** Each type WhatsApp has, and what the phone shows of it. */
const TYPES: Readonly<Record<string, (fields: Fields) => Shown>> = {
  text: (fields) => {
    const body = asText(fields['body']);
    if (!body) return missing("text['body']");
    return body.length > TEXT_MAX
      ? invalid(`Param text['body'] must be at most ${TEXT_MAX} characters long.`)
      : { shown: body };
  },
  template: (fields) => {
    if (!asText(fields['name'])) return missing("template['name']");
    return asText(asObject(fields['language'])?.['code'])
      ? { shown: null }
      : missing("template['language']['code']");
  },
  interactive,
  reaction: (fields) => (asText(fields['message_id']) ? { shown: '' } : missing("reaction['message_id']")),
  location: (fields) =>
    typeof fields['latitude'] === 'number' ? { shown: '[location]' } : missing("location['latitude']"),
  contacts: () => ({ shown: '[contacts]' }),
  audio: (fields) => media('audio', fields),
  image: (fields) => media('image', fields),
  video: (fields) => media('video', fields),
  document: (fields) => media('document', fields),
  sticker: (fields) => media('sticker', fields),
};

function templateOf(fields: Fields): {
  name: string;
  language: string;
  params: readonly TemplateParameter[];
} {
  const body = asList(fields['components'])
    .map(asObject)
    .find((component) => component?.['type'] === 'body');
  const params = asList(body?.['parameters'])
    .map(asObject)
    .map((parameter) => ({
      name: asText(parameter?.['parameter_name']),
      text: asText(parameter?.['text']) ?? '',
    }));
  return {
    name: asText(fields['name']) ?? '',
    language: asText(asObject(fields['language'])?.['code']) ?? '',
    params,
  };
}

/** `to` wins over `recipient` when both are there (§2.4). A phone without a plus gets the business's country (§2.6). */
function recipientOf(body: Fields): { input: string; recipient: string } | { failure: CloudFailure } {
  const to = asText(body['to']);
  const recipient = asText(body['recipient']);
  if (to) {
    const phone = phoneNumber(to);
    return phone ? { input: to, recipient: phone } : invalid('Invalid parameter value for to.');
  }
  if (!recipient) return missing('to');
  return /^[A-Z]{2}\.[A-Za-z0-9]{1,128}$/.test(recipient)
    ? { input: recipient, recipient }
    : invalid('Invalid parameter value for recipient.');
}

/** Reads a body of `POST /{phone_number_id}/messages`. */
export function readCloudRequest(raw: unknown): CloudRequest {
  const body = asObject(raw);
  const refuse = ({ failure }: { failure: CloudFailure }): CloudRequest => ({ kind: 'refused', failure });
  if (body?.['messaging_product'] !== 'whatsapp') return refuse(missing('messaging_product'));
  if (body['status'] !== undefined) {
    const messageId = asText(body['message_id']);
    if (body['status'] !== 'read') return refuse(invalid('status must be read.'));
    return messageId
      ? { kind: 'read', messageId, typing: body['typing_indicator'] !== undefined }
      : refuse(missing('message_id'));
  }
  const addressed = recipientOf(body);
  if ('failure' in addressed) return refuse(addressed);
  const type = asText(body['type']) ?? 'text';
  const judge = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (!judge) return refuse({ failure: { code: 131051 } });
  const fields = type === 'contacts' ? {} : asObject(body[type]);
  if (!fields) return refuse(missing(type));
  const content = judge(fields);
  if ('failure' in content) return refuse(content);
  const callbackId = asText(body['biz_opaque_callback_data']);
  if (callbackId && callbackId.length > CALLBACK_MAX)
    return refuse(invalid('biz_opaque_callback_data is too long.'));
  const messageId = asText(fields['message_id']);
  return {
    kind: 'message',
    ...addressed,
    type,
    shown: content.shown,
    callbackId,
    quotes: asText(asObject(body['context'])?.['message_id']),
    template: type === 'template' ? templateOf(fields) : null,
    reaction: type === 'reaction' && messageId ? { messageId, emoji: asText(fields['emoji']) ?? '' } : null,
  };
}
