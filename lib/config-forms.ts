/** The forms of variables that hold more than one value: durations, JSON, a ladder, templates, an account. */
import * as z from 'zod/mini';
import type { Form } from './config-reader.ts';
import { PersonName } from './person-name.ts';
import { STAGE_KEYS } from './pipeline.ts';
import { parseWeeklyHours, type WeeklyHours } from './weekly-hours.ts';

const fromJson = <S extends z.ZodMiniType>(says: string, schema: S): Form<z.output<S>> => ({
  says,
  read: (raw) => {
    let value: unknown;
    try {
      value = JSON.parse(raw);
    } catch {
      throw new Error('is not JSON');
    }
    const parsed = z.safeParse(schema, value);
    if (!parsed.success) throw new Error('has not the form that docs/configuration.md shows');
    return parsed.data;
  },
});

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** In milliseconds. */
export const duration: Form<number> = {
  says: 'duration like `30m` or `24h`, a second to 60 days',
  read: (raw) => {
    const [, count = '', unit = ''] = /^(\d{1,6})\s*([smhd])$/.exec(raw.trim()) ?? [];
    const ms = Number(count) * (UNIT_MS[unit] ?? 0);
    if (count === '' || ms < 1000 || ms > 60 * 86_400_000)
      throw new Error('is not a duration like `30m` or `24h`');
    return ms;
  },
};

const LADDER_STEPS_MAX = 5;
/** Milliseconds, rising. */
export const ladder: Form<readonly number[]> = {
  says: `up to ${LADDER_STEPS_MAX} rising durations, separated by commas`,
  read: (raw) => {
    const steps = raw.split(',').map(duration.read);
    if (steps.length > LADDER_STEPS_MAX) throw new Error(`has more than ${LADDER_STEPS_MAX} steps`);
    if (steps.some((step, index) => step <= (steps[index - 1] ?? 0)))
      throw new Error('is not rising from step to step');
    return steps;
  },
};

/** USD for a million tokens, read and written. */
export const tokenPrice: Form<{ readonly input: number; readonly output: number }> = {
  says: 'USD for a million tokens read and written, like `0.30/2.50`',
  read: (raw) => {
    const [, input = '', output = ''] =
      /^(\d{1,4}(?:\.\d{1,4})?)\s*\/\s*(\d{1,4}(?:\.\d{1,4})?)$/.exec(raw) ?? [];
    if (input === '') throw new Error('is not a pair of prices like `0.30/2.50`');
    return { input: Number(input), output: Number(output) };
  },
};

export const weeklyHours: Form<WeeklyHours> = {
  says: '`mon-fri 08:00-18:00`, several parts separated by commas',
  read: parseWeeklyHours,
};

const positive = z.int().check(z.positive());
export const stageIds = fromJson(
  'JSON: `{"em_qualificacao": 81000012}`',
  z.partialRecord(z.enum(STAGE_KEYS), positive),
);

