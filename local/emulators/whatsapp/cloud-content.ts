/** A lead's message as Meta writes it in `value.messages[]` (facts/whatsapp.md §2.3; the fixtures of test/fixtures/cloud). */

import { type CloudMedia, mediaSha256 } from './cloud-media.ts';
import { brazilianWaId } from './contacts.ts';
import type { JsonObject } from './json.ts';
import { phoneNumber } from './phone-number.ts';
import { isMedia, type LeadContent, mediaOf, shownText } from './vocabulary.ts';

/** What only the Cloud API delivers. `placeholder`: 131060, whose real content may follow under the same id (§8.4). */
export type CloudContent =
  | LeadContent
  | {
      readonly kind: 'order';
      readonly catalogId: string;
      readonly retailerId: string;
      readonly quantity: number;
      readonly price: number;
    }
  | { readonly kind: 'unsupported'; readonly what: string; readonly placeholder?: boolean };

/** What the phone shows of it. */
export function shownCloudText(content: CloudContent): string {
  if (content.kind === 'order') return `[pedido] ${content.retailerId}`;
  return content.kind === 'unsupported' ? `[${content.what}]` : shownText(content);
}

const UNSUPPORTED_ERRORS = {
  unknown: {
    code: 131051,
    title: 'Message type unknown',
    details: 'Message type is currently not supported.',
  },
  placeholder: {
    code: 131060,
    title: 'This message is currently unavailable.',
    details: 'This message is currently unavailable.',
  },
} as const;

function unsupported({ what, placeholder }: Extract<CloudContent, { kind: 'unsupported' }>): JsonObject {
  const { code, title, details } = UNSUPPORTED_ERRORS[placeholder ? 'placeholder' : 'unknown'];
  return {
    unsupported: { type: what },
    type: 'unsupported',
    errors: [{ code, title, message: title, error_data: { details } }],
  };
}

const referral = (adId: string): JsonObject => ({
  source_url: 'https://fb.me/EXEMPLO',
  source_id: adId,
  source_type: 'ad',
  body: 'Economize até 20% na conta de luz, sem obra.',
  headline: 'Fale com a gente',
  media_type: 'image',
  image_url: 'https://scontent.example.com/anuncio.jpg',
  ctwa_clid: `Aff${adId}`,
  welcome_message: { text: 'Oi! Como podemos ajudar?' },
});

/** The fields of a message that its type brings. Files are kept in `media` and named by id. */
export function cloudMessageFields(content: CloudContent, media: CloudMedia): JsonObject {
  if (isMedia(content)) {
    const { bytes, mimeType, fileName } = mediaOf(content);
    const type = content.kind === 'voice' ? 'audio' : content.kind;
    const item: JsonObject = {
      ...(content.caption !== undefined && { caption: content.caption }),
      ...(fileName !== null && { filename: fileName }),
      mime_type: mimeType,
      sha256: mediaSha256(bytes),
      id: media.keep({ bytes, mimeType, origin: 'received' }).id,
      ...(type === 'audio' && { voice: content.kind === 'voice' }),
      ...(type === 'sticker' && { animated: false }),
    };
    return { [type]: item, type };
  }
  switch (content.kind) {
    case 'text':
      return {
        text: { body: content.text },
        type: 'text',
        ...(content.adId !== undefined && { referral: referral(content.adId) }),
      };
    case 'button':
    case 'native_button':
      return {
        interactive: { type: 'button_reply', button_reply: { id: content.id, title: content.text } },
        type: 'interactive',
      };
    case 'list':
      return {
        interactive: {
          type: 'list_reply',
          list_reply: {
            id: content.id,
            title: content.text,
            ...(content.description !== undefined && { description: content.description }),
          },
        },
        type: 'interactive',
      };
    case 'template_button':
      return { button: { payload: content.id, text: content.text }, type: 'button' };
    case 'form': {
      const response_json = JSON.stringify({ ...content.fields, flow_token: 'unused' });
      return {
        interactive: { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json } },
        type: 'interactive',
      };
    }
    case 'location':
      return {
        location: {
          latitude: content.latitude,
          longitude: content.longitude,
          ...(content.place !== undefined && { name: content.place }),
          ...(content.address !== undefined && { address: content.address }),
        },
        type: 'location',
      };
    case 'contact_card': {
      const [first_name = '', ...rest] = content.cardName.split(' ');
      const phone = phoneNumber(content.phone);
      const phones = [{ phone: content.phone, ...(phone && { wa_id: brazilianWaId(phone) }), type: 'CELL' }];
      return {
        contacts: [
          { name: { first_name, last_name: rest.join(' '), formatted_name: content.cardName }, phones },
        ],
        type: 'contacts',
      };
    }
    case 'order': {
      const product_items = [
        {
          product_retailer_id: content.retailerId,
          quantity: content.quantity,
          item_price: content.price,
          currency: 'BRL',
        },
      ];
      return { order: { catalog_id: content.catalogId, text: '', product_items }, type: 'order' };
    }
    case 'unsupported':
      return unsupported(content);
  }
}
