/** More ways in which a mood shows (T13), by what is said and of whom. All of them take full text. */

const KIN = String.raw`(?:(?:meu|minha|nosso|nossa|o|a) )?(?:pai|mae|papai|mamae|mainha|painho|marido|espos[oa]|mulher|filh[oa]|irma|irmao|avo|vo|vovo|voinh[oa]|tia|tio|sogr[oa]|companheir[oa]|namorad[oa]|prim[oa]|net[oa]|veia|veio|velh[oa]|sobrinh[oa]|afilhad[oa]|cunhad[oa]|madrinha|padrinho|melhor amig[oa]|nenem|bebe|gemeo|genro|nora|padrast[oa]|madrasta)`;
const RECENT =
  /\b(?:ontem|hoje|anteontem|semana passada|(?:ess[ea]|est[ea]|nessa|nesta) semana|mes passado|(?:ess[ea]|est[ea]) mes|(?:tem|faz|ha|fez|faz so|nem) (?:so |uns |umas |menos de )?(?:\w+) (?:dias?|semanas?|mes(?:es)?)|domingo|segunda|terca|quarta|quinta|sexta|sabado|recente\w*|agora (?:pouco|ha pouco)|ainda (?:nao|to|estou|doi)|acab(?:ou|ei) de)\b/;
const LOSSES: readonly RegExp[] = [
  /\b(?:de|em|no|nosso|meu) luto\b|\benlutad[oa]s?\b|\b(?:enterr(?:ei|amos|ando|aram)|sepult(?:ei|amos)|vel(?:amos|ei)) (?!a ideia|o assunto|o projeto)|\b(?:no|do|pro|ao|o) (?:velorio|sepultamento|enterro|funeral|cemiterio)\b|\bmissa de (?:setimo|7)|(?<!desde que )\bfiquei viuv[oa]\b(?! (?:e|eu|sou) )|\bmeus sentimentos\b/,
  /\bperdi (?:recentemente |ontem |agora )?(?:o |a )?(?:meu|minha|nosso|nossa) (?!boleto|conta|emprego|celular|telefone|numero|carteira|documento|tempo|paciencia|senha|email|chave|cartao|hora|papel|dinheiro|fatura)/,
  new RegExp(
    String.raw`\b${KIN}(?: \w+)? (?:se foi|foi embora pra sempre|descansou|nos deixou|foi pro ceu|foi morar com deus|foi pra junto de deus|partiu|foi enterrad[oa]|(?:ta|esta|foi) (?:internad[oa]|na uti|em coma|entubad[oa]|desenganad[oa]|muito mal|nas ultimas|com cancer))\b`,
  ),
];
const DIED =
  /\b(?:ele|ela|que|um aluno|uma aluna|um colega|o menino|a menina|meu \w+|minha \w+) (?:ja )?(?:morreu|faleceu|partiu|veio a falecer)\b/;

