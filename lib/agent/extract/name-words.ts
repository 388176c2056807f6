/** Words that are never a person's name, whatever was asked (C12), and the particles inside compound names. Plain form. */

/** Written in lower case between the names: "Maria da Silva". */
export const PARTICLES: ReadonlySet<string> = new Set([
  'da',
  'de',
  'do',
  'das',
  'dos',
  'e',
  'di',
  'del',
  'van',
  'von',
  'la',
]);

const words = (list: string): readonly string[] => list.trim().split(/\s+/);

/** Given names that are also everyday words, months or places: a name when the name was asked and nothing else stands there. */
export const NAMES_THAT_ARE_WORDS: ReadonlySet<string> = new Set(
  words(
    'rosa vitoria luz sol clara flor marina santa pilar gloria graca conceicao dores socorro aparecida aurora serena iris angelica branca celeste julho franca israel',
  ),
);

/** One word of these and the text is no bare name. */
export const NOT_A_NAME: ReadonlySet<string> = new Set(
  words(`
    segunda terca quarta quinta sexta sabado domingo feira hoje amanha ontem agora depois logo manha tarde noite dia semana mes ano hora horas
    janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro
    sim nao s n ss nn isso mesmo aham uhum aha ahan claro certo certeza exato exatamente positivo negativo ok okay okey blz beleza bora vamos
    show massa top perfeito otimo otima legal bacana joia fechado combinado tranquilo entendi entendo tendi compreendi sei saber opa oi oie oii oiii ola ei eita eai hey hi hello
    alo bom boa bons boas tudo bem como vai obrigado obrigada obg brigado brigada valeu vlw grato grata prazer desculpa desculpe licenca por favor pf pfv
    igual igualzinho igualzinha feito ass att atte atenciosamente cordialmente respeitosamente assinado assinada enfim brinks brincadeira brincando zoeira zoando zueira brinquei mentira
    kk kkk kkkk kkkkk kkkkkk rs rsrs rsrsrs haha hahaha hehe ah eh uai oxe oxente vixe vish poxa nossa caramba ue hum hmm hm
    eu tu ele ela eles elas voce voces vc vcs nos meu minha meus minhas seu sua seus suas teu tua me te se lhe mim comigo contigo
    o a os as um uma uns umas ao aos na no nas nos em com sem para pra pro pras pros por pelo pela ate entre sobre que q qual quais quem quando quanto quanta quantos onde porque pq porq
    mas mais menos ou nem tambem tb tbm ja ainda so apenas muito muita pouco pouca nada algo alguem ninguem todo toda todos talvez depende acho achei
    sou e era foi ser estar estou to ta tou esta tem tenho tinha ter quero queria gostaria gostei posso pode poderia podemos podia vou vai vamos ir vem fazer faz faco fiz falar fala falo falei
    ver vi vendo saber sabe entender explicar explica explique mandar manda mande enviar envia ligar liga ligue ligacao chamar preciso precisa precisava interessa interesse interessado interessada
    pago paga pagar pagamento gasto custa custo preco valor valores orcamento desconto descontos economia economizar reais real mil conto contos taxa boleto fatura parcela parcelas
    conta contas luz energia solar placa placas painel paineis usina usinas lote lotes terreno telhado instalacao instalar aluguel alugar compra comprar investimento investir financiar financiamento
    gas agua visse construtora casa apartamento apto predio loja empresa empresario padaria mercado mercadinho restaurante fazenda sitio chacara industria fabrica comercio residencia residencial comercial rural
    opcao opcoes primeira primeiro terceira terceiro ultima ultimo letra item numero nenhuma nenhum
    atendente vendedor vendedora humano humana pessoa consultor consultora gerente robo bot assistente ia cliente clientes dono dona titular proprietario proprietaria inquilino locatario
    marido esposa esposo mulher filho filha pai mae irmao irma amigo amiga vizinho vizinha familia socio socia chefe senhor senhora sr sra dr dra moco moca
    sindico sindica motorista pedreiro pintor eletricista cabeleireiro cabeleireira agricultor agricultora comerciante funcionario funcionaria servidor servidora estudante policial bombeiro enfermeiro enfermeira dentista corretor corretora vigilante porteiro cozinheiro cozinheira costureira mecanico caminhoneiro taxista uber diarista domestica pensionista viuvo viuva divorciado divorciada noivo noiva morador moradora vereador produtor produtora pecuarista feirante ambulante
    oficina farmacia mercearia bodega borracharia lanchonete pizzaria salao barbearia academia clinica escritorio igreja escola posto pousada hotel galpao deposito sorveteria acougue quitanda papelaria lojinha negocio seguinte diz dizer sempre
    laje telha telhas barro amianto brasilit eternit zinco ceramica fibrocimento metalica metalico colonial sombra bateria baterias inversor parafuso neoenergia celpe energisa enel coelba equatorial cosern cemig
    perai pera calmai interessante dispor ordens
    aposentado aposentada casado casada solteiro solteira professor professora medico medica advogado advogada engenheiro engenheira autonomo autonoma
    contrato fidelidade multa anuncio propaganda instagram facebook google site link foto audio imagem documento arquivo mensagem whatsapp zap telefone celular numero email
    parar sair cancelar stop voltar start menu ajuda help teste testando test undefined null nan none cpf rg cnh cnpj senha pix banco cartao
    recife olinda jaboatao caruaru petrolina garanhuns goiana paulista camaragibe cabo ipojuca joao-pessoa natal fortaleza maceio aracaju teresina brasilia goiania manaus belem curitiba campinas salvador
    pernambuco paraiba alagoas bahia ceara sergipe piaui maranhao brasil pe pb al rn ce ba sp rj mg rua avenida bairro cidade estado
    moro mora morava morando vivo resido trabalho trabalha trabalhava viu visse ne ta tava estava servir encontrei achei peguei soube vendo vejo acabei recebi mandei escrevi pedi pedindo procuro procurando busco buscando atras estou ando tava devo deve pretendo penso antes ai patrao patroa tche uai bah mano mana mermao homi guri guria macho mesma mesmas mesmos so ora chamado chamada conhecido conhecida deixa deixe deixo fica fique bota bote boto coloca coloque vem vale olha olhe escuta escute passa passe sai saia usa uso
    voltei cheguei espera espere calma aguarda aguarde momento minuto instante rapidinho rapido urgente gratis informacao informacoes info infos detalhe detalhes duvida duvidas pergunta
    outro outra outros aqui la ali esse essa este esta isto aquele aquela assim entao bem mal melhor pior novo nova
    prefiro prefere nome chamo chama apelido anonimo anonima segredo particular ninguem
    duas tres quatro cinco vez vezes antes durante enquanto embora porem contudo cedo perto longe dentro fora adivinha adivinhe mentira brincadeira verdade homem macho femea cabra menino menina rapaz gente povo galera mesma mesmos virgula ponto
    bonito bonita feio feia lindo documento digitando digita cadastro completo direito inteiro errei errado errada boleia estrada transito plantao nois nos boba bobo doido doida ocupado ocupada cansado cansada dormindo almocando atendendo dirigindo trabalhando
    bar boteco eletrica mecanica grafica funilaria serralheria marcenaria vidracaria estetica informatica contabilidade transportadora creche colegio cooperativa sindicato prefeitura camara hospital consultorio laboratorio peixaria frigorifico emporio atacado moveis tecidos modas churrascaria espetinho frete gesso ferragens madeireira floricultura confeitaria otica financeiro compras vendas recepcao setor rh
    evangelica evangelico catolica catolico crente brasileiro brasileira nordestino nordestina cadeirante idoso idosa surdo surda gestante mei autista gaucho gaucha mineiro mineira carioca pobre rico assembleia congregacao lava jato propria proprio tche bah homi mano mana ai aki aff bb bebe vei fia fi anota neta genro nora cunhado cunhada sogro sogra sobrinho sobrinha primo prima avo companheiro companheira namorado namorada
    responsavel portador portadora lojista empreendedor empreendedora micro familiar externo externa
  `).filter((word) => !NAMES_THAT_ARE_WORDS.has(word) || word === 'julho'),
);

