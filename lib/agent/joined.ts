/** Sentences side by side, without the empty ones. */
export const joined = (texts: readonly string[]): string => texts.filter((text) => text !== '').join(' ');
