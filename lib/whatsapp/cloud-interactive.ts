/** A question with answers to tap, as Meta takes it (facts/whatsapp.md §9.8): up to three are buttons, up to ten the rows of a list. */
import type { Outbound } from './transport.ts';

const BODY_MAX = 1024;
const BUTTONS = { most: 3, titleMax: 20, idMax: 256 } as const;
const ROWS = { most: 10, titleMax: 24, idMax: 200 } as const;
const LIST_BUTTON = 'Ver opções';

type Choices = Extract<Outbound['content'], { kind: 'choices' }>;

/** Null where Meta would refuse it, for then its words are sent: a question without buttons is better than none. */
export function interactiveOf({ body, options }: Choices): Readonly<Record<string, unknown>> | null {
  const limits = options.length <= BUTTONS.most ? BUTTONS : ROWS;
  const fit = options.every(
    ({ id, title }) =>
      id !== '' && title !== '' && id.length <= limits.idMax && title.length <= limits.titleMax,
  );
  const areApart = (of: (option: Choices['options'][number]) => string): boolean =>
    new Set(options.map(of)).size === options.length;
  const isSane = fit && areApart(({ id }) => id) && areApart(({ title }) => title);
  if (!isSane || options.length === 0 || options.length > ROWS.most) return null;
  if (body === '' || body.length > BODY_MAX) return null;
  return limits === BUTTONS
    ? {
        type: 'button',
        body: { text: body },
        action: { buttons: options.map(({ id, title }) => ({ type: 'reply', reply: { id, title } })) },
      }
    : {
        type: 'list',
        body: { text: body },
        action: {
          button: LIST_BUTTON,
          sections: [{ rows: options.map(({ id, title }) => ({ id, title })) }],
        },
      };
}
