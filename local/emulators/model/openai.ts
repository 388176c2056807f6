/**
 * The OpenAI-compatible wire: chat completions with structured output, and transcriptions. As strict as the original where
 * a client could be wrong: a strict schema must require every property and close every object.
 * Source: platform.openai.com/docs/api-reference/chat, /audio/createTranscription, /docs/guides/structured-outputs.
 */
import * as z from 'zod/mini';
import { type SeenFile, type SeenRequest, type Spoken, tokensOf } from './answers.ts';

const Part = z.looseObject({
  type: z.string(),
  text: z.optional(z.string()),
  image_url: z.optional(z.looseObject({ url: z.string() })),
  file: z.optional(z.looseObject({ file_data: z.string() })),
});
const ChatBody = z.looseObject({
  model: z.string().check(z.minLength(1)),
  messages: z
    .array(
      z.looseObject({
        role: z.enum(['system', 'developer', 'user', 'assistant']),
        content: z.union([z.string(), z.array(Part)]),
      }),
    )
    .check(z.minLength(1)),
  temperature: z.optional(z.number().check(z.minimum(0), z.maximum(2))),
  max_tokens: z.optional(z.int().check(z.positive())),
  max_completion_tokens: z.optional(z.int().check(z.positive())),
  stream: z.optional(z.boolean()),
  tools: z.optional(z.unknown()),
  response_format: z.optional(
    z.looseObject({
      type: z.enum(['text', 'json_object', 'json_schema']),
      json_schema: z.optional(
        z.looseObject({
          name: z.string().check(z.regex(/^[\w-]{1,64}$/)),
          schema: z.record(z.string(), z.unknown()),
          strict: z.optional(z.nullable(z.boolean())),
        }),
      ),
    }),
  ),
});

type Refused = { readonly kind: 'refused'; readonly response: Response };
type Understood = { readonly kind: 'understood'; readonly request: Omit<SeenRequest, 'at'> };

/** An error as OpenAI words one. */
export const openAiError = (status: number, message: string, code: string | null = null): Response =>
  Response.json(
    { error: { message, type: status < 500 ? 'invalid_request_error' : 'server_error', param: null, code } },
    { status },
  );

/** What a chat completion asks for, or why it is refused. */
export function readChat(json: unknown): Understood | Refused {
  const parsed = z.safeParse(ChatBody, json);
  if (!parsed.success)
    return { kind: 'refused', response: openAiError(400, `Invalid body: ${z.prettifyError(parsed.error)}`) };
  const body = parsed.data;
  if (body.stream === true)
    return {
      kind: 'refused',
      response: openAiError(400, 'Streaming is not served here.', 'unsupported_value'),
    };
  const format = body.response_format;
  const schema = format?.type === 'json_schema' ? format.json_schema : undefined;
  if (format?.type === 'json_schema' && schema === undefined)
    return {
      kind: 'refused',
      response: openAiError(400, "Missing required parameter: 'response_format.json_schema'."),
    };
  if (schema?.strict === true) {
    const flaw = flawOf(schema.schema, '');
    if (flaw !== null)
      return {
        kind: 'refused',
        response: openAiError(400, `Invalid schema for response_format '${schema.name}': ${flaw}`),
      };
  }
  const isSystem = (role: string): boolean => role === 'system' || role === 'developer';
  const texts = (wanted: (role: string) => boolean): string =>
    body.messages
      .filter(({ role }) => wanted(role))
      .flatMap(({ content }) =>
        typeof content === 'string'
          ? [content]
          : content.flatMap(({ text }) => (text === undefined ? [] : [text])),
      )
      .join('\n');
  return {
    kind: 'understood',
    request: {
      api: 'openai',
      model: body.model,
      system: texts(isSystem),
      text: texts((role) => !isSystem(role)),
      files: body.messages.flatMap(({ content }) =>
        typeof content === 'string' ? [] : content.flatMap(fileOf),
      ),
      schema: schema?.schema ?? null,
      temperature: body.temperature ?? null,
      maxTokens: body.max_completion_tokens ?? body.max_tokens ?? null,
      hasTools: body.tools !== undefined,
    },
  };
}

