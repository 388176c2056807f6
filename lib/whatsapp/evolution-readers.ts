/** What each key of an Evolution message holds, in our words (facts/whatsapp.md §1.5, §9.1): a table from the key to `Content`. */
import * as z from 'zod/mini';
import type { Content } from '../lead-event.ts';
import {
  asText,
  choice,
  contactCard,
  form,
  location,
  type MediaKind,
  mediaContent,
  unsupported,
} from './content.ts';
import { decimalOrNull, flag, itemsOrNone, parsedJson, partOrNull, textOrNull } from './lenient.ts';

type Reader = (part: unknown, messageId: string) => Content;
type Row = readonly [key: string, Reader];

/** Reads one part with a schema; a part that does not fit is a content we cannot read. */
const reader = <S extends z.ZodMiniType>(
  key: string,
  schema: S,
  read: (part: z.infer<S>, messageId: string) => Content,
): Row => [
  key,
  (part, messageId) => {
    const parsed = schema.safeParse(part);
    return parsed.success ? read(parsed.data, messageId) : unsupported(key);
  },
];

const Media = z.looseObject({
  mimetype: textOrNull,
  caption: textOrNull,
  fileName: textOrNull,
  title: textOrNull,
  ptt: flag,
});
const media = (key: string, kind: MediaKind): Row =>
  // The id of the message fetches the bytes (§1.3); the url in the payload is encrypted, and base64 never enters an event.
  reader(key, Media, ({ mimetype, caption, fileName, title, ptt }, id) =>
    mediaContent({
      kind: kind === 'audio' && ptt ? 'voice' : kind,
      id,
      mimeType: mimetype,
      caption,
      fileName: kind === 'document' ? (fileName ?? title) : null,
    }),
  );

const Place = z.looseObject({
  degreesLatitude: decimalOrNull,
  degreesLongitude: decimalOrNull,
  name: textOrNull,
  address: textOrNull,
});
const place = (key: string): Row =>
  reader(key, Place, ({ degreesLatitude, degreesLongitude, name, address }) =>
    location({ latitude: degreesLatitude, longitude: degreesLongitude, parts: [name, address] }),
  );

/** A content of many shapes that is read for its words alone; without any it is one we cannot read. */
const words = <S extends z.ZodMiniType>(
  key: string,
  schema: S,
  wordsIn: (part: z.infer<S>) => readonly (string | null | undefined)[],
): Row =>
  reader(key, schema, (part) => {
    const text = asText(
      wordsIn(part)
        .filter((each) => typeof each === 'string' && each !== '')
        .join('\n'),
    ).trim();
    return text === '' ? unsupported(key) : { kind: 'text', text };
  });

const Text = z.looseObject({ text: z.string() });
const text = (key: string): Row => reader(key, Text, (part) => ({ kind: 'text', text: asText(part.text) }));

const Note = z.looseObject({
  noteMessage: partOrNull({
    conversation: textOrNull,
    extendedTextMessage: partOrNull({ text: textOrNull }),
  }),
});
const payment = (key: string): Row =>
  words(key, Note, ({ noteMessage }) => [noteMessage?.conversation, noteMessage?.extendedTextMessage?.text]);

const Poll = z.looseObject({ name: textOrNull, options: itemsOrNone });
const Option = z.looseObject({ optionName: textOrNull });
const poll = (key: string): Row =>
  words(key, Poll, ({ name, options }) => [
    name,
    ...options.map((option) => Option.safeParse(option).data?.optionName),
  ]);

const Card = z.looseObject({ displayName: textOrNull });
const NativeFlow = z.looseObject({
  body: partOrNull({ text: textOrNull }),
  nativeFlowResponseMessage: partOrNull({ paramsJson: textOrNull }),
});
const Tapped = z.looseObject({ id: z.string(), display_text: textOrNull });
const Body = z.looseObject({ body: partOrNull({ text: textOrNull }) });

export const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  [
    'conversation',
    (part) => (typeof part === 'string' ? { kind: 'text', text: asText(part) } : unsupported('conversation')),
  ],
  text('extendedTextMessage'),
  text('questionResponseMessage'),
  text('statusQuestionAnswerMessage'),
  text('statusQuotedMessage'),
  media('audioMessage', 'audio'),
  media('imageMessage', 'image'),
  media('videoMessage', 'video'),
  media('ptvMessage', 'video'),
  media('documentMessage', 'document'),
  media('stickerMessage', 'sticker'),
  media('stickerPackMessage', 'sticker'),
  place('locationMessage'),
  place('liveLocationMessage'),
  reader('contactMessage', Card, ({ displayName }) => contactCard([displayName])),
  reader('contactsArrayMessage', z.looseObject({ contacts: itemsOrNone }), ({ contacts }) =>
    contactCard(contacts.map((card) => Card.safeParse(card).data?.displayName ?? null)),
  ),
  words(
    'productMessage',
    z.looseObject({ product: partOrNull({ title: textOrNull }), body: textOrNull }),
    ({ product, body }) => [product?.title, body],
  ),
  reader('orderMessage', z.looseObject({ message: textOrNull }), ({ message }) => ({
    kind: 'order',
    text: asText(message),
  })),
  words('eventMessage', z.looseObject({ name: textOrNull, description: textOrNull }), (event) => [
    event.name,
    event.description,
  ]),
  poll('pollCreationMessage'),
  poll('pollCreationMessageV2'),
  poll('pollCreationMessageV3'),
  poll('pollCreationMessageV5'),
  payment('sendPaymentMessage'),
  payment('requestPaymentMessage'),
  reader(
    'buttonsResponseMessage',
    z.looseObject({ selectedButtonId: textOrNull, selectedDisplayText: textOrNull }),
    ({ selectedButtonId, selectedDisplayText }) =>
      choice({ id: selectedButtonId, text: selectedDisplayText }),
  ),
  reader(
    'templateButtonReplyMessage',
    z.looseObject({ selectedId: textOrNull, selectedDisplayText: textOrNull }),
    ({ selectedId, selectedDisplayText }) => choice({ id: selectedId, text: selectedDisplayText }),
  ),
  reader(
    'listResponseMessage',
    z.looseObject({ title: textOrNull, singleSelectReply: partOrNull({ selectedRowId: textOrNull }) }),
    ({ title, singleSelectReply }) => choice({ id: singleSelectReply?.selectedRowId ?? null, text: title }),
  ),
  reader('interactiveResponseMessage', NativeFlow, ({ body, nativeFlowResponseMessage }) => {
    const json = nativeFlowResponseMessage?.paramsJson ?? null;
    const tapped = Tapped.safeParse(json === null ? undefined : parsedJson(json));
    if (tapped.success)
      return choice({ id: tapped.data.id, text: tapped.data.display_text ?? body?.text ?? null });
    return form(json) ?? choice({ id: null, text: body?.text ?? null });
  }),
  // Made by a business's system: the words that a person would read.
  words('buttonsMessage', z.looseObject({ contentText: textOrNull }), (part) => [part.contentText]),
  words('listMessage', z.looseObject({ title: textOrNull, description: textOrNull }), (part) => [
    part.title,
    part.description,
  ]),
  words('interactiveMessage', Body, ({ body }) => [body?.text]),
  words(
    'templateMessage',
    z.looseObject({ hydratedTemplate: partOrNull({ hydratedContentText: textOrNull }) }),
    ({ hydratedTemplate }) => [hydratedTemplate?.hydratedContentText],
  ),
]);