/** The custom fields of a card that the bot writes. */
export const FIELD_KEYS = ['whatsapp', 'bill_value', 'solution', 'score', 'meeting_link'] as const;
export type FieldKey = (typeof FIELD_KEYS)[number];
export const fieldIds = fromJson(
  `JSON: \`{"bill_value": 700002}\`; keys ${FIELD_KEYS.map((key) => `\`${key}\``).join(', ')}`,
  z.partialRecord(z.enum(FIELD_KEYS), positive),
);

export const texts = fromJson(
  'JSON array of texts',
  z.readonly(z.array(z.string().check(z.maxLength(1000)))),
);

/** What may stand in a template's parameters. */
export const TEMPLATE_VALUES = ['name', 'company', 'agent', 'meeting_time', 'meeting_link'] as const;
const TEMPLATE_KEYS = ['step1', 'step2', 'step3', 'step4', 'step5', 'reminder_24h', 'reminder_2h'] as const;
export type TemplateKey = (typeof TEMPLATE_KEYS)[number];
const templateValue = z.enum(TEMPLATE_VALUES);
const template = z.object({
  name: z.string().check(z.minLength(1), z.maxLength(512)),
  language: z.string().check(z.minLength(2), z.maxLength(20)),
  /** Parameters named after their values, or each by its name in the template. */
  params: z._default(
    z.union([
      z.array(templateValue),
      z.pipe(
        z.record(z.string(), templateValue),
        z.transform((named) => Object.entries(named).map(([name, value]) => ({ name, value }))),
      ),
    ]),
    [],
  ),
});
export const templates = fromJson(
  `JSON: \`{"step2": {"name": "retomada", "language": "pt_BR", "params": ["name"]}}\`; keys ${TEMPLATE_KEYS.map((key) => `\`${key}\``).join(', ')}; params ${TEMPLATE_VALUES.map((value) => `\`${value}\``).join(', ')}`,
  z.partialRecord(
    z.enum(TEMPLATE_KEYS),
    z.pipe(
      template,
      z.transform(({ name, language, params }) => ({
        name,
        language,
        params: params.map((param) => (typeof param === 'string' ? { name: param, value: param } : param)),
      })),
    ),
  ),
);
export type Templates = Readonly<ReturnType<typeof templates.read>>;

export const calendarId: Form<string> = {
  says: 'id of a calendar, not `primary`',
  read: (raw) => {
    // S2: it would be the service account's own, which nobody looks into.
    if (raw === 'primary')
      throw new Error('has to name a calendar; `primary` is whichever belongs to the account');
    return raw;
  },
};

/** As OpenTelemetry has them; an empty one would be a variable that is absent. */
export const otlpHeaders: Form<Readonly<Record<string, string>>> = {
  says: '`name=value,name=value`, values percent-encoded; `none` for none',
  read: (raw) => {
    if (raw.trim() === 'none') return {};
    const headers: Record<string, string> = {};
    for (const part of raw.split(',')) {
      const [name = '', ...values] = part.split('=');
      const value = values.join('=').trim();
      if (!/^[\w-]+$/.test(name.trim()) || value === '')
        throw new Error('is not of the form `name=value,name=value`');
      headers[name.trim()] = decodeURIComponent(value);
    }
    return headers;
  },
};

export const serviceAccount = fromJson(
  "JSON: the account's key file",
  z.pipe(
    z.object({
      client_email: z.string().check(z.minLength(3)),
      private_key: z.string().check(z.regex(/^-----BEGIN (?:RSA )?PRIVATE KEY-----/)),
      private_key_id: z.optional(z.string()),
      token_uri: z._default(z.url(), 'https://oauth2.googleapis.com/token'),
    }),
    z.transform((file) => ({
      clientEmail: file.client_email,
      privateKey: file.private_key,
      privateKeyId: file.private_key_id ?? null,
      tokenUri: file.token_uri,
    })),
  ),
);

/** Somebody of the team, and the word by which the console knows them. */
export type Person = { readonly name: PersonName; readonly token: string };

/** As many random characters as nobody guesses, however often they may try. */
const TOKEN = /^[\w-]{32,128}$/;
export const people: Form<readonly Person[]> = {
  says: '`Ana:token, Bruno:token`, each token 32 to 128 letters, digits, `-` and `_`',
  read: (raw) => {
    const found = raw
      .split(/[,\n]/)
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map((part) => {
        const [name = '', token = '', ...more] = part.split(':').map((word) => word.trim());
        const parsed = z.safeParse(PersonName, name);
        if (!parsed.success || more.length > 0) throw new Error('is not a list of `name:token`');
        // V2: never quoted, for it may be half a token.
        if (!TOKEN.test(token))
          throw new Error('has a token that is too short or has other signs (openssl rand -hex 32)');
        return { name: parsed.data, token };
      });
    if (found.length === 0) throw new Error('names nobody');
    if (new Set(found.map(({ name }) => name)).size < found.length) throw new Error('names somebody twice');
    if (new Set(found.map(({ token }) => token)).size < found.length)
      throw new Error('gives two people the same token');
    return found;
  },
};
