/**
 * Reading request bodies as strictly as Kommo is reported to: every wrong value is an issue with a code and a path, and
 * a batch with one bad item is rejected whole (facts/kommo.md §2.3). Where sources disagree the stricter reading stands.
 */
import {
  type ApiAnswer,
  emptyRequest,
  type Issue,
  type IssueCode,
  invalidBody,
  tooMany,
  validationProblem,
} from './problems.ts';

export type Issues = { add(code: IssueCode, path: string): void; readonly found: readonly Issue[] };

export function createIssues(): Issues {
  const found: Issue[] = [];
  return { found, add: (code, path) => found.push({ code, path }) };
}

export type Fields = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reports every key that the endpoint does not take. */
export function expectOnly({
  fields,
  allowed,
  issues,
  at = '',
}: {
  fields: Fields;
  allowed: readonly string[];
  issues: Issues;
  at?: string;
}): void {
  for (const key of Object.keys(fields))
    if (!allowed.includes(key)) issues.add('FieldNotExpected', `${at}${key}`);
}

type Read = { fields: Fields; key: string; issues: Issues; at?: string };

/** A text, or undefined when absent or wrong. */
export function readText({ fields, key, issues, at = '' }: Read): string | undefined {
  const value = fields[key];
  if (value === undefined) return undefined;
  if (typeof value === 'string') return value;
  issues.add('InvalidType', `${at}${key}`);
  return undefined;
}

/** A whole number; a string of digits is a wrong type. */
export function readInteger({ fields, key, issues, at = '' }: Read): number | undefined {
  const value = fields[key];
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  issues.add('InvalidType', `${at}${key}`);
  return undefined;
}

export function readBoolean({ fields, key, issues, at = '' }: Read): boolean | undefined {
  const value = fields[key];
  if (value === undefined) return undefined;
  if (typeof value === 'boolean') return value;
  issues.add('InvalidType', `${at}${key}`);
  return undefined;
}

/** A list of objects; null counts as absent unless the caller looks for it. */
export function readObjects({ fields, key, issues, at = '' }: Read): readonly Fields[] | undefined {
  const value = fields[key];
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value) && value.every(isObject)) return value;
  issues.add('InvalidType', `${at}${key}`);
  return undefined;
}

export type Item<T> = { readonly requestId: string; readonly value: T };
export type Parsed<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'refused'; readonly answer: ApiAnswer };

type Parse<T> = (fields: Fields, issues: Issues) => T | ApiRefusal | undefined;
/** A refusal with a body of its own, for what is not a validation error. */
export type ApiRefusal = { readonly refusal: ApiAnswer };
const isRefusal = (value: unknown): value is ApiRefusal => isObject(value) && 'refusal' in value;

/** A collection's body: an array even of one (facts/kommo.md §2.3). `request_id` defaults to the index. */
export function readBatch<T>({
  body,
  max,
  parse,
}: {
  body: unknown;
  max: number;
  parse: Parse<T>;
}): Parsed<readonly Item<T>[]> {
  if (body === undefined || body === null || (Array.isArray(body) && body.length === 0))
    return { kind: 'refused', answer: emptyRequest() };
  if (!Array.isArray(body) || !body.every(isObject)) return { kind: 'refused', answer: invalidBody() };
  if (body.length > max) return { kind: 'refused', answer: tooMany(max) };
  const items: Item<T>[] = [];
  const problems: { requestId: string; issues: readonly Issue[] }[] = [];
  for (const [index, fields] of body.entries()) {
    const issues = createIssues();
    const { request_id: rawRequestId, ...rest } = fields;
    const requestId = typeof rawRequestId === 'string' ? rawRequestId : String(index);
    if (rawRequestId !== undefined && typeof rawRequestId !== 'string')
      issues.add('InvalidType', 'request_id');
    const value = parse(rest, issues);
    if (isRefusal(value)) return { kind: 'refused', answer: value.refusal };
    if (issues.found.length > 0) problems.push({ requestId, issues: issues.found });
    else if (value !== undefined) items.push({ requestId, value });
  }
  return problems.length > 0
    ? { kind: 'refused', answer: validationProblem(problems) }
    : { kind: 'ok', value: items };
}

/** One entity's body: an object, never an array. */
export function readOne<T>({ body, parse }: { body: unknown; parse: Parse<T> }): Parsed<T> {
  if (body === undefined || body === null) return { kind: 'refused', answer: emptyRequest() };
  if (!isObject(body)) return { kind: 'refused', answer: invalidBody() };
  const parsed = readBatch({ body: [body], max: 1, parse });
  if (parsed.kind === 'refused') return parsed;
  const [item] = parsed.value;
  return item ? { kind: 'ok', value: item.value } : { kind: 'refused', answer: invalidBody() };
}