const INSULT = String.raw`(?:incompetent|burr|ladr|ladrao|palhac|vagabund|idiot|otari|lix|picareta|golpist|mentiros|folgad|abusad|safad|sem vergonh|sem-vergonh|imbecil|imbecis|pilantr|trambiqueir|enrolad|preguicos|moleque|irresponsav|estelionat|trouxa|bandid|canalh)\w*`;
const ANGERS: readonly RegExp[] = [
  new RegExp(String.raw`\b(?:seus?|suas?|bando de|cambada de|corja de|monte de|um bando) (?:\w+ )?${INSULT}`),
  new RegExp(
    String.raw`\b(?:voces|vcs|vc|voce|ces|tu) (?:nao )?(?:sao|e|es) (?:tudo |todos |uns |um |umas |uma |muito |muit[oa]s )*${INSULT}`,
  ),
  /\b(?:ach\w+|pens\w+|me (?:faz\w*|tom\w+|trat\w+)|cara d|ta me achando|fazendo (?:eu )?(?:de|d)) .{0,16}\b(?:palhac[oa]|otari[oa]|trouxa|besta|idiota|burr[oa]|bob[oa])\b/,
  /\b(?:insatisfac\w+|insatisfeit[oa]|indignac\w+|indignad[oa]|revolta(?:d[oa]|nte)?|repudio|inadmissivel|inaceitavel|lamentavel|vergonhos[oa]|desconsideracao|desrespeit\w+|falta de (?:respeito|consideracao|educacao|profissionalismo|vergonha|compromisso|seriedade)|desaforo|afronta|negligencia|pessimo (?:atendimento|servico)|descompromisso|palhacada|pouca vergonha|sacanagem|bagunca|varzea|avacalhacao|esculhambacao|fuleiragem|cachorrada|baixaria|sem nocao)\b/,
  /\b(?:(?:to|tou|estou|fiquei|fico|ja to|ando) )(?:muito |mt |bem |ja |ficando |de |virad[oa] )*(?:put[oa]|fulo|fula|pistola|bolad[oa]|aborrecid[oa]|irad[oa]|injuriad[oa]|azed[oa]|virado no|bufando|estressad[oa]|nervos[oa]|brav[oa]|braba|brabo|furios[oa]|irritad[oa]|chatead[oa]|saco cheio)\b/,
  /\b(?:(?:fiquei|to|tou|estou|me deixaram|deixaram) (?:\w+ )?(?:plantad[oa]|esperando|aguardando|na mao|a ver navios|falando sozinh[oa]|no vacuo)\b.*\b(?:ninguem|dias?|horas?|semanas?|manha toda|tarde toda|resposta|nada|cade|voces|vcs|reuniao)|ninguem (?:apareceu|apareceu na|veio|ligou|me ligou|retornou|entrou|me retorna|me atende|da as caras)|(?:levei|me deram|deram) (?:um )?(?:bolo|cano|perdido)|me deram (?:o|um) (?:cano|perdido|bolo)|(?:voces|vcs) (?:sumiram|somem|desapareceram|nunca (?:respondem|ligam|retornam)|vivem (?:sumindo|enrolando)|so enrolam))\b/,
  /\b(?:otimo|bel[oa]|parabens|bonito|excelente|maravilh\w+|nota (?:10|dez)|lindo|que beleza)\b.*\b(?:so )?(?:esper(?:ei|ando)|demor\w+|(?:\d+|dois|tres|quatro|cinco) (?:dias|horas|semanas)|nada de|ninguem (?:respond|apare|lig)\w+|nenhuma resposta|me ignorar\w*)\b/,
  /\bva(?:o)? (?:trabalhar|catar coquinho|plantar batata|lamber sabao|se catar|tomar banho|pastar|se danar|se lascar|a merda|pro inferno|pra)\b(?! (?:casa|rua|praia))|\bvao trabalhar\b|\bme (?:poupe|respeit[ae]m?)\b|\bq?ual (?:e )?o problema de voces\b/,
];
/** "Tô bravo não, só com pressa". */
const CALM =
  /\b(?:brav[oa]|chatead[oa]|irritad[oa]|nervos[oa]|com raiva|put[oa]|estressad[oa]|reclamando|aborrecid[oa]) nao\b|\bnao (?:to|tou|estou|fiquei|fico|sou|e|leve a mal|me leve|precisa ficar)(?: \w+)? ?(?:brav[oa]|chatead[oa]|irritad[oa]|nervos[oa]|com raiva|put[oa]|estressad[oa]|reclamacao|aborrecid[oa])\b/;

