/**
 * Of whom an answer to "é você quem decide?" speaks, where it says of nobody that they decide: of the lead and what is its own, or of
 * somebody else (T3). Who is gone or was never there decides nothing.
 */
import { PAUSES } from './clauses.ts';
import { DECIDERS, WHOSE } from './people.ts';

const ROLE = String.raw`(?:homem|mulher|patrao|patroa|don[oa]|chefe|chefa|cabeca|velh[oa]|vei[oa]|mae|pai|rei|rainha|titular|proprietari[oa]|responsavel|administrador[a]?|diretor[a]?|presidente|sindic[oa]|gerente|macho|autoridade|decisor[a]?|comandante|unic[oa]|soci[oa]|marido|esposa)`;
const PARTNER = String.raw`(?:marido|esposo|esposa|mulher|companheir[oa]|soci[oa]s?|patrao|chefe|namorad[oa]|pais?|mae|filh[oa]s?|veio|veia|familia|ninguem)`;

/** Whoever is named is the lead: "a mulher sou eu", "quem bate o martelo é este velho aqui", "no caso eu". */
const IS_ME = new RegExp(
  [
    String.raw`(?<!\bnao )\b${ROLE}(?: (?:aqui|de casa|d[aeo] \w+|nessa \w+|dessa \w+|mesm[oa]|ai))* sou eu\b`,
    String.raw`\bme (?:passou|deu|deixou|fez|passaram|deram) (?:a |uma |tudo |os |plenos |toda )*(?:procuracao|poder\w*|carta branca|autonomia)\b|\b(?:aval|ok|palavra|martelo|voto)(?: final)? e (?:o |so )?(?:meu|minha)$|\bn[ao] (?:meu|minha) (?:terreno|casa|sitio|loja|empresa|chacara|fazenda) (?:eu |quem |mando)|\b(?:casa|terra|empresa|loja) minha$|\bagora (?:e|ficou|ta) tudo (?:meu|minha|comigo)\b|\bquem (?!(?:pergunta|fala|usa|escreve|digita|le|conversa|mexe|ta|esta|pesquisa|atende|manda (?:mensagem|os))\b)\w+(?: (?!nao\b|mas\b)\w+){0,4} sou eu\b|\b(?:mando|decido|resolvo|pago|escolho|cuido|administro|assino|respondo|toco|comando|aprovo|banco) eu\b|\b(?:na condicao de|na qualidade de|como|sou|enquanto) (?:\w+ )?(?:curador|tutor|procurador|inventariante|responsavel legal|representante legal)[a]?\b|\ba (?:caneta|palavra final|ultima palavra|decisao|chave do cofre|assinatura) e (?:so )?minha\b|^(?:so )?eu e (?:(?:a |o )?(?:minha|meu) )?(?:consciencia|travesseiro|sombra|bolso|carteira|calculadora|coragem|cachorro|cachorra|gato|gata|papagaio)\b|\b(?:no caso|ou seja|isto e|que),? (?:sou )?eu(?: mesm[oa])?$`,
    String.raw`\b(?:e|sou) (?:est[ea]|ess[ea]|o|a) (?:${ROLE}|pessoa|aqui|moc[oa]|senhora?)(?: (?:\w+ )?aqui)$`,
    String.raw`\beu,? e (?:so (?:eu|isso)|mais ninguem|ninguem mais|eu mesm[oa]|acabou|pronto)\b`,
    String.raw`\b(?:negocio|contas?|dinheiro|obra|compra|luz|isso|essas coisas|assunto) (?:e|fica|ai e|ja e) (?:so )?comigo\b`,
    String.raw`\bsem (?:que )?(?:eu (?!e\b)|(?:o |a )?(?:meu|minha) (?:autorizacao|aval|ok|assinatura|permissao|ordem|palavra|consentimento)|passar por mim|me (?:consultar|perguntar|avisar))`,
  ].join('|'),
);
/** What is the lead's own to say or to pay. */
const MINE = new RegExp(
  [
    String.raw`\b(?:do|com o) meu (?:proprio )?(?:bolso|dinheiro|suor|salario)\b|\bno meu (?:nome|cpf|cnpj)\b|\bmeu (?:crivo|nome que)\b|\b(?:n?as minhas|pras minhas) (?:costas|maos)\b|\b(?:cabe|compete|depende|fica|sobra) (?:so |somente |apenas |tudo )*(?:a|de|pra|para) mim\b`,
    String.raw`\b(?:dinheiro|grana|bolso|casa|imovel|sitio|chacara|fazenda|terra|terreno|predio|loja|empresa|firma|negocio|comercio|cnpj|conta|padaria|salao|oficina|bar|restaurante|cartao|responsabilidade|decisao|escolha|telhado)(?: (?:aqui|e|daqui|da luz|de luz|sao|ta|esta|la|so|todo|toda|tambem)){0,4} (?:so |todo |toda )?(?:meu|minha|meus|minhas)(?: (?:mesm[oa]|e de mais ninguem|so|sozinh[oa]|e d[aeo] (?:banco|deus|governo|caixa)))?$`,
    String.raw`\bsou (?:o |a )?(?:maior de idade|vacinad[oa]|independente|aut[oô]nom[oa] disso|meu propri[oa] (?:chefe|patrao)|eu que sustento)\b|\bdon[oa] d[eo] (?:meu )?(?:proprio )?nariz\b|\bcom (?:plenos )?poderes\b|\b(?:tenho|com) (?:plenos )?poder(?:es)? (?:de|pra|para)\b`,
    String.raw`\b(?:nao|nunca|nem) (?:\w+ )?(?:pe[cd]\w+|devo|dou|dei|presto|prestei) (?:\w+ )?(?:licenca|permissao|satisfac\w+|bencao|opiniao|explicac\w+|conta[s]?)\b`,
    String.raw`\b(?:cpf|cnpj|nome|titularidade)(?: \w+){0,4} e (?:o )?(?:meu|minha)$|\bso (?:sobrou|restou|fiquei|ficou) (?:pra )?(?:eu|mim)\b|\bcarta de preposto\b|\b(?:fica|e|ta|vai) por minha conta\b|\b(?:eu )?herdei\b|\bfilh[oa] unic[oa]\b|\b(?:casa|conta|imovel|tudo|negocio|loja|empresa|sitio|fazenda) (?:ficou|sobrou|passou|veio) (?:tudo |so )?(?:pra|para) (?:mim|meu nome|o meu nome)\b|\b(?:alcada|autonomia|competencia pra|poder de (?:decisao|compra))\b|\bso (?:tem )?eu (?:pra|para|e|aqui|mesm[oa])|\bsustento (?:a casa|tudo|todos)\b|\b(?:eu|aqui) (?:que )?(?:bot|coloc|boto|ponho|sustent)\w* (?:o |a )?(?:dinheiro|comida|pao)\b`,
  ].join('|'),
);
/** Lives or works with nobody who could decide, or with nobody any more. */
const ALONE = new RegExp(
  [
    String.raw`\bnao preciso (?:de |d[aeo] )(?:${PARTNER}|permissao|autorizacao|licenca)\b|\b(?:(?:meu|minha) )?${PARTNER} nao (?:se mete|se envolve|liga|opina|participa|quer saber|entende|da palpite|apita|interfere|decide)\b`,
    String.raw`^(?:(?:eu|sim|ja|sou|to|tou|estou|fiquei|vivo|e|desde|hoje|agora) )*(?:solteir[oa]|viuv[oa]|divorciad[oa]|separad[oa]|desquitad[oa]|sozinh[oa])\b(?! (?:eu )?nao)`,
    String.raw`\b(?:perdi|enterrei|larguei|separei d[aeo]) (?:o |a |d[aeo] )?(?:meu |minha )?(?:${PARTNER})\b|\b(?:me separei|me divorciei|divorciei)\b`,
    String.raw`\b(?:nao|nem|nunca) (?:\w+ )?(?:tenho|tem|tive|existe|ha) (?:nem |mais |nenhum[a]? )?${PARTNER}\b|\b(?:nem |^)${PARTNER} (?:eu )?(?:nao )?(?:tenho|tem|existe)\b|^(?:e |to |sou )?sem (?:nenhum[a]? )?${PARTNER}\b`,
    String.raw`\b(?:meu|minha) (?:${PARTNER}) (?:ja )?(?:morreu|faleceu|se foi|partiu|foi embora|me deixou)\b|\b(?:moro|vivo) (?:so|sozinh[oa])\b|\bcri(?:o|ei) (?:\w+ )?(?:sozinh[oa]|so)\b`,
  ].join('|'),
);
/** What the lead is, without the article that would make it another: "proprietária", "sócio administrador". */
const STANDING =
  /^(?:(?:sim|eu|como|na qualidade de|sou) )*(?:proprietari[oa]|titular|socio administrador|socia administradora|soci[oa] (?:unic[oa]|majoritari[oa])|administrador[a]?|presidente|empresari[oa]|inventariante|responsavel(?: legal)?|diretor[a]?(?: geral| presidente)?|gestor[a]?|autonom[oa]|comerciante|(?:micro ?)?empreendedor[a]?)(?: (?:e|d[aeo]s?|geral|unic[oa]|legal|\w+)){0,6}$/;

