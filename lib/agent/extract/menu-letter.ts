/** A letter of the menu inside a sentence: "acho que a C me serve", "pra mim é a A". A letter alone is choice.ts's. */

/** The letter as a thing of its own, with nothing behind it that it could belong to. */
const LETTER =
  /(?:^|\b(?:a|na|da|pela|de|opcao|letra|e|com|entao|melhor) )([b-df-h]|(?<=\b(?:a|na|da|pela|opcao|letra) )a|(?<=\b(?:opcao|letra) )e)(?= *$| (?:me|nos|serve|servem|atende|parece|combina|encaixa\w*|e a (?:que|melhor|minha|certa|ideal)|e melhor|e mais|e boa|cabe|resolve|seria|mesmo|sim|por|porque|que|pra mim|para mim|pra (?:minha|meu|nos)|ja|mim|ai|entao|acho|fica|ta (?:bom|boa|otim[oa])|tambem|obrigad[oa])\b)/g;
/** It asks, compares, doubts or complains. */
const OTHERWISE =
  /\b(?:nao|nem|ou|entre|explica\w*|duvida|diferenca|car[oa]|ruim|dificil|medo|longe|demora\w*|tem|precisa|funciona|custa|cobra|dura|da pra|vale|como|qual|quais|quanto|quando|onde|quem|sera|saber|entender|pensar|ver|falar|sobre|meu marido|minha esposa)\b/;
const MAX_WORDS = 10;

/** The one letter that a stated clause settles on, or null. `clause`: plain words. */
export function letterSettledOn(clause: string): string | null {
  if (clause.split(' ').length > MAX_WORDS || OTHERWISE.test(clause)) return null;
  const letters = new Set([...clause.matchAll(LETTER)].map(([, letter]) => letter));
  const [only] = letters;
  return letters.size === 1 && only !== undefined ? only : null;
}