/** Dropped from the start of an answer before a bare name is looked for. */
export const GREETINGS =
  /^(?:(?:oi+e?|ola|opa|ei|eai|e ai|alo|bom dia|boa tarde|boa noite|tudo bem|tudo bom|tudo certo|tudo|prazer|muito prazer|claro|sim|ok|certo|pois nao|pode ser|(?:(?:mas )?pode )?(?:anota|anote|anotar|bota|bote|botar|poe|ponha|por(?= )|coloca|coloque|colocar|escreve)(?: ai)?(?: (?:no nome de|como))?|so(?= [a-z]+ mesmo$)|apelido|(?:eu )?sou (?:mais )?conhecid[oa] (?:como|por)|conhecid[oa] (?:como|por)|obrigad[oa]|hum+|ah+|eh|entao|bom|vc|pronto|diga)(?=$|[\s,.!?;:-]))/;

/** What somebody does, said before its name: "a gerente Flávia", "sou o capataz, Claudinei". No name behind it but a known or a capital one. */
export const ROLES: ReadonlySet<string> = new Set(
  words(
    'sindico sindica motorista pedreiro pintor pintora eletricista cabeleireiro cabeleireira agricultor agricultora comerciante funcionario funcionaria servidor servidora estudante policial bombeiro enfermeiro enfermeira dentista corretor corretora vigilante porteiro porteira zelador zeladora cozinheiro cozinheira costureira mecanico caminhoneiro taxista diarista vereador vereadora produtor produtora pecuarista feirante advogado advogada engenheiro engenheira arquiteto arquiteta medico medica veterinario veterinaria psicologo psicologa contador contadora gerente diretor diretora secretario secretaria recepcionista caseiro caseira capataz vaqueiro fazendeiro fazendeira administrador administradora presidente presidenta tesoureiro tesoureira coordenador coordenadora supervisor supervisora encarregado encarregada delegado delegada tenente capitao coronel major soldado diacono diaconisa bispo bispa presbitero apostolo frei missionario missionaria comadre compadre vendedor vendedora empresario empresaria pescador pescadora marceneiro tecnico tecnica fisioterapeuta nutricionista farmaceutico farmaceutica pr pra eng enf arq adv cb sgt ten cap cel del mc dj',
  ),
);

