/** Every function of the rooms that read a lead's words, called as its neighbours call it. */
import { readdirSync } from 'node:fs';

const ROOMS: readonly string[] = [
  ...readdirSync(new URL('../../../lib/agent/extract/', import.meta.url), {
    recursive: true,
    encoding: 'utf8',
  })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `agent/extract/${file}`),
  'agent/knowledge/asked.ts',
  'agent/guard/figures.ts',
  'agent/knowledge/search.ts',
  'agent/opt-out.ts',
  'phone.ts',
  'conversation/burst.ts',
  'text.ts',
  'handoff/note-command.ts',
];

export type Reader = (text: string) => unknown;
type Callable = (...args: unknown[]) => unknown;
const message = (text: string) => ({ body: text });

/** Where the text alone is not what a function is given; null: it reads no text of anybody's. */
const GIVEN: Readonly<Record<string, ((read: Callable) => Reader) | null>> = {
  choiceIn: (read) => (text) => read(text, ['instalacao_usina_propria', 'compra_energia_desconto']),
  momentIn: (read) => (text) => read(text, { nowMs: 1_795_438_800_000, timezone: 'America/Sao_Paulo' }),
  correctedNameIn: (read) => (text) => read(text, 'Ana Beatriz'),
  matchTyped: (read) => (text) => read(text, '+5581990000001'),
  // What a number's pattern matched, never a text.
  decimalOf: null,
  nearest: (read) => (text) => read(text),
  mergeBills: null,
  // Of sentences and their ground: the whole judge is fed in targets/.
  unsourcedFigure: null,
  hasUnknownHour: (read) => (text) => read(text, text),
  indexOf: null,
  likenessOf: (read) => (text) => read('mood', text),
  likelyOf: (read) => (text) => read('mood', text, { margin: 0 }),
  placePicked: (read) => (text) => read(text, 4),
  // Of clauses, of tokens, of figures that another reader found.
  plainAnswer: (read) => (text) => read([text]),
  beforeTheSupposition: (read) => (text) => read(text, /\bse\b/),
  keyOf: (read) => (text) => read(text.split(' ')),
  placeMeant: (read) => (text) => read(text.split(' ')),
  placeNamed: (read) => (text) => read(text.split(' ')),
  withoutFillers: (read) => (text) => read(text.split(' ')),
  putRight: null,
  toCents: null,
  combine: null,
  withoutOtherThings: null,
  lastWish: (read) => (text) => read([message(text)]),
  splitAtReturn: null,
  judgeNote: null,
  searchVariants: (read) => (text) => read(`+${text}`),
  cut: (read) => (text) => read(text, 80),
  toInboundMessage: (read) => (text) =>
    read(
      { messageId: 'm', sentAt: 1, quotes: null, adId: null, content: { kind: 'text', text } },
      { enqueuedAtMs: 1_000, maxAgeMinutes: 15 },
    ),
};

/** As most are called: with the text; failing that, with a burst that holds it. */
const plainly = (read: Callable): Reader => {
  let isOfBursts = false;
  return (text) => {
    if (isOfBursts) return read([message(text)], 'stop');
    try {
      return read(text, { asked: true });
    } catch (error) {
      // On its very first word: then it reads bursts, not texts.
      if (!(error instanceof TypeError)) throw error;
      const answer = read([message(text)], 'stop');
      isOfBursts = true;
      return answer;
    }
  };
};

export async function readers(): Promise<readonly (readonly [string, Reader])[]> {
  const rooms = await Promise.all(
    ROOMS.map((room): Promise<Readonly<Record<string, unknown>>> => import(`../../../lib/${room}`)),
  );
  return rooms.flatMap((room) =>
    Object.entries(room).flatMap(([name, value]): [string, Reader][] => {
      if (typeof value !== 'function') return [];
      const given = GIVEN[name];
      // What a module exports cannot be typed here.
      const read = value as Callable;
      return given === null ? [] : [[name, (given ?? plainly)(read)]];
    }),
  );
}
