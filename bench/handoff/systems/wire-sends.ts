/** What of the requests on WhatsApp's wire a lead can see. */
import { z } from 'zod';
import type { Call } from '../../../test/simulation/engine/wire.ts';
import type { EntryOf } from '../journal.ts';

const CloudBody = z.object({
  to: z.string().optional(),
  type: z.string().optional(),
  text: z.object({ body: z.string() }).optional(),
  status: z.string().optional(),
  message_id: z.string().optional(),
  typing_indicator: z.unknown().optional(),
});
const EvolutionBody = z.object({
  number: z.string().optional(),
  text: z.string().optional(),
  readMessages: z.array(z.object({ remoteJid: z.string() })).optional(),
});

type Visible = Pick<EntryOf<'sent'>, 'lead' | 'what' | 'text'>;

/** Null: a lead sees nothing of it. */
export function sentIn(
  { mount, method, path, body }: Call,
  people: { leadOf(address: string): string | null; leadOfMessage(id: string): string | null },
): Visible | null {
  if (method !== 'POST' || (mount !== '/cloud' && mount !== '/evolution')) return null;
  const visible = (lead: string | null, what: Visible['what'], text: string): Visible | null =>
    lead === null ? null : { lead, what, text };
  if (mount === '/cloud') {
    if (!path.endsWith('/messages')) return null;
    const { to, text, type, status, message_id, typing_indicator } = CloudBody.parse(JSON.parse(body));
    if (status !== undefined)
      return visible(
        people.leadOfMessage(message_id ?? ''),
        typing_indicator === undefined ? 'read' : 'typing',
        '',
      );
    return visible(people.leadOf(to ?? ''), 'message', text?.body ?? type ?? '');
  }
  if (!/^\/(message\/send|chat\/(sendPresence|markMessageAsRead))/.test(path)) return null;
  const { number, text, readMessages } = EvolutionBody.parse(JSON.parse(body));
  const address = number ?? readMessages?.[0]?.remoteJid ?? '';
  if (path.startsWith('/message/')) return visible(people.leadOf(address), 'message', text ?? '');
  return visible(people.leadOf(address), path.includes('sendPresence') ? 'typing' : 'read', '');
}
