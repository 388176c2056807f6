/** What the list of municipalities does not say: short names, names that are words, and which of several a lead means. Plain form. */

const words = (list: string): readonly string[] => list.trim().split(/\s+/);

/** No municipality, and a place that a lead calls its town. */
export const OTHER_PLACES: Readonly<Record<string, string>> = {
  PE: 'Porto de Galinhas,Itamaracá,São Caetano',
};

/** What a city is called for short, or written by another spelling. */
export const SHORT_NAMES: Readonly<Record<string, string>> = {
  afogados: 'Afogados da Ingazeira',
  aju: 'Aracaju',
  'balneario camboriu': 'Balneário Camboriú',
  'bal camboriu': 'Balneário Camboriú',
  beaga: 'Belo Horizonte',
  belo: 'Belo Horizonte',
  belorizonte: 'Belo Horizonte',
  belzonte: 'Belo Horizonte',
  belzont: 'Belo Horizonte',
  bento: 'Bento Gonçalves',
  berlandia: 'Uberlândia',
  bh: 'Belo Horizonte',
  bhte: 'Belo Horizonte',
  bsb: 'Brasília',
  'cabo sto agostinho': 'Cabo de Santo Agostinho',
  cachoeiro: 'Cachoeiro de Itapemirim',
  campina: 'Campina Grande',
  campos: 'Campos dos Goytacazes',
  'capital paulista': 'São Paulo',
  chape: 'Chapecó',
  curita: 'Curitiba',
  cwb: 'Curitiba',
  feira: 'Feira de Santana',
  floripa: 'Florianópolis',
  fortal: 'Fortaleza',
  foz: 'Foz do Iguaçu',
  friburgo: 'Nova Friburgo',
  goyania: 'Goiânia',
  gyn: 'Goiânia',
  hellcife: 'Recife',
  'ilha itamaraca': 'Ilha de Itamaracá',
  itaqua: 'Itaquaquecetuba',
  jaboatao: 'Jaboatão dos Guararapes',
  jampa: 'João Pessoa',
  jf: 'Juiz de Fora',
  lem: 'Luís Eduardo Magalhães',
  'luis eduardo': 'Luís Eduardo Magalhães',
  mcz: 'Maceió',
  moc: 'Montes Claros',
  noronha: 'Fernando de Noronha',
  'o cabo': 'Cabo de Santo Agostinho',
  'no cabo': 'Cabo de Santo Agostinho',
  'do cabo': 'Cabo de Santo Agostinho',
  pinda: 'Pindamonhangaba',
  poa: 'Porto Alegre',
  prudente: 'Presidente Prudente',
  pvh: 'Porto Velho',
  rio: 'Rio de Janeiro',
  'rio preto': 'São José do Rio Preto',
  sampa: 'São Paulo',
  sanca: 'São Carlos',
  'sao bernardo campo': 'São Bernardo do Campo',
  'sao leo': 'São Leopoldo',
  'sao lourenco mata': 'São Lourenço da Mata',
  sbc: 'São Bernardo do Campo',
  sjc: 'São José dos Campos',
  sjrp: 'São José do Rio Preto',
  slz: 'São Luís',
  'sp capital': 'São Paulo',
  'capital sp': 'São Paulo',
  'sao paulo capital': 'São Paulo',
  ssa: 'Salvador',
  taboao: 'Taboão da Serra',
  udi: 'Uberlândia',
  valadares: 'Governador Valadares',
  gv: 'Governador Valadares',
  vix: 'Vitória',
  'vitoria conquista': 'Vitória da Conquista',
};

/** Where several share the name: the one that a lead of ours means. Of any other the name alone gives no unit. */
export const LIKELIER: Readonly<Record<string, string>> = {
  PE: 'Paulista,Goiana,Araçoiaba,Inajá,Petrolândia,Quixaba,Salgadinho',
  PB: 'Santa Rita,Queimadas,Itabaiana,Conde,Itaporanga,Taperoá',
  RN: 'São Gonçalo do Amarante',
  CE: 'Iguatu',
  MS: 'Campo Grande',
  TO: 'Palmas',
  AC: 'Rio Branco',
  RR: 'Boa Vista',
};