/** Who somebody is to somebody else: "a neta dela, Kauany". */
export const KIN =
  'filh[oa]|net[oa]|espos[oa]|marido|mulher|companheir[oa]|noiv[oa]|namorad[oa]|m[aã]e|pai|irm[aã]o?|sogr[oa]|genro|nora|cunhad[oa]|v[oóô]|av[oóô]|ti[oa]|sobrinh[oa]|prim[oa]|vizinh[oa]|amig[oa]|s[oó]ci[oa]|patroa|patr[aã]o|don[oa]|dono';

/** Said to us around the name, in any order: vocatives, laughter, filler. */
const VOCATIVE =
  'tche|bah|homi|homem|uai|ue|so|amor|amore|viu|visse|mano|mana|mainha|bb|bebe|k{2,}|(?:rs)+|(?:ha)+h?|(?:he)+h?|por favor|por gentileza|faz favor|favor|pf|pfv|pff|pls|minha filha|minha fia|meu filho|meu fio|meu fi|fia|fi|meu bem|meu anjo|meu amor|minha linda|meu querido|minha querida|meu patrao|meu chefe|chefe|querid[oa]|moc[oa]|amig[oa]|parceiro|cara|vei|veio|patrao|rapaz|menin[oa]|ai|memo|mermo|mesm[oa]|ne|ta|ok|blz|falando|falei|aqui|aki|ja falei|ja disse|de novo|outra vez|rapid(?:o|inho)|sempre|oxe|oxente|vixe|eita|egua|gente|sim|po|poxa|ora|bom|entao|senhora?|seu moco|aff|afe|e vc|e voce|e tu|satisfacao|um abraco|abracos?|prazer';
export const VOCATIVES_BEHIND = new RegExp(String.raw`[\s,;.!-]+(?:${VOCATIVE})$`, 'u');
export const VOCATIVES_BEFORE =
  /^(?:o(?= (?:rapaz|moc|minha|meu|homi|mulher|mana|mano))|bah|tche|uai|ue|so(?= )|oxe|oxente|vixe|eita|egua|k{2,}|(?:rs)+|mano|mana|rapaz|moc[oa]|homi|meu (?:filho|fi|bem|anjo|amor|querido|patrao|chefe)|minha (?:filha|fia|linda|querida)|mainha|amig[oa]|querid[oa]|e nois|aki|aff|gente|menin[oa]|poxa|bom|entao|enfim|brinks|brincadeira|zoeira|zueira|mentira|olha|ora|ah|eh|e|de novo|ja falei|ja disse|eu ja (?:falei|disse))(?=$|[\s,.!?;:-])[\s,.!?;:-]*/u;
/** How a name is spelled: "sem h", "com dois n". */
export const SPELLING =
  /[\s,]+(?:sem|com|c\/|e com|e sem) (?:(?:o|a|um|uma|dois|duas|so um|so uma) )?(?:[a-z]{1,2}|agudo|acento|circunflexo|til|chapeu|letra [a-z]|[a-z] no (?:fim|final|comeco|meio))(?: (?:no (?:fim|final|comeco|meio)|so|mesmo|viu|mudo))*$/;

/** Behind "do" and "da": what somebody sells or where it works, and no surname. */
export const WARES: ReadonlySet<string> = new Set(
  words(
    'biblia novela televisao tv radio flor jogador cantor cantora musica anuncio face facebook insta instagram bolo bolos doce doces salgado salgados acaraje tapioca leite queijo ovo ovos frango peixe carne cafe verdura verduras fruta frutas costura moto motos taxi van pneu pneus gelo coco caldo pastel lanche lanches marmita marmitas roupa roupas sapato sapatos bijuteria unha unhas cabelo sobrancelha caminhao trator corpo bombeiros gas agua obra obras feira banca barraca quiosque praia roca gado cavalo pao paes pizza cachorro quente espetinho churrasco som foto fotos video mel cana milho feijao cacau',
  ),
);
