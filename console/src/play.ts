/** What `npm start` alone can be asked for: the weather, stories, recorded bodies, an event again. */
import { signal } from '@preact/signals';
import type { Refusal } from '../../lib/console/wire.ts';
import type { Played, Plays, Trace, Workshop } from '../../lib/console/workshop-wire.ts';
import { BASE, get } from './server.ts';

export const workshop = signal<Workshop | null>(null);
/** The story that was played last, with what it had promised. */
export const played = signal<Played | null>(null);

export async function readWorkshop(): Promise<void> {
  // What cannot be read now is read again; until then the page shows what it has.
  workshop.value = await get<Workshop>('/workshop').catch(() => workshop.peek());
}

export const readTrace = (lead: string, atMs: number): Promise<Trace | null> =>
  get('/trace', { lead, at: String(atMs) });

export type Outcome<T> =
  | { readonly kind: 'done'; readonly answer: T }
  | { readonly kind: 'refused'; readonly why: Refusal };

export async function play<P extends keyof Plays>(
  path: P,
  input: Plays[P]['input'],
): Promise<Outcome<Plays[P]['answer']>> {
  try {
    const response = await fetch(`${BASE}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
    // Page and server are of one commit: the types are the agreement (lib/console/workshop-wire.ts).
    const body = (await response.json()) as { refusal?: Refusal };
    return response.ok
      ? { kind: 'done', answer: body as Plays[P]['answer'] }
      : { kind: 'refused', why: body.refusal ?? 'failed' };
  } catch {
    return { kind: 'refused', why: 'failed' };
  }
}