/** Behind its own standing this is the lead's too: "autônoma, dona do salão". */
const BARE_ROLE = /^(?:e )?(?:don[oa]|proprietari[oa]|titular|chefe|responsavel) (?:d[aeo]s? )?\w+$/;
/** Somebody who is not the lead, whatever is said of them. */
const SOMEBODY = new RegExp(
  [
    String.raw`(?<!\bsou )\b(?:meus?|minhas?|noss[oa]s?|[oa]s?|d[aeo]s?|pr[ao]s?|pel[ao]s?|n[ao]s?|ao) (?:(?:povo|pessoal|setor|gente|turma|departamento) d[aeo]s? )?(?:${DECIDERS}|vei[oa]|velh[oa]|coroa|chefi\w+|contabilidade|escritorio)\b`,
    String.raw`\bel[ea]s?\b|\bo outro\b|\bos outros\b|\btodo mundo\b|\btodos\b|\bcada um\b|\bconsenso\b|\bde cima\b|\bos? superior(?:es)?\b|\ba maioria\b|\bdepende d[aeo] (?:aprovacao|autorizacao|aval|ok|assinatura|voto|reuniao|assembleia)\b|\bum (?:do|com o) outro\b|\b(?:nos|nois|os) dois\b|\ba dois\b|\bem conjunto\b`,
    String.raw`\b(?:nada|ninguem|nao) (?:\w+ ){0,6}sem (?:o|a|os|as|que|ouvir|consultar|falar|perguntar|combinar|passar)\b`,
    String.raw`\bso (?:\w+ ){0,2}(?:colhendo|levantando|pegando|juntando|fazendo|buscando|vendo|olhando|pesquisando|cotando|tirando|anotando|repassando)\b|\b(?:levantamento|cotacao|pesquisa|orcamento) (?:pr[ao]s?|pra|para) (?!mim\b|minha casa\b|a minha casa\b|nossa casa\b|casa\b)`,
    String.raw`\b(?:porta[- ]?voz|mensageir[oa]|intermediari[oa]|menor de idade)\b|\btenho (?:1[0-7]|dez|onze|doze|treze|quatorze|quinze|dezesseis|dezessete)(?: anos)?$`,
    String.raw`\btem (?:um|uma|o|a|so) (?:\w+ )?(?:setor|comissao|comite|equipe|departamento|pessoa|gente|responsavel|profissional|conselho) (?:so )?(?:pra|para|de|que|d[ao])\b|\bquem sou eu (?:pra|para)\b|\bminha (?:opiniao|palavra|voz) (?:\w+ )?(?:nao|nem|pouco) (?:conta|vale|importa|serve)\b|\bnao (?:tenho|temos) (?:ess[ea]s? |tal |nenhum[a]? |muit[ao] |tant[ao] )?(?:voz|vez|autonomia|poder\w*|alcada|autoridade)\b|\bnao apito\b|\bassinatura d(?:el[ea]s?|[ao]s? (?:meu|minha)?)|\bsomos (?:um|uma|em|varios|varias|\d)|\b(?:duas|tres|varias) assinaturas\b|\b(?:e|sao) outr[oa]s?(?: pessoas?)?$|\b(?:faz|tem|marca|fazem) (?:uma )?(?:reuniao|assembleia|votacao)\b|\bso (?:levo|passo|repasso|trago|anoto) (?:a |as |o |os )?(?:informac|recado|proposta|orcamento)\w*|\bso sou (?:o|a|um|uma)\b|\bquem (?:\w+ ){1,6}(?:e|sao) (?:so )?(?:el[ea]s?|${WHOSE}${DECIDERS})\b`,
  ].join('|'),
);

