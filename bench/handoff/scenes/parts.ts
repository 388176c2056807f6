/** What scenes are put together from. */
import type { Notice } from '../journal.ts';
import type { Act, Scene, Step } from '../plan.ts';
import type { Draw } from '../random.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** A turn: six seconds of debounce, two to fourteen of the model, three bubbles. */
export const DEBOUNCE_ENDS = 6 * SECOND;
export const MODEL_ENDS = 20 * SECOND;
export const TURN_ENDS = 24 * SECOND;

export const says = (
  at: number,
  content: 'text' | 'voice' | 'image' | 'sticker' | 'location' = 'text',
): Step => ({
  at,
  do: 'says',
  content,
});
/** Half of the notices arrive as they should. */
export const anyNotice = (draw: Draw): Notice =>
  draw.pick(['told', 'told', 'told', 'told', 'lost', 'lost', 'lost', 'late', 'twice', 'twice']);
export const LATE_MS: readonly [number, number] = [5 * SECOND, 45 * SECOND];
export const takes = (
  draw: Draw,
  at: number,
  {
    by = 'board',
    notice = anyNotice(draw),
  }: Partial<Pick<Extract<Act, { do: 'takes' }>, 'by' | 'notice'>> = {},
): Step => ({ at, do: 'takes', by, notice, lateMs: draw.between(...LATE_MS) });
export const returns = (draw: Draw, at: number, notice: Notice = anyNotice(draw)): Step => ({
  at,
  do: 'returns',
  notice,
  lateMs: draw.between(...LATE_MS),
});

/** What leads send that is not text, and now and then text. */
export const anyContent = (draw: Draw) =>
  draw.pick(['text', 'text', 'text', 'voice', 'image', 'location', 'sticker'] as const);

/** From a takeover on: the lead goes on writing, the card comes back, the lead writes and must be answered. */
export function untilReturn(
  draw: Draw,
  takenAt: number,
  { heldMs = [60 * SECOND, 100 * SECOND] }: { heldMs?: readonly [number, number] } = {},
): readonly Step[] {
  const held = draw.between(...heldMs);
  const backAt = takenAt + held;
  const during = Array.from({ length: draw.pick([1, 1, 2]) }, () =>
    says(takenAt + draw.between(SECOND, Math.min(held - 25 * SECOND, 40 * SECOND)), anyContent(draw)),
  );
  // Its last word within the hold is far from its end: whoever gives back has seen it.
  const next = backAt + draw.between(2 * SECOND, 12 * SECOND);
  const burst = draw.chance(0.3) ? [says(next + draw.between(200, 4 * SECOND))] : [];
  // W13 everywhere: something that asks for nothing, behind what does.
  const noise = draw.chance(0.25) ? [says(next + draw.between(200, 15 * SECOND), 'sticker')] : [];
  return [...during, returns(draw, backAt), says(next), ...burst, ...noise];
}

/** A person comes into the midst of a turn, at any moment from `from` to `to` after the lead's words. */
export const midTurn = (scene: {
  id: string;
  about: string;
  from: number;
  to: number;
  by?: Extract<Act, { do: 'takes' }>['by'];
  notices?: readonly Notice[];
  more?: (draw: Draw) => readonly Step[];
  weather?: (draw: Draw) => readonly Step[];
  settleMs?: number;
  heldMs?: readonly [number, number];
}): Scene => ({
  id: scene.id,
  about: scene.about,
  settleMs: scene.settleMs ?? 100 * SECOND,
  ...(scene.weather && { weather: scene.weather }),
  steps: (draw) => {
    const takenAt = draw.between(scene.from, scene.to);
    const notice = draw.pick(scene.notices ?? [anyNotice(draw)]);
    return [
      says(0),
      ...(scene.more?.(draw) ?? []),
      takes(draw, takenAt, { by: scene.by ?? 'board', notice }),
      ...untilReturn(draw, takenAt, scene.heldMs ? { heldMs: scene.heldMs } : {}),
    ];
  },
});

/** A person answers the lead by other means than the card, which is moved a little later and brought back at the end. */
export function answersThenMoves(draw: Draw, at: number, by: 'phone' | 'chat'): readonly Step[] {
  const movedAt = at + draw.between(3 * SECOND, 15 * SECOND);
  return [
    takes(draw, at, { by, notice: draw.pick(['told', 'told', 'twice']) }),
    takes(draw, movedAt, { notice: draw.pick(['told', 'lost']) }),
    ...untilReturn(draw, movedAt),
  ];
}
