/** Reading bodies nobody has vouched for, and the shape of the ones the emulators write. */

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json | undefined };

/** True for an object of a body the emulators built. */
export const isJsonObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value as a plain object, or null when it is anything else. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  // The checks above leave an object with string keys; its values stay unknown.
  return value as Readonly<Record<string, unknown>>;
}

/** The value as a list; an empty one when it is anything else. */
export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The value as a string with something in it, or null. */
export const asText = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

/** The JSON body of a request; undefined when there is none or it does not parse. */
export async function readJson(request: Request): Promise<unknown> {
  try {
    const value: unknown = JSON.parse(await request.text());
    return value;
  } catch {
    return undefined;
  }
}
