/** Links, addresses, phones and handles of a reply: only those of the company's sheet, of the meeting, and the lead's own for its invitation. */
import { plain } from '../extract/plain-text.ts';

const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
const TLD =
  '(?:com|net|org|br|io|app|me|ly|gle|co|info|site|online|shop|store|xyz|link|page|dev|tk|top|club|live|digital|energia|solar|gov|edu|tv|ai|be|us|pt)';
const LINK = new RegExp(
  String.raw`\bhttps?:\/\/\S+|\bwww\.\S+|(?<![@\w.-])[\p{L}\d][\p{L}\d-]*(?:\.[\p{L}\d-]+)*\.${TLD}(?:\.br)?(?:\/\S*)?(?![\p{L}\d])`,
  'giu',
);
const SPELLED_LINK = /\b[\w-]+ ?(?:\(?ponto\)?|\[\.\]|dot) ?(?:com|net|org|br|app|site|ly|me)\b/;
const LONG_DIGITS = /\+?\(?\d(?:[\s().-]{0,3}\d){7,}/g;
const HANDLE = /(?<![\w.])@[a-z_][\w.]{2,}/gi;
const DIGIT_WORDS =
  /\b(?:(?:zero|um|dois|tres|quatro|cinco|seis|meia|sete|oito|nove|\d+)[\s,.-]+){7,}(?:zero|um|dois|tres|quatro|cinco|seis|meia|sete|oito|nove|\d+)\b/;
const TO_CONTACT =
  /\b(?:ligu?[ea]r?|cham[ae]r?|fal[ae]r?|escrev[ae]r?|mand[ae]r?|envi[ae]r?|procur[ae]r?|contat[ae]r?|nosso|nossa|da empresa|acess[ae]r?|entr[ae]r?|clic\w+|segu[ei]\w*|baix\w+)\b/;

export type ContactGround = {
  /** As the company's sheet gives them; any spelling. */
  readonly contacts: readonly string[];
  readonly meetLink: string | null;
  /** The lead's own e-mail, for the invitation. */
  readonly email: string | null;
  /** The lead's words: its own number may be read back to it, never given as ours. */
  readonly lead: string;
};

const digits = (text: string): string => text.replace(/\D/g, '');
const bare = (link: string): string =>
  link
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/^www\./, '')
    .replace(/[).,;!?]+$/, '')
    .replace(/\/$/, '');

/** `link` or `contact` of somebody else's, or null. */
export function foreignContact(bubbles: readonly string[], ground: ContactGround): 'link' | 'contact' | null {
  const text = bubbles.join('\n');
  const sheet = ground.contacts.map((contact) => contact.toLowerCase());
  const withoutEmails = text.replace(EMAIL, ' ');
  const isOurs = (link: string): boolean =>
    (ground.meetLink !== null && bare(link) === bare(ground.meetLink)) ||
    sheet.some((contact) => contact !== '' && bare(contact) === bare(link));
  const links = withoutEmails.match(LINK) ?? [];
  if (links.some((link) => !isOurs(link)) || SPELLED_LINK.test(plain(withoutEmails))) return 'link';
  const said = plain(text);
  const emails = text.match(EMAIL) ?? [];
  const isKnownEmail = (email: string): boolean =>
    sheet.includes(email.toLowerCase()) ||
    (email.toLowerCase() === ground.email?.toLowerCase() && !/\bnoss[oa]\b|\bda empresa\b/.test(said));
  if (emails.some((email) => !isKnownEmail(email))) return 'contact';
  const known = sheet.map(digits).filter((run) => run.length >= 8);
  const isKnownNumber = (run: string): boolean =>
    known.some((contact) => contact.endsWith(run) || run.endsWith(contact)) ||
    (digits(ground.lead).includes(run) && !TO_CONTACT.test(said));
  if ((withoutLinks(withoutEmails).match(LONG_DIGITS) ?? []).some((run) => !isKnownNumber(digits(run))))
    return 'contact';
  if (DIGIT_WORDS.test(said)) return 'contact';
  return (withoutEmails.match(HANDLE) ?? []).some(
    (handle) => !sheet.some((contact) => contact.replace(/^@/, '') === handle.slice(1).toLowerCase()),
  )
    ? 'contact'
    : null;
}

const withoutLinks = (text: string): string => text.replace(LINK, ' ');
