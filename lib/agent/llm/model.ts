/**
 * A language model behind the AI SDK, loaded at its first use: a deployment on the scripted brain never pays for it. One
 * request, one answer or one typed failure; nothing is retried here, nothing is logged here, and no tool is ever offered,
 * so a model has no side effects of its own.
 */
import type { LanguageModel, TranscriptionModel } from 'ai';
import * as z from 'zod/mini';

/** Where a model is and how it is let in. `baseUrl` null is the provider's own; for `openai`, any compatible server's. */
export type ModelSettings = {
  readonly provider: 'google' | 'openai';
  readonly model: string;
  readonly apiKey: string;
  readonly baseUrl: string | null;
  /** Who writes down voice notes where the model itself cannot hear them (`openai`). */
  readonly audioModel: string;
  /** Null where nobody said. */
  readonly price?: TokenPrice | null;
};

/** USD for a million tokens. */
export type TokenPrice = { readonly input: number; readonly output: number };

/** What one answer used up, as its provider counted; `costUsd` null where no price is set. */
export type Usage = {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number | null;
};

/**
 * Why a model gave nothing. `unauthorised` wants a person (key, credit). `refused`: it declined. `truncated`: its answer
 * met the token limit. `malformed`: no answer of the form asked for.
 */
export const MODEL_FAILURES = [
  'timeout',
  'unauthorised',
  'rate_limited',
  'unavailable',
  'rejected',
  'refused',
  'truncated',
  'malformed',
] as const;
export type ModelFailure = (typeof MODEL_FAILURES)[number];

export type Generated<T> =
  | { readonly kind: 'ok'; readonly value: T; readonly usage: Usage | null }
  | { readonly kind: 'failed'; readonly cause: ModelFailure; readonly usage?: Usage | null };

export type MediaFile = { readonly bytes: Uint8Array; readonly mimeType: string };

export type Model = {
  /** For the log: provider and model, nothing else. */
  readonly id: string;
  /** Asks for a value of `schema`. Never throws. */
  generate<S extends z.ZodMiniType>(request: {
    readonly schema: S;
    readonly system: string;
    readonly prompt: string;
    readonly files?: readonly MediaFile[];
    readonly timeoutMs: number;
  }): Promise<Generated<z.output<S>>>;
  /** The words of a voice note, empty where nobody speaks. Never throws. */
  transcribe(audio: MediaFile, options: { readonly timeoutMs: number }): Promise<Generated<string>>;
};

/** Enough for three bubbles and what was learnt, with room for a model that thinks before it answers. */
const OUTPUT_MAX_TOKENS = 4096;
/** Low: the same words for the same lead, near enough. */
const TEMPERATURE = 0.2;

type Loaded = {
  readonly ai: typeof import('ai');
  readonly language: LanguageModel;
  readonly transcription: TranscriptionModel | null;
};

async function load({ provider, model, apiKey, baseUrl, audioModel }: ModelSettings): Promise<Loaded> {
  const sdk = (await import('./sdk.cjs')).default;
  const ai = sdk.ai();
  // Its warnings go to the console and may quote a request (O2).
  globalThis.AI_SDK_LOG_WARNINGS = false;
  const at = { apiKey, ...(baseUrl !== null && { baseURL: baseUrl }) };
  if (provider === 'google') {
    return { ai, language: sdk.google().createGoogleGenerativeAI(at)(model), transcription: null };
  }
  const openai = sdk.openai().createOpenAI(at);
  return { ai, language: openai.chat(model), transcription: openai.transcription(audioModel) };
}

const Transcript = z.object({ transcript: z.string() });
const TRANSCRIBE =
  'Transcreva o áudio em português do Brasil, palavra por palavra, sem comentar. Sem fala audível, devolva texto vazio.';

