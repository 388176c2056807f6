/**
 * How a variable of the environment is read: its name, what it decides, the form it must have, what stands in its place when it
 * is absent. An empty string is absent (H16: a coerced '' would be 0). Values are never quoted: some are secrets.
 */

/** Every variable that is missing or bad, in one message. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** `says` describes the form to a person. `read` throws an Error whose message completes "NAME …". */
export type Form<T> = { readonly says: string; read(raw: string): T };

export type Variable<T> = {
  readonly name: string;
  /** Completes the sentence "… decides". */
  readonly decides: string;
  readonly form: string;
  /** As it would stand in the environment; null for a variable without one. */
  readonly fallback: string | null;
  readonly isRequired: boolean;
  read(raw: string | undefined): T;
};

export const required = <T>(name: string, decides: string, form: Form<T>): Variable<T> => ({
  name,
  decides,
  form: form.says,
  fallback: null,
  isRequired: true,
  read: (raw) => {
    if (raw === undefined) throw new Error('is missing');
    return form.read(raw);
  },
});

/** The fallback is written as in the environment, and read in the same way. */
export const withDefault = <T>(
  name: string,
  decides: string,
  form: Form<T>,
  fallback: string,
): Variable<T> => ({
  name,
  decides,
  form: form.says,
  fallback,
  isRequired: false,
  read: (raw) => form.read(raw ?? fallback),
});

/** Absent is null. */
export const optional = <T>(name: string, decides: string, form: Form<T>): Variable<T | null> => ({
  name,
  decides,
  form: form.says,
  fallback: null,
  isRequired: false,
  read: (raw) => (raw === undefined ? null : form.read(raw)),
});

export const text: Form<string> = { says: 'text', read: (raw) => raw };

/** Without a trailing slash. */
export const url: Form<string> = {
  says: 'http(s) URL',
  read: (raw) => {
    const parsed = URL.parse(raw);
    if (!parsed || !/^https?:$/.test(parsed.protocol)) throw new Error('is not an http(s) URL');
    return raw.replace(/\/+$/, '');
  },
};

/** One part of an address that nobody has to escape: what one end encodes and the other does not is another secret. */
export const pathSegment = (says: string): Form<string> => ({
  says: `${says}; letters, digits, \`-\`, \`_\`, \`.\` and \`~\``,
  read: (raw) => {
    if (!/^[\w.~-]+$/.test(raw) || /^\.+$/.test(raw))
      throw new Error('does not fit into an address: take letters and digits (openssl rand -hex 32)');
    return raw;
  },
});

/** Long enough that nobody finds it by trying. */
export const salt: Form<string> = {
  says: 'secret of 32 characters and more (`openssl rand -hex 32`)',
  read: (raw) => {
    if (raw.length < 32) throw new Error('is shorter than 32 characters (openssl rand -hex 32)');
    return raw;
  },
};

/** The same form, described for one variable. */
export const like = <T>(form: Form<T>, says: string): Form<T> => ({ ...form, says });

export const oneOf = <const T extends string>(...values: readonly T[]): Form<T> => ({
  says: values.map((value) => `\`${value}\``).join(', '),
  read: (raw) => {
    const found = values.find((value) => value === raw);
    if (found === undefined) throw new Error(`is not one of ${values.join(', ')}`);
    return found;
  },
});

export const wholeNumber = ({ min, max }: { min: number; max: number }): Form<number> => ({
  says: max === Number.MAX_SAFE_INTEGER ? `whole number from ${min}` : `whole number, ${min}–${max}`,
  read: (raw) => {
    const value = Number(raw);
    if (!Number.isInteger(value) || value < min || value > max)
      throw new Error(`is not a whole number from ${min} to ${max}`);
    return value;
  },
});

export const timezone: Form<string> = {
  says: 'IANA time zone',
  read: (raw) => {
    try {
      new Intl.DateTimeFormat('pt-BR', { timeZone: raw });
    } catch {
      throw new Error('is not an IANA time zone');
    }
    return raw;
  },
};

export type Group = Readonly<Record<string, Variable<unknown>>>;
export type Values<G extends Group> = {
  readonly [K in keyof G]: G[K] extends Variable<infer T> ? T : never;
};

export type Reader = {
  group<G extends Group>(group: G): Values<G>;
  /** @throws {ConfigError} naming every variable that was missing or bad in any group. */
  finish(): void;
};

export function createReader(environment: Environment): Reader {
  const problems = new Map<string, string>();
  return {
    group: <G extends Group>(group: G): Values<G> => {
      const values: Record<string, unknown> = {};
      for (const [key, { name, decides, read }] of Object.entries(group)) {
        const raw = environment[name]?.trim();
        try {
          values[key] = read(raw === '' ? undefined : raw);
        } catch (error) {
          const problem = error instanceof Error ? error.message : 'is bad';
          problems.set(name, `${name} ${problem} (it decides ${decides})`);
        }
      }
      // Complete unless a problem was noted, and then `finish` throws before anybody reads it.
      return values as Values<G>;
    },
    finish: () => {
      if (problems.size > 0) throw new ConfigError(`Configuration: ${[...problems.values()].join('; ')}.`);
    },
  };
}
