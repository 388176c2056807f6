/** Each loads its package when called. */
export const ai: () => typeof import('ai');
export const google: () => typeof import('@ai-sdk/google');
export const openai: () => typeof import('@ai-sdk/openai');