/** Named beside another place, these are the city and the other a part of it. */
export const LARGE: ReadonlySet<string> = new Set(
  'sao paulo,rio de janeiro,brasilia,fortaleza,salvador,belo horizonte,manaus,curitiba,recife,goiania,belem,porto alegre,guarulhos,campinas,sao luis,maceio,sao goncalo,campo grande,teresina,joao pessoa,duque de caxias,nova iguacu,natal,sao bernardo do campo,sao jose dos campos,santo andre,sorocaba,jaboatao dos guararapes,osasco,uberlandia,ribeirao preto,contagem,cuiaba,feira de santana,aracaju,joinville,juiz de fora,londrina,aparecida de goiania,porto velho,ananindeua,serra,niteroi,belford roxo,caxias do sul,campos dos goytacazes,macapa,vila velha,florianopolis,mogi das cruzes,sao joao de meriti,santos,diadema,betim,maua,campina grande,maringa,jundiai,montes claros,piracicaba,carapicuiba,olinda,cariacica,rio branco,anapolis,bauru,vitoria,caucaia,itaquaquecetuba,caruaru,vitoria da conquista,blumenau,petrolina,ponta grossa,franca,pelotas,canoas,cascavel,boa vista,paulista,uberaba,parnamirim,ribeirao das neves,praia grande,sao jose do rio preto,palmas,varzea grande,guaruja,foz do iguacu,governador valadares,taubate,limeira,suzano,camacari,santa maria,gravatai,volta redonda,barueri,mossoro,juazeiro do norte,imperatriz,sumare,maraba,divinopolis,dourados,presidente prudente,itabuna,novo hamburgo,juazeiro,chapeco,criciuma,passo fundo,sao leopoldo,rio grande,itajai,balneario camboriu,arapiraca,sobral,garanhuns,ilheus,santarem,cachoeiro de itapemirim,rondonopolis,sinop,araguaina,luziania,rio verde,ipatinga,sete lagoas,petropolis,cabo frio,macae,sao jose dos pinhais,guarapuava,sao carlos,araraquara'.split(
    ',',
  ),
);

