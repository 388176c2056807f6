/**
 * The Gemini wire, as far as the product speaks it: `generateContent` with a response schema and inline files.
 * Source: ai.google.dev/api/generate-content.
 */
import * as z from 'zod/mini';
import { type SeenRequest, type Spoken, tokensOf } from './answers.ts';

const Part = z.looseObject({
  text: z.optional(z.string()),
  inlineData: z.optional(z.looseObject({ mimeType: z.string(), data: z.string() })),
});
const Body = z.looseObject({
  contents: z
    .array(z.looseObject({ role: z.enum(['user', 'model']), parts: z.array(Part) }))
    .check(z.minLength(1)),
  systemInstruction: z.optional(z.looseObject({ parts: z.array(Part) })),
  generationConfig: z.optional(
    z.looseObject({
      temperature: z.optional(z.number()),
      maxOutputTokens: z.optional(z.int()),
      responseMimeType: z.optional(z.string()),
      responseSchema: z.optional(z.unknown()),
    }),
  ),
  tools: z.optional(z.unknown()),
});

/** An error as Google words one. */
export const googleError = (status: number, message: string): Response =>
  Response.json(
    { error: { code: status, message, status: status === 429 ? 'RESOURCE_EXHAUSTED' : 'UNKNOWN' } },
    { status },
  );

/** What a `generateContent` asks for, or why it is refused. */
export function readGenerate(
  model: string,
  json: unknown,
):
  | { readonly kind: 'understood'; readonly request: Omit<SeenRequest, 'at'> }
  | { readonly kind: 'refused'; readonly response: Response } {
  const parsed = z.safeParse(Body, json);
  if (!parsed.success)
    return { kind: 'refused', response: googleError(400, `Invalid body: ${z.prettifyError(parsed.error)}`) };
  const { contents, systemInstruction, generationConfig, tools } = parsed.data;
  const parts = contents.flatMap((content) => content.parts);
  const joined = (some: readonly z.infer<typeof Part>[]): string =>
    some.flatMap(({ text }) => (text === undefined ? [] : [text])).join('\n');
  return {
    kind: 'understood',
    request: {
      api: 'google',
      model,
      system: joined(systemInstruction?.parts ?? []),
      text: joined(parts),
      files: parts.flatMap(({ inlineData }) =>
        inlineData === undefined
          ? []
          : [{ mimeType: inlineData.mimeType, bytes: Buffer.from(inlineData.data, 'base64') }],
      ),
      schema: generationConfig?.responseSchema ?? null,
      temperature: generationConfig?.temperature ?? null,
      maxTokens: generationConfig?.maxOutputTokens ?? null,
      hasTools: tools !== undefined,
    },
  };
}

const FINISH = { stop: 'STOP', length: 'MAX_TOKENS', filter: 'SAFETY' } as const;

/** A generated content as the wire carries it. */
export function generated({
  request,
  spoken,
}: {
  request: Omit<SeenRequest, 'at'>;
  spoken: Spoken;
}): Response {
  const promptTokenCount = tokensOf(request.system) + tokensOf(request.text);
  const candidatesTokenCount = tokensOf(spoken.content ?? '');
  return Response.json({
    candidates: [
      {
        content: { role: 'model', parts: spoken.content === null ? [] : [{ text: spoken.content }] },
        finishReason: FINISH[spoken.finish],
        index: 0,
      },
    ],
    usageMetadata: {
      promptTokenCount,
      candidatesTokenCount,
      totalTokenCount: promptTokenCount + candidatesTokenCount,
    },
    modelVersion: request.model,
  });
}