/** Does the clause name the lead's own standing, as no answer by itself? */
export const isOwnStanding = (clause: string): boolean => STANDING.test(clause) || ALONE.test(clause);

/** A role named bare by whoever has said what it is itself. */
export const isOwnRole = (clause: string, clauses: readonly string[]): boolean =>
  BARE_ROLE.test(clause) && clauses.some((other) => other !== clause && STANDING.test(other));

/** `isSelf`: named as whoever decides. `isAlone`: what it says is the lead's own, or nobody is left; `hasOther`: somebody else is spoken of. */
export function spokenOf(clauses: readonly string[]): {
  readonly isSelf: boolean;
  readonly isAlone: boolean;
  readonly hasOther: boolean;
} {
  const isDenied = (clause: string): boolean =>
    /\bnao (?:sou|e|fica|tenho (?:\w+ )?(?:autonomia|alcada|poder\w*|competencia))\b/.test(clause);
  return {
    isSelf: clauses.some((clause) => IS_ME.test(clause) && !isDenied(clause)),
    isAlone: clauses.some((clause) => (MINE.test(clause) || isOwnStanding(clause)) && !isDenied(clause)),
    hasOther:
      !clauses.some((clause) => PAUSES.test(clause)) &&
      clauses.some(
        (clause) =>
          SOMEBODY.test(clause) &&
          !/\b(?:de|com|indicou|recomendou) (?:voces?|vcs?)$/.test(clause) &&
          !isOwnStanding(clause) &&
          !isOwnRole(clause, clauses),
      ),
  };
}
