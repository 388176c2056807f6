/** What a person makes of the bot's bubbles: which question stands open, which times are named. By plain means, on purpose. */

export const plain = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();

export const ASKED = [
  'name',
  'bill',
  'confirm_bill',
  'menu',
  'city',
  'payment',
  'urgency',
  'discount',
  'own_plant',
  'new_plant',
  'loyalty',
  'decision',
  'attends',
  'interest',
  'offer',
  'confirm_time',
  'confirm_cancel',
  'day',
  'email',
  'open',
  'person',
  'other',
] as const;
export type Asked = (typeof ASKED)[number];

/** In order: the first that fits. Judged on the sentence that asks, or on all that was said where marked. */
const SIGNS: readonly (readonly [Asked, RegExp])[] = [
  ['email', /e-?mail/],
  ['confirm_cancel', /cancel\w+.*\?/],
  [
    'confirm_bill',
    /r\$ ?[\d.,]+[^?]*\b(?:certo|isso|confirm\w*|mes|media|total|soma|mesmo)\b[^?]*\?|confirm\w*[^?]*r\$ ?[\d.,]+[^?]*\?/,
  ],
  [
    'name',
    /quem eu falo|quem (?:eu )?(?:estou|to) falando|seu nome|te cham|voce se chama|chamar voce|qual o nome/,
  ],
  [
    'menu',
    /combina mais|qual (?:dess[ea]s|deles|delas)|qual (?:opcao|caminho|solucao)|so com a letra|a letra|faz mais sentido pra voce/,
  ],
  ['open', /suas palavras|mais importante|falta saber|mais pesa|te deixa(?:ria)? segur|sentir segur/],
  ['discount', /desconto[^?]*\?/],
  [
    'loyalty',
    /fidelidade|contrato[^?]*outra empresa|outra empresa[^?]*contrato|contrato[^?]*(?:multa|andamento|ativo)/,
  ],
  ['new_plant', /nova usina|ampliar|outra usina|mais placas|montar/],
  [
    'own_plant',
    /placas?[^?]*\?|usina propria[^?]*\?|energia solar[^?]*(?:instalad|funcionando|ai|ja)[^?]*\?/,
  ],
  ['attends', /participar|estar junto|estar presente|vai junto|entra junto/],
  ['decision', /decid|decisao|da a palavra|bate o martelo/],
  [
    'person',
    /(?:uma )?pessoa da (?:nossa )?equipe|falar com uma pessoa|chame uma pessoa|passe pra uma pessoa/,
  ],
  ['city', /cidade|onde fica|em que lugar|municipio/],
  ['payment', /financi|a vista|parcel/],
  ['urgency', /90 dias|este mes|esse mes|quanto tempo|com pressa|pra quando|urgenc|prazo/],
  ['bill', /conta(?: de (?:luz|energia))?[^?]*\?|quanto (?:costuma|vem|voce paga)|valor[^?]*\?|media[^?]*\?/],
  ['interest', /faz sentido|interesse|seguir com isso|avancar|seguir adiante|quer seguir|topa/],
  [
    'day',
    /(?:que|qual) dia|dia e (?:periodo|hora)|manha ou (?:a |de )?tarde|que hor|qual hor|melhor horario/,
  ],
];

/** Bubbles that ask nothing: null. */
export function askedIn(bubbles: readonly string[]): Asked | null {
  const said = plain(bubbles.join(' ¶ '));
  const sentences = said.match(/[^?!¶]*\?/g);
  const last = sentences?.at(-1);
  if (last === undefined) return null;
  const times = timesIn(said);
  // The sum or time to be confirmed stands in the sentence itself.
  const question = last.replace(/^.*(?<!\d)\. /, '');
  if (times.length > 0 && !/e-?mail/.test(question)) {
    if (/cancel/.test(question)) return 'confirm_cancel';
    const isOffer = times.length > 1 || /qual (?:fica|e|delas|deles)|algum|serve/.test(question);
    if (isOffer || /tenho [^?]*dia/.test(said)) return 'offer';
    return 'confirm_time';
  }
  return (
    SIGNS.find(([, sign]) => sign.test(question))?.[0] ??
    SIGNS.find(([, sign]) => sign.test(last))?.[0] ??
    'other'
  );
}

/** A day of the month and an hour as the bot names them. */
export type Named = { readonly dayOfMonth: number; readonly minute: number };

/** Every "dia 24, às 9h ou às 14h30" in what was said, in order. */
export function timesIn(said: string): readonly Named[] {
  const times: Named[] = [];
  let day: number | null = null;
  for (const match of plain(said).matchAll(
    /\bdia (\d{1,2})\b|\b(?:as|e|ou|,) (\d{1,2})h(\d{2})?\b|\bas (\d{1,2}):(\d{2})/g,
  )) {
    if (match[1] !== undefined) day = Number(match[1]);
    else if (day !== null) {
      const hour = Number(match[2] ?? match[4]);
      const minutes = Number(match[3] ?? match[5] ?? 0);
      times.push({ dayOfMonth: day, minute: hour * 60 + minutes });
    }
  }
  return times;
}

/** BRL sums in what was said. */
export const sumsIn = (said: string): readonly number[] =>
  [...said.matchAll(/R\$\s?([\d.]+(?:,\d{2})?)/g)].map(([, sum = '']) =>
    Number(sum.replaceAll('.', '').replace(',', '.')),
  );

export type FlowKey =
  | 'instalacao_usina_propria'
  | 'aluguel_lote'
  | 'compra_energia_desconto'
  | 'usina_investimento';

const FLOW_SIGNS: readonly (readonly [FlowKey, RegExp])[] = [
  ['usina_investimento', /investimento/],
  ['aluguel_lote', /lote/],
  ['compra_energia_desconto', /compra|desconto/],
  ['instalacao_usina_propria', /instalacao|usina propria|placas/],
];

/** The letter beside each solution in a menu. */
export function lettersIn(said: string): ReadonlyMap<FlowKey, string> {
  const letters = new Map<FlowKey, string>();
  for (const [, letter = '', rest = ''] of said.matchAll(/\*([A-D])\)?\*[ :–-]+([^*;?\n]{4,40})/g)) {
    const words = plain(rest).slice(0, 34);
    const flow = FLOW_SIGNS.find(([, sign]) => sign.test(words))?.[0];
    if (flow !== undefined && !letters.has(flow)) letters.set(flow, letter);
  }
  return letters;
}

/** "Reunião marcada": the meeting is told as made. */
export const tellsBooked = (said: string): boolean =>
  /\b(?:re)?marcada:|reuniao (?:re)?marcada|(?:re)?agendad[ao]\b|ficou (?:re)?marcad|mudei (?:sua|a)|agora e /.test(
    plain(said),
  ) && timesIn(said).length > 0;

export const tellsCancelled = (said: string): boolean =>
  /cancelada|cancelei|desmarcada|desmarquei/.test(plain(said));

/** A person goes on from here. */
export const tellsHandover = (said: string): boolean =>
  /pessoa da (?:nossa )?equipe,? (?:que )?(?:continua|assume|segue)|continua (?:a conversa )?com voce por aqui|fala com voce por aqui mesmo|(?:chamando|chamei|pedi para|pedi pra) (?:nossa equipe|(?:uma pessoa|alguem) da (?:nossa )?equipe)/.test(
    plain(said),
  );
