/** A log that forgets its oldest entries, so a demo left running for days does not eat the machine. */

export type BoundedList<T> = {
  push(item: T): void;
  /** Oldest first; a live view, not a copy. */
  readonly items: readonly T[];
  clear(): void;
};

/** Keeps between `max / 2` and `max` of the latest entries. */
export function createBoundedList<T>(max = 5000): BoundedList<T> {
  const items: T[] = [];
  return {
    items,
    push: (item) => {
      items.push(item);
      if (items.length > max) items.splice(0, Math.floor(max / 2));
    },
    clear: () => {
      items.length = 0;
    },
  };
}