function fileOf({ image_url, file }: z.infer<typeof Part>): readonly SeenFile[] {
  const written = image_url?.url ?? file?.file_data;
  const [, mimeType, base64] = /^data:([^;,]+);base64,(.*)$/s.exec(written ?? '') ?? [];
  return mimeType === undefined || base64 === undefined
    ? []
    : [{ mimeType, bytes: Buffer.from(base64, 'base64') }];
}

const ObjectNode = z.looseObject({
  type: z.optional(z.unknown()),
  properties: z.optional(z.record(z.string(), z.unknown())),
  required: z.optional(z.array(z.string())),
  additionalProperties: z.optional(z.unknown()),
  items: z.optional(z.unknown()),
  anyOf: z.optional(z.array(z.unknown())),
});

/** The first breach of strict mode, in the provider's words, or null. */
function flawOf(schema: unknown, path: string): string | null {
  const node = z.safeParse(ObjectNode, schema);
  if (!node.success) return `In context=(${path}), schema is not an object.`;
  const { type, properties, required = [], additionalProperties, items, anyOf } = node.data;
  if (type === undefined && anyOf === undefined)
    return `In context=(${path}), schema must have a 'type' key.`;
  if (type === 'object') {
    if (additionalProperties !== false)
      return `In context=(${path}), 'additionalProperties' is required to be supplied and to be false.`;
    const names = Object.keys(properties ?? {});
    const missing = names.find((name) => !required.includes(name));
    if (missing !== undefined) return `In context=(${path}), 'required' is missing '${missing}'.`;
    for (const name of names) {
      const flaw = flawOf(properties?.[name], `${path}/${name}`);
      if (flaw !== null) return flaw;
    }
  }
  if (items !== undefined) return flawOf(items, `${path}/items`);
  for (const option of anyOf ?? []) {
    const flaw = flawOf(option, `${path}/anyOf`);
    if (flaw !== null) return flaw;
  }
  return null;
}

const FINISH = { stop: 'stop', length: 'length', filter: 'content_filter' } as const;

/** A completion as the wire carries it. */
export function completion({
  id,
  atMs,
  request,
  spoken,
}: {
  id: string;
  atMs: number;
  request: Omit<SeenRequest, 'at'>;
  spoken: Spoken;
}): Response {
  const promptTokens = tokensOf(request.system) + tokensOf(request.text);
  const completionTokens = tokensOf(spoken.content ?? spoken.refusal ?? '');
  return Response.json({
    id,
    object: 'chat.completion',
    created: Math.floor(atMs / 1000),
    model: request.model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: spoken.content, refusal: spoken.refusal },
        logprobs: null,
        finish_reason: FINISH[spoken.finish],
      },
    ],
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
  });
}

/** What a transcription asks for, or why it is refused. */
export async function readTranscription(request: Request): Promise<Understood | Refused> {
  const form = await request.formData().catch(() => null);
  const file = form?.get('file');
  const model = form?.get('model');
  if (!(file instanceof Blob) || typeof model !== 'string' || model === '')
    return {
      kind: 'refused',
      response: openAiError(400, "Missing required parameters: 'file' and 'model'."),
    };
  const name = file instanceof File ? file.name : '';
  if (!/\.(?:flac|mp3|mp4|mpeg|mpga|m4a|ogg|wav|webm)$/i.test(name))
    return { kind: 'refused', response: openAiError(400, `Invalid file format: ${name}`) };
  return {
    kind: 'understood',
    request: {
      api: 'transcription',
      model,
      system: '',
      text: '',
      files: [{ mimeType: file.type, bytes: new Uint8Array(await file.arrayBuffer()) }],
      schema: null,
      temperature: null,
      maxTokens: null,
      hasTools: false,
    },
  };
}

/** A transcription as the wire carries it. */
export const transcription = (spoken: Spoken): Response => Response.json({ text: spoken.content ?? '' });