/** A model that is loaded when first asked. */
export function createModel(settings: ModelSettings): Model {
  let loading: Promise<Loaded> | null = null;
  const loaded = (): Promise<Loaded> => {
    loading ??= load(settings);
    return loading;
  };

  const generate: Model['generate'] = async ({ schema, system, prompt, files = [], timeoutMs }) => {
    try {
      const { ai, language } = await loaded();
      const answer = await ai.generateText({
        model: language,
        system,
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: prompt },
              ...files.map(({ bytes, mimeType }) => ({
                type: 'file' as const,
                data: bytes,
                mediaType: mimeType,
              })),
            ],
          },
        ],
        output: ai.Output.object({
          schema: ai.jsonSchema<unknown>(() => z.toJSONSchema(schema, { target: 'draft-7' })),
        }),
        temperature: TEMPERATURE,
        maxOutputTokens: OUTPUT_MAX_TOKENS,
        maxRetries: 0,
        abortSignal: AbortSignal.timeout(timeoutMs),
      });
      const usage = usageOf(answer.usage, settings.price);
      const ending = endingOf(answer.finishReason);
      if (ending !== null) return { kind: 'failed', cause: ending, usage };
      // Parsed by the schema itself: a provider's promise to keep to one is no proof.
      const parsed = z.safeParse(schema, answer.output);
      return parsed.success
        ? { kind: 'ok', value: parsed.data, usage }
        : { kind: 'failed', cause: 'malformed', usage };
    } catch (error) {
      return { kind: 'failed', cause: failureOf(error) };
    }
  };

  return {
    id: `${settings.provider}/${settings.model}`,
    generate,
    transcribe: async (audio, { timeoutMs }) => {
      if (settings.provider === 'google') {
        const heard = await generate({
          schema: Transcript,
          system: TRANSCRIBE,
          prompt: 'Áudio do lead:',
          files: [audio],
          timeoutMs,
        });
        return heard.kind === 'ok' ? { ...heard, value: heard.value.transcript.trim() } : heard;
      }
      try {
        const { ai, transcription } = await loaded();
        if (transcription === null) return { kind: 'failed', cause: 'rejected' };
        const { text } = await ai.experimental_transcribe({
          model: transcription,
          audio: audio.bytes,
          maxRetries: 0,
          abortSignal: AbortSignal.timeout(timeoutMs),
        });
        return { kind: 'ok', value: text.trim(), usage: null };
      } catch (error) {
        // The SDK throws for a voice note in which nobody speaks.
        if (named(error) === 'AI_NoTranscriptGeneratedError') return { kind: 'ok', value: '', usage: null };
        return { kind: 'failed', cause: failureOf(error) };
      }
    },
  };
}

const MILLION = 1_000_000;

function usageOf(
  { inputTokens, outputTokens }: { inputTokens: number | undefined; outputTokens: number | undefined },
  price: TokenPrice | null | undefined,
): Usage | null {
  if (inputTokens === undefined && outputTokens === undefined) return null;
  const [read, written] = [inputTokens ?? 0, outputTokens ?? 0];
  return {
    inputTokens: read,
    outputTokens: written,
    costUsd: price ? (read * price.input + written * price.output) / MILLION : null,
  };
}

const named = (error: unknown): string => (error instanceof Error ? error.name : '');

/** What the end of an answer says against it. */
function endingOf(finishReason: string | undefined): ModelFailure | null {
  if (finishReason === 'length') return 'truncated';
  return finishReason === 'content-filter' ? 'refused' : null;
}

/** The status that a provider answered, and how the answer ended, where the SDK's error says so. */
const SdkError = z.looseObject({ statusCode: z.optional(z.number()), finishReason: z.optional(z.string()) });

/** Told apart by name and status, never by message: messages quote what the lead wrote. */
function failureOf(error: unknown): ModelFailure {
  const name = named(error);
  if (name === 'TimeoutError' || name === 'AbortError') return 'timeout';
  const { statusCode, finishReason } = z.safeParse(SdkError, error).data ?? {};
  if (name !== 'AI_APICallError') return endingOf(finishReason) ?? 'malformed';
  if (statusCode === undefined || statusCode >= 500 || statusCode === 408) return 'unavailable';
  if (statusCode === 401 || statusCode === 402 || statusCode === 403) return 'unauthorised';
  if (statusCode === 429) return 'rate_limited';
  // A 200 whose body cannot be read is reported as a call that failed with 200.
  return statusCode < 300 ? 'malformed' : 'rejected';
}
