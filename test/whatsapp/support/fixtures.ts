/** The recorded bodies of `test/fixtures`, byte for byte, and the people in them (test/fixtures/README.md). */
import { readdirSync, readFileSync } from 'node:fs';
import type { Address } from '../../../lib/lead.ts';
import { Phone } from '../../../lib/phone.ts';

const folder = (provider: string): URL => new URL(`../../fixtures/${provider}/`, import.meta.url);

export const fixtureBytes = (provider: 'cloud' | 'evolution', name: string): Buffer =>
  readFileSync(new URL(`${name}.json`, folder(provider)));

/** A fixture as an object to be changed; `Record` because a test reaches into whatever the provider sends. */
export const fixtureJson = (provider: 'cloud' | 'evolution', name: string): Record<string, unknown> =>
  // A fixture is a JSON object by construction; its shape is what the test is about.
  JSON.parse(fixtureBytes(provider, name).toString('utf8')) as Record<string, unknown>;

/** Every webhook body: what is neither an answer, nor a table of errors or signatures. */
export const webhookNames = (provider: 'cloud' | 'evolution'): readonly string[] =>
  readdirSync(folder(provider))
    .map((file) => file.replace(/\.json$/, ''))
    .filter((name) => !/^(errors|signatures|send-.*-20\d)$/.test(name));

export const bytesOf = (body: unknown): Buffer => Buffer.from(JSON.stringify(body));

export const PHONE_NUMBER_ID = '106500000001000';
export const INSTANCE = 'solar-exemplo';
export const OWNER_JID = '558190002000@s.whatsapp.net';
export const OUR_TEXT = 'wamid.HBgMNTU4MTkwMDAwMDAxFQIAERgSQzdBOTYwQzlGOUI3ODgwRTJDAA==';
export const OUR_MENU = 'wamid.HBgMNTU4MTkwMDAwMDAxFQIAERgSN0Q5RjNEREVGRDAzM0Y1MUQzAA==';
export const OUR_EVOLUTION_SEND = '3EB02C675809010ED0855E';

type Person = { readonly phone: Phone | null; readonly waId: string | null; readonly digit: number };
const person = (phone: string | null, waId: string | null, digit: number): Person => ({
  phone: phone === null ? null : Phone.parse(phone),
  waId,
  digit,
});
export const PEOPLE = {
  ana: person('+5581990000001', '558190000001', 1),
  bruno: person('+5511990000002', '5511990000002', 2),
  carla: person('+5581990000003', '5581990000003', 3),
  davi: person('+558130000004', '558130000004', 4),
  elisa: person('+5581990000005', '558190000005', 5),
  fabio: person(null, null, 6),
} as const;

/** A person's address as the Cloud API names it. */
export const onCloud = ({ phone, waId, digit }: Person): Address => {
  const bsuid = `BR.100000000000000${digit}`;
  return { phone, lid: null, bsuid, replyTo: waId ?? bsuid };
};

/** A person's address as an Evolution key names it: with the LID where the key carries one. */
export const onEvolution = ({ phone, waId, digit }: Person, { lid }: { lid: boolean }): Address => ({
  phone,
  lid: lid ? `10000000000000${digit}` : null,
  bsuid: null,
  replyTo: `${waId}@s.whatsapp.net`,
});

/** A person of whom only the LID is known. */
export const lidOnly = ({ digit }: Person): Address => ({
  phone: null,
  lid: `10000000000000${digit}`,
  bsuid: null,
  replyTo: `10000000000000${digit}@lid`,
});
