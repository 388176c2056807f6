/** In which of the languages that we answer in a text is written: by the small words that only one of them has. */
import { plainWords } from '../extract/plain-text.ts';

export const LANGUAGES = ['pt', 'es', 'en'] as const;
export type Tongue = (typeof LANGUAGES)[number];

const SMALL_WORDS: Readonly<Record<Tongue, ReadonlySet<string>>> = {
  pt: new Set(
    'voce voces nao sim uma um com em da do na no pra para pelo pela e ou mas seu sua nossa nosso que eu conta quanto oi ola obrigado obrigada bom boa dia tarde noite tem muito mais aqui isso ta vc'.split(
      ' ',
    ),
  ),
  es: new Set(
    'usted ustedes el los las una unos con del en y pero su nuestra nuestro gracias hola buenos buenas cuanto cuenta luz por favor puedo quiero tiene muy mas aqui eso donde cuando es yo hay factura'.split(
      ' ',
    ),
  ),
  en: new Set(
    'the you your is are and or but with of to in for my our how much what when where hello hi thanks thank please can do does have has this that not bill solar energy i we'.split(
      ' ',
    ),
  ),
};
/** Fewer words tell nothing. */
const ENOUGH_WORDS = 3;

/** Null where it cannot be told: too short, or as much of one as of another. */
export function languageOf(text: string): Tongue | null {
  const words = plainWords(text);
  const scores = LANGUAGES.map((tongue) => ({
    tongue,
    hits: words.filter((word) => SMALL_WORDS[tongue].has(word)).length,
  })).sort((a, b) => b.hits - a.hits);
  const [first, second] = scores;
  if (first === undefined || second === undefined || first.hits < ENOUGH_WORDS) return null;
  return first.hits > second.hits ? first.tongue : null;
}
