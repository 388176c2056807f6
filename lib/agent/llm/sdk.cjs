/**
 * The AI SDK, required rather than imported. A bundler gives modules that the start and a lazy part both use to the start, and
 * the SDK uses all of zod, with every language it speaks: 340 KB and 20 ms of every cold start, scripted deployments included.
 * Required, it brings a copy of its own, which waits with it.
 */
exports.ai = () => require('ai');
exports.google = () => require('@ai-sdk/google');
exports.openai = () => require('@ai-sdk/openai');
