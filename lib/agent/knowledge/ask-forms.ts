/** Forms of asking and of telling that begin or end alike (T5). All of them take full text. */

/** Begins like a question and tells: "quem decide é painho", "quando eu chegar mando", "o que for melhor pra vocês". */
const TELLS: readonly RegExp[] = [
  /^quem (?:\w+ ){1,4}?(?:e|sou|sao|eh|somos|era|foi|foram) (?!(?:o (?:dono|responsavel) d[aeo] (?:empresa|voces)|voces|vcs)\b)/,
  /^quem (?:me )?dera\b|^quem (?:sabe|diria)\b(?!.* (?:quanto|como|quando))/,
  /^quando (?:eu|a gente|ele|ela|der|puder|puderem|chegar|tiver|for|sair|voltar|acabar|terminar|largar|receber|quiser|quiserem|voce|vc|chove|chover|falta|o sol|meu|minha|meus)\b(?! (?:pago|comeco|recebo|posso|vou (?:pagar|receber|ver)|paga|recebe|instala\w*|comeca|vem|veem|fico sabendo)\b)/,
  /^(?:quando|onde|como) (?:\w+ ){0,3}(?:quiser|quiserem|puder|puderem|preferir|preferirem|achar|acharem|for|der|melhor for)\b(?!.*\b(?:pago|recebo|fica|acontece)\b)/,
  /^quando \w{3,}(?:ar|er|ir)\b.*\b(?:eu|a gente|te)\b/,
  /^onde (?:eu |a gente |nos )?(?:moro|trabalho|fico|mora|vivo|vive|moramos|minha|meu|era)\b/,
  /^como (?:eu |ja |te |lhe |a gente |foi )*(?:disse|falei|falou|falado|expliquei|combin\w+|sempre|informei|informado|mandei|pedi\w*|prometi\w*|avisei|conversamos|sou|tenho|moro|trabalho|to|estou|nao (?:tenho|sou|moro|sei|posso)|vi|li)\b/,
  /^como (?:voce|vc|voces|vcs|o senhor|a senhora|meu \w+|minha \w+) (?:disse\w*|fal\w+|pedi\w*|explic\w+|ja|mesmo|sabe|quiser|preferir|achar)\b/,
  /^quant[oa]s? (?:mais|menos|antes|ao? |coisa|gente|beleza|tempo sem|trabalho|burocracia|enrolacao|honra|gentileza)\b/,
  /^(?:o que|oque|oq) (?:for|vier|der|tiver|sobrar|aparecer|importa|interessa|me interessa|vale|falta|eu (?:falei|disse|quero|pago|sei|entendi|tenho|queria)|a gente (?:quer|precisa|tem)|(?:vc|voce|vcs|voces|o senhor|a senhora|ela|ele) (?:marcar|achar|acharem|quiser|quiserem|decidir|decidirem|preferir|preferirem|disser|falar|falou|disse|mandar|puder|puderem|resolver|escolher|pediu))\b/,
  /^sera um prazer\b|^qual ?quer\b|^qual (?:o que |que )?nada\b/,
  /^que (?:bom|boa|pena|legal|otim[oa]|massa|coisa|maravilha|beleza|show|absurdo|car[oa]|demora|alivio|lindo|linda|otimo|saco|calor|luta|sufoco|Deus)\b/,
];
/** "Porque a conta está alta, por isso cliquei": a reason, not a question. */
const REASON =
  /^(?:porque|pois)\b.*\b(?:por isso|entao|dai|ai (?:eu|a gente)|e que)\b|^porque (?:sim|nao|quero|eu quero|preciso)\b/;

export const tellsOnly = (part: string, { clause }: { clause: string }): boolean =>
  TELLS.some((form) => form.test(part)) || REASON.test(part) || REASON.test(clause);

