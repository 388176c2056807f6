/** A place of the menu that is picked: "bota aí a 4", "vai de 1", "pode anotar C de casa". Nothing else may be said beside it. */

/** Words that only pick, praise what is picked, or speak to us. */
const PICKS: ReadonlySet<string> = new Set(
  `a o as os na no da do de com e eh em pela pelo pra para me mim eu ai aqui la entao que so por
  quero queria prefiro escolho escolhi escolheria fico ficaria ficar vou vai vamos ir iria opto optar optei gostei curti amei interessei interessou
  interessa agradou agrada serve servia cabe combina chamou atencao achei acho acredito boa bom melhor legal bacana interessante otima otimo
  bota bote botar bora simbora coloca coloque colocar poe ponha anota anote anotar marca marque marcar manda mandar ver pega pegar fecha fechar fechado
  fechei decidi decidido resolvi resolvido pode podem ser seria sera essa esta aquela esse este mesma mesmo sim ok certo beleza blz claro certeza
  opcao letra numero item alternativa escolha resposta voto favor gentileza obrigado obrigada hein viu ne mais minha meu moca moco querida amiga amigo
  senhor senhora voce vc ja logo agora hoje bem muito demais casa ca nessa nesta dessa desta vez tudo mano`.split(
    /\s+/,
  ),
);
/** "C de casa", "D de dado". */
const SPELLED_OUT = /\b([b-df-h]) de \1[a-z]+/g;
const REASON = /\b(?:porque|pois|ja que|por ?que|pq|por causa)\b.*$/;
/** What was said before one of these is taken back. */
const TAKES_BACK = /^.*\b(?:ops|opa|digo|quer dizer|ou melhor|alias|errei|pera|perai|corrigindo|nao)\b/;

const ORDINALS: ReadonlyMap<string, number> = new Map([
  ['primeira', 0],
  ['primeiro', 0],
  ['segunda', 1],
  ['segundo', 1],
  ['terceira', 2],
  ['terceiro', 2],
  ['quarta', 3],
  ['quarto', 3],
]);
const NUMBERS = ['um', 'dois', 'tres', 'quatro'];
const NAMES_A_PLACE = /^(?:a|na|da|pela|letra|opcao|numero)$/;
const WORDS_MAX = 12;

/** The index in a menu of `length` that a stated clause (plain words) picks; null where it says anything else, or picks several. */
export function placePicked(clause: string, length: number): number | null {
  const words = clause
    .replace(REASON, '')
    .replace(TAKES_BACK, '')
    .replace(SPELLED_OUT, '$1')
    .trim()
    .split(' ');
  if (words.length > WORDS_MAX) return null;
  const places = new Set<number>();
  for (const [at, word] of words.entries()) {
    const place = placeOf(word, { before: words[at - 1], isLast: at === words.length - 1, length });
    if (place !== null) places.add(place);
    else if (!PICKS.has(word)) return null;
  }
  const [only] = places;
  return places.size === 1 && only !== undefined && only < length ? only : null;
}

/** "A" is an article but after a word that names a letter; "e" joins. */
function placeOf(
  word: string,
  { before, isLast, length }: { before: string | undefined; isLast: boolean; length: number },
): number | null {
  if (/^[1-8]$/.test(word)) return Number(word) - 1;
  if (/^[b-df-h]$/.test(word)) return word.charCodeAt(0) - 'a'.charCodeAt(0);
  if (word === 'a' && isLast && (before === undefined || /^(?:a|na|da|pela|letra|opcao)$/.test(before)))
    return 0;
  if (isLast && before !== undefined && NAMES_A_PLACE.test(before) && NUMBERS.includes(word))
    return NUMBERS.indexOf(word);
  if (/^ultim[oa]$/.test(word)) return length - 1;
  return ORDINALS.get(word) ?? null;
}