const DISTRUSTS: readonly RegExp[] = [
  /\bnao (?:sou|nasci|vou (?:ser|fazer papel de)) (?:nenhum |uma? )?(?:bob[oa]|besta|trouxa|otari[oa]|burr[oa]|ontem|idiota|pato|tont[oa])\b|\besmola\b.*\b(?:santo|demais|grande|muita)\b|\bgato escaldado\b|\bsanto desconfi\w+|\balmoco gratis\b|\bningu?em (?:da|faz) nada de graca\b|\bde graca (?:so|nem|ate) (?!.*(?:visita|instala))/,
  /\b(?:me )?(?:mostr[ae]|mand[ae]|prov[ae]|comprov[ae]|pass[ae]|quero ver|preciso ver)\b.{0,24}\b(?:cnpj|registro|crea|aneel|contrato social|prova|comprovante de que|documento da empresa|alvara|procon)\b|\bprov(?:a|e|em|ar) (?:que|isso|pra mim)\b|\bqual (?:e )?o cnpj\b.*\b(?:golpe|segur|confi|antes)\w*/,
  /\bnao (?:vou |irei |quero |costumo )?(?:passar|passo|dar|dou|mandar|mando|informar|informo|fornecer|forneco|enviar|envio|compartilh\w+) (?:\w+ ){0,3}(?:dados?|cpf|documentos?|rg|foto|informac\w+|conta|endereco)\b.*\b(?:sem|antes|pra (?:estranho|desconhecid|quem|robo|ninguem)|por (?:aqui|whats|zap)|assim|nao conheco|desconhecid\w+)\b/,
  /\bo que (?:e que )?(?:voces|vcs|a empresa|ces) (?:ganha|lucra|levam?)\w*(?: (?:com|nisso|em troca))\b|\b(?:qual|onde|cade|kd)(?: (?:e|ta|esta|fica|que ta|mora))? (?:a |o )(?:pegadinha|truque|pulo do gato|jogada|malandragem|golpe|trambique|gato|casca de banana|problema disso|lado ruim|sacanagem)\b|\btem (?:coisa (?:errada|ai|nisso)|treta|truta|caroco|boi na linha|coelho nesse mato|rolo|maracutaia|esquema|gato|armacao|mutreta|arapuca)\b/,
  /\b(?:cheir(?:a|o|ando)|cara|jeito|papo|conversa|historia|fama|pinta) (?:de |d)(?:golpe|piramide|furada|171|esquema|mal|trambique|picareta\w*|estelionat\w*|armacao|mentira|vendedor|pegadinha|conto)\b|\b(?:171|arapuca|armacao|maracutaia|mutreta|milagre demais|promessa demais|conto do vigario|conversa (?:fiada|mole|pra boi|de vendedor)|papo furado|lorota|balela|historia mal contada|pulga atras da orelha|laranja|sumir com (?:o |meu )?dinheiro|somem? com (?:o |meu )?dinheiro|fugir com|levar meu dinheiro|roubar? (?:meus? |minha )?(?:dados?|dinheiro|conta|senha)|clon(?:ar|aram|agem))\b/,
  /\b(?:ja )?(?:cai|caimos|levei|tomei|perdi|fui|me deram|sofri) (?:\w+ ){0,3}(?:golpe|calote|prejuizo|enganad[oa]|lesad[oa]|passad[oa] pra tras|roubad[oa]|conto|tombo|na conversa|em golpe)\b|\b(?:receio|medo|cisma|cismad[oa]|desconfianca|com o pe atras|encucad[oa]|ressabiad[oa]|cabreir[oa]|grilad[oa]) ?(?:de|com|que|em)?\b(?=.*\b(?:voces|vcs|isso|golpe|engan\w+|mentira|calote|essa|esse|nisso|empresa|dados)\b)|\b(?:ressabiad[oa]|cismad[oa]|cabreir[oa]|encucad[oa])\b/,
  /\b(?:nao (?:achei|encontrei) (?:nada |voces |vcs |a empresa )?(?:no|sobre|de)\b.*\b(?:google|reclame|internet|site|voces|vcs)|voces (?:existem|sao reais|sao de verdade)|(?:isso|essa empresa|vcs|voces) (?:e|sao|existe|existem) (?:mesmo |de |realmente )?(?:verdade|real|reais|seri[oa]s?|legalizad\w+|registrad\w+|confiave(?:l|is)|regular\w*)\b.*\?|posso (?:mesmo )?confiar|da (?:pra|para) confiar|como (?:e que )?(?:eu )?confio|quem (?:me )?garante|que garantia (?:eu tenho|voces dao)|qual a garantia (?:de )?que (?:nao|voces|e))\b/,
  /\b(?:quem (?:sao|e) (?:voces|vcs|vc|voce)|sem saber quem|de onde (?:tiraram|pegaram|voces (?:tem|pegaram|tiraram)) (?:o )?meu (?:numero|contato)|como (?:conseguiram|acharam|arrumaram) (?:o )?meu (?:numero|contato))\b.*\b(?:dados?|cpf|golpe|numero|contato|passar|mandar|confi\w+)\b/,
];
const CONFUSIONS =
  /\b(?:no na (?:minha )?cabeca|bulhufas|patavinas?|lhufas|nao (?:saquei|peguei (?:a ideia|o fio|nada)|caiu a ficha|to acompanhando|estou acompanhando|alcancei|assimilei|digeri|pesquei|tankei|to ligad[oa]|ta claro|esta claro|compreendi|atinei)|me (?:embananei|enrolei|atrapalhei|perdi (?!o|a)|embolei|baguncei|confundi (?:tod[oa]|com|nas?|nos?))|(?:e|ta|tudo|isso|parece) (?:grego|chines|uma salada|uma confusao|embolado|enrolado demais|um no|muito tecnico|tudo muito)|muita (?:opcao|letra|sigla|coisa junta|informacao)|muitas opcoes|cabeca (?:ta |esta |fez |deu )?(?:rodando|girando|um no|no|tilt|embaralhad\w+|confusa)|deu (?:um )?no n[ao]|dei (?:um )?no|tilt|fundiu (?:a )?(?:minha )?(?:cuca|cabeca)|to (?:voando|no escuro|perdidinh[oa]|zonz[oa]|tont[oa]|mais perdid[oa])|que (?:diab\w+|dianho|peste|danado|raio|bicho|porra|trem) (?:e|que e|eh) (?:isso|isto|esse|essa)|nao sei (?:nem )?(?:por onde|o que (?:escolher|responder|isso|voce|vc|e isso)))\b/;

export const mournsIn = (said: string): boolean =>
  LOSSES.some((form) => form.test(said)) || (DIED.test(said) && RECENT.test(said));
export const ragesIn = (said: string): boolean => !CALM.test(said) && ANGERS.some((form) => form.test(said));
export const isCalm = (said: string): boolean => CALM.test(said);
export const distrustsIn = (said: string): boolean => DISTRUSTS.some((form) => form.test(said));
export const isLost = (said: string): boolean => CONFUSIONS.test(said);
