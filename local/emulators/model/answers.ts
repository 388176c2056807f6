/** What a test or the demo lets the model say, and how each provider's wire wraps it. */

/**
 * One answer of the model. `delayMs` passes on the stack's clock before it leaves.
 * `value`: JSON, as a structured answer. `text`: words, whatever was asked for. `truncated`: half of that JSON, cut by the
 * token limit. `refusal`: the provider's own way of declining. `empty`: a message without content. `garbage`: 200 with a
 * body that is no JSON. `status`: an error of the provider's. `drop`: the connection is cut. `hang`: no answer until `heal`.
 */
export type ModelAnswer = { readonly delayMs?: number } & (
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'truncated'; readonly value: unknown }
  | { readonly kind: 'refusal'; readonly text: string }
  | { readonly kind: 'empty' }
  | { readonly kind: 'garbage'; readonly body: string }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'drop' }
  | { readonly kind: 'hang' }
);

/** A file that went with a request, as the model would see it. */
export type SeenFile = { readonly mimeType: string; readonly bytes: Uint8Array };

/** One request, in the words that matter to a test. `text` is everything but the system's, joined by line breaks. */
export type SeenRequest = {
  readonly at: number;
  readonly api: 'openai' | 'google' | 'transcription';
  readonly model: string;
  readonly system: string;
  readonly text: string;
  readonly files: readonly SeenFile[];
  /** The JSON schema asked for; null where plain text was. */
  readonly schema: unknown;
  readonly temperature: number | null;
  readonly maxTokens: number | null;
  /** True where the request offers the model anything it could call. */
  readonly hasTools: boolean;
};

/** What the model says, once a fault has had its say. */
export type Spoken = {
  readonly content: string | null;
  readonly refusal: string | null;
  readonly finish: 'stop' | 'length' | 'filter';
};

/** The words of an answer; null where it has none (a fault of the wire). */
export function spokenBy(answer: ModelAnswer): Spoken | null {
  switch (answer.kind) {
    case 'value':
      return { content: JSON.stringify(answer.value), refusal: null, finish: 'stop' };
    case 'text':
      return { content: answer.text, refusal: null, finish: 'stop' };
    case 'truncated': {
      const whole = JSON.stringify(answer.value);
      return { content: whole.slice(0, Math.ceil(whole.length / 2)), refusal: null, finish: 'length' };
    }
    case 'refusal':
      return { content: null, refusal: answer.text, finish: 'filter' };
    case 'empty':
      return { content: null, refusal: null, finish: 'stop' };
    case 'garbage':
    case 'status':
    case 'drop':
    case 'hang':
      return null;
  }
}

const CHARS_PER_TOKEN = 4;

/** Tokens as a provider would bill them, near enough for a sum. */
export const tokensOf = (text: string): number => Math.ceil(text.length / CHARS_PER_TOKEN);