/** Everyday words and persons' names too: a city only behind "em", with its unit, or as the whole answer. */
export const WORDS_TOO: ReadonlySet<string> = new Set(
  words(`
    acai agudo agudos alagoa alecrim alegre alegria alianca almas altinho altos aluminio alvorada amparo andorinha angelica angelina antas antonina aparecida arame arcos areia areial areias armazem arraial assuncao
    atalaia aurora balsamo balsas bananal bandeira barao barra barracao barras barreira barreiras barreiros barrinha barro barroso bastos batalha bebedouro belem belmonte belo bento betania bezerros bicas bonfim bonito brejo brejinho brejao breves brotas
    buriti cabo cachoeira cacador cajueiro calcado caldas camargo campestre campina campos candeias canela canoas cantagalo capela capelinha capim capitao caracol cardoso caridade carmo carneiros carolina carvalhos casca cascavel caseiros casinhas castanhal castelo castro catarina caxias cedro central ceres chale chapada chaves choro cipo
    cocal cocos colinas coluna conceicao conchas condado condor congo conquista contagem contenda coqueiral cordeiro cordeiros corrente correntes cortes cravinhos cristais cristal cristina cruz cruzeiro cruzeta cunha custodia datas delta denise descanso desterro diadema diamante divino dobrada dormentes dourado dourados
    eldorado encanto equador ermo escada esmeralda esperanca espinosa espumoso estacao estancia esteio estiva estreito estrela extrema exu fama farol fartura fatima feira ferreiros ferros figueira flor flores floresta florestal formiga formosa formoso fortuna foz franca fronteira gameleira gaspar gloria goiabeira graca gramado granito granja gravata guarani harmonia horizonte
    imaculada imigrante indiana inga ipe jacinto jangada jaqueira jardim jatoba jordao juramento jurema jussara ladainha lagamar lagarto lagoa lagoinha laje lajes laranjal lastro lavras leme lencois liberdade limeira limoeiro lobato lontra lontras lourdes macieira machado machados madeiro malhada malhador mamonas mansidao marco mari mariana marilia mascote mata matinha matinhas medina mendes mendonca mercedes merces mesquita messias
    milagres milha mineiros mirador mirante miranda missal modelo moeda montanha montanhas montadas monteiro moreno mormaco morrinhos morros mostardas nantes natal nazare nobres normandia olaria oleo oliveira oriente osorio ouro ouvidor paineiras pains palestina palhoca palma palmas palmares palmeira palmeiras palmital panelas panorama papagaios paraiso paraibano passagem passos patos paulista paulistas pavao pedra pedrao pedreira pedreiras pedrinhas peixe penedo penha perdigao perdizes perdoes pereiras pereiro periquito perola pescador
    piau picos piedade pilar piloes pimenta pinhal pinhao pinheiro pinheiros piranhas pitanga planalto planura platina poa pocao pocoes pombal pombos pontal pontao portao porteiras portel porto pote pracinha prado prados prainha prata pratinha primavera princesa progresso promissao prudente pureza quadra queimadas queimados queiroz querencia quilombo raposa raposos realeza recreio redencao reduto relvado remanso restinga ribeira ribeirao rio riqueza rodeio rolante romaria roncador rosana rosario roseira roteiro
    sales salgado salgadinho salgueiro salinas salto saltinho santana santiago santos sape seara serra serrana serrania serranos serraria serrinha sertao silvania simoes sobrado socorro soledade solidao sombrio sorriso sousa sucupira sumidouro tabuleiro talisma tapera teixeira telha tesouro tiros toledo tombos torres touros trindade triunfo trombas turvo una uniao valente valinhos vargem varzea vassouras vazante ventania vera vereda vertentes viadutos viana vicosa videira vieiras vigia virginia vitoria vitorino
    xavantina zacarias adolfo afranio anastacio anita aspasia augusta claudia claudio dionisio eusebio geminiano getulina glicerio heliodora irani iracema jandira janduis joia lucelia lucrecia madalena magda marema ernestina nazaria rosario ruth severinia tamandare teodoro tomazina valenca verissimo
  `),
);
/** The same in two words and more. */
export const PHRASES_TOO: ReadonlySet<string> = new Set(
  'boa hora,bom lugar,bom sucesso,boa esperanca,boa vista,nova era,alto alegre,bom principio,bom despacho,boa ventura,feliz natal,campo novo,terra boa,agua boa,agua fria,agua doce,bom progresso,boa saude,bela vista,dois irmaos,nova esperanca,campo alegre,monte alegre,boa viagem,tres irmaos,mata verde,dois vizinhos,campo grande,campo largo,lagoa nova,novo horizonte,bom jardim,terra nova,rio preto,bom conselho,cruz alta,pouso alegre,casa branca,casa nova,barra nova,rio novo,vila nova'.split(
    ',',
  ),
);

/** Words that are said far more often than the city of that name: only with its unit, or behind "em". */
export const NEVER_BARE: ReadonlySet<string> = new Set(
  words(
    'acre amapa bahia caem canta combinado encantado feliz gentil goias luz maravilha moeda painel para parana placas posse propria registro reserva saudade saudades saude segredo serio sossego sertao tocantins maranhao alagoas sergipe amazonas',
  ),
);

/** One municipality has the name, and elsewhere another is called so for short: the name alone gives no unit. */
export const NAMESAKES: ReadonlySet<string> = new Set(['sao lourenco', 'vitoria', 'caxias', 'livramento']);