const WH_LAST = /\b(?:o que|oque|oq|quanto|quantos|quantas|como|quando|onde|aonde|qual|quem|por que)$/;
const NOT_KNOWN =
  /\b(?:nao (?:sei|lembro|faco ideia|tenho ideia|me lembro|importa)|sei la|nem sei|depende|vou (?:ver|olhar|perguntar)|sem saber|tanto faz|ja sei|entendi|(?:vou|vamos|vai) fazer o que|^fazer o que|ne fazer o que)\b/;
const OR_NOT =
  /^(?:(?:isso|esse \w+|essa \w+|a \w+|o \w+|ai|e|la|voces?|vcs?) )*(?:e|eh|fica|seria|tem|tenho que|precisa|paga|pago|da|vale|pode|posso|funciona|cobra|serve|inclui|compensa|sao|vem|entra)\b.* ou (?:nao|\w+ad[oa]s?|\w+id[oa]s?|e|pra|tem|so|pago|paga|precisa|depois|fica|por|o|a|da)\b/;
/** "Não precisa trocar o relógio, né": without a mark, and asked. */
const TAG =
  /^(?:mas |e |entao )*(?:isso|voces|vcs|nao (?:precisa|tem|paga|e|cobra|vai|muda|tenho que)|e de graca|posso|da pra|pode|tem garantia)\b.* (?:ne|nao e|certo|correto)$/;
/** "O contrato é de quantos anos". */
const WH_INSIDE =
  /\b(?:e|sao|tem|dura|demora|leva|cobra|cobram|custa|fica|paga|seria|vai|vem)m? (?:de |em |por |pra |a )?(?:quant[oa]s?|quais?|onde|quando|como|quem) \S/;
/** A topic alone: "preço", "e a garantia". */
const TOPIC_ALONE =
  /^(?:(?:e|qual|sobre|quero|o|a|os|as|de|me passa|manda) )*(?:precos?|valor(?:es)?|prazos?|garantia|custos?|orcamento|tabela|taxas?|juros|endereco|localizacao|site|cnpj|condicoes|formas? de pagamento|informac(?:ao|oes)|detalhes|manutencao)$/;

export const isTopicAlone = (said: string): boolean => TOPIC_ALONE.test(said);

/** The word that asks stands last, or two ways are put: "cobram quanto", "paga ou não". */
export const asksAtItsEnd = (part: string): boolean => {
  const said = part
    .replace(/[^\p{L}\p{N} ]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return (
    !NOT_KNOWN.test(said) &&
    !/^fazer o que$/.test(said) &&
    ((WH_LAST.test(said) && said.includes(' ')) ||
      OR_NOT.test(said) ||
      WH_INSIDE.test(said) ||
      TAG.test(said) ||
      TOPIC_ALONE.test(said))
  );
};

/** What announces a question: whatever follows is one, in any form. */
const FRAME =
  /^(?:(?:oi|ola|bom dia|boa tarde|boa noite|entao|ah|olha|moca|moco|mas|e|so)[ ,]+)*(?:desculp\w+ (?:a pergunta|perguntar|a ignorancia|minha ignorancia|a minha ignorancia|a curiosidade)|(?:so )?(?:por )?curiosidade|(?:so )?uma (?:perguntinha|pergunta|duvida|curiosidade)|me (?:diz|diga|fala|responde|responda|tira|tire)(?: so| ai| aqui)? (?:uma (?:coisa|duvida|curiosidade)|isso)|deixa eu (?:te )?perguntar(?: uma coisa)?|posso (?:te )?(?:fazer uma pergunta|perguntar(?: uma coisa)?)|pergunta(?: boba)?|tenho (?:uma|outra|mais uma) (?:duvida|pergunta)|(?:a )?(?:minha |outra )(?:duvida|pergunta) (?:e|seria)(?: se)?|(?:quero|queria|gostaria de) (?:tirar|te fazer) (?:uma )?(?:duvida|pergunta))(?<gap>[\s,.:;-]+(?:mas |e que |se |e |sobre )*)(?<asked>\S+ .{3,})$/;

/** What is asked behind an announcement, or null. */
export const framesQuestion = (clause: string): string | null =>
  FRAME.exec(clause)?.groups?.['asked'] ?? null;
