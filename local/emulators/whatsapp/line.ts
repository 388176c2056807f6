/** The provider's own line to WhatsApp. While it is down, what leads do waits and arrives in order when it is up again. */

export type Line = {
  readonly isUp: () => boolean;
  /** Does it now, or when the line is back. */
  whenUp(task: () => void): void;
  down(): void;
  up(): void;
};

export function createLine(): Line {
  let isUp = true;
  let waiting: (() => void)[] = [];
  return {
    isUp: () => isUp,
    whenUp: (task) => {
      if (isUp) task();
      else waiting.push(task);
    },
    down: () => {
      isUp = false;
    },
    up: () => {
      isUp = true;
      const due = waiting;
      waiting = [];
      for (const task of due) task();
    },
  };
}
