/**
 * The webhook body of Meta's Cloud API (facts/whatsapp.md §2.3, §2.7, §3.2): strict on what a message cannot do without, lenient
 * on the rest. Items are read one by one, so a bad one takes nothing with it.
 */
import * as z from 'zod/mini';
import {
  decimalOrNull,
  flag,
  idOrNull,
  integerOrNull,
  itemsOrNone,
  MessageIdText,
  partOrNull,
  secondsOrNull,
  textOrNull,
} from './lenient.ts';

export const CloudBody = z.looseObject({ object: z.string(), entry: z.array(z.unknown()) });
export const CloudEntry = z.looseObject({ changes: z.array(z.unknown()) });
export const CloudChange = z.looseObject({ field: z.string(), value: z.optional(z.unknown()) });

/** The value of the fields `messages` and `smb_message_echoes`. */
export const CloudValue = z.looseObject({
  metadata: partOrNull({ phone_number_id: textOrNull, display_phone_number: textOrNull }),
  contacts: itemsOrNone,
  messages: itemsOrNone,
  statuses: itemsOrNone,
  errors: itemsOrNone,
  message_echoes: itemsOrNone,
  user_preferences: itemsOrNone,
});

/** An item of the field `user_preferences` (facts/whatsapp.md §9.5). */
export const CloudPreference = z.looseObject({
  wa_id: textOrNull,
  user_id: textOrNull,
  category: textOrNull,
  value: textOrNull,
  timestamp: secondsOrNull,
});

export const CloudContact = z.looseObject({
  profile: partOrNull({ name: textOrNull }),
  wa_id: textOrNull,
  user_id: textOrNull,
});
export type CloudContact = z.infer<typeof CloudContact>;

/** What every message and echo has around its content. */
export const CloudMessage = z.looseObject({
  id: MessageIdText,
  timestamp: secondsOrNull,
  type: z.string(),
  from: textOrNull,
  from_user_id: textOrNull,
  to: textOrNull,
  to_user_id: textOrNull,
  group_id: textOrNull,
  context: partOrNull({ id: idOrNull, forwarded: flag, frequently_forwarded: flag }),
  referral: partOrNull({ source_id: textOrNull, headline: textOrNull, body: textOrNull }),
  system: partOrNull({
    type: textOrNull,
    wa_id: textOrNull,
    new_wa_id: textOrNull,
    user_id: textOrNull,
    previous_user_id: textOrNull,
  }),
  edit: partOrNull({ original_message_id: textOrNull, message: z.unknown() }),
  revoke: partOrNull({ original_message_id: textOrNull }),
});
export type CloudMessage = z.infer<typeof CloudMessage>;

const media = partOrNull({
  id: idOrNull,
  mime_type: textOrNull,
  caption: textOrNull,
  filename: textOrNull,
  voice: flag,
});
const reply = partOrNull({ id: textOrNull, title: textOrNull });

/** The content of a message, under the key named by its type. */
export const CloudContent = z.looseObject({
  type: z.string(),
  text: partOrNull({ body: textOrNull }),
  button: partOrNull({ payload: textOrNull, text: textOrNull }),
  interactive: partOrNull({
    type: textOrNull,
    button_reply: reply,
    list_reply: reply,
    nfm_reply: partOrNull({ response_json: textOrNull }),
  }),
  image: media,
  audio: media,
  video: media,
  document: media,
  sticker: media,
  location: partOrNull({
    latitude: decimalOrNull,
    longitude: decimalOrNull,
    name: textOrNull,
    address: textOrNull,
  }),
  contacts: itemsOrNone,
  order: partOrNull({ text: textOrNull }),
  unsupported: partOrNull({ type: textOrNull }),
  errors: itemsOrNone,
});
export type CloudContent = z.infer<typeof CloudContent>;

export const CloudCard = z.looseObject({ name: partOrNull({ formatted_name: textOrNull }) });

/** An error in a value, a status or an unsupported message. */
export const CloudErrorItem = z.looseObject({ code: integerOrNull });

export const CloudStatus = z.looseObject({
  id: MessageIdText,
  status: z.string(),
  timestamp: secondsOrNull,
  biz_opaque_callback_data: textOrNull,
  errors: itemsOrNone,
});
