/** Words that mean alike where a lead answers: a new one of a list is weighed as its fellows are. */
const ALIKE: Readonly<Record<string, string>> = {
  KIN: 'pai mae papai mamae mainha painho marido esposo esposa mulher filho filha filhos irmao irma avo vo vovo voinha voinho tia tio sogro sogra companheiro companheira namorado namorada primo prima neto neta veio veia velho velha sobrinho sobrinha cunhado cunhada genro nora noivo noiva maezinha paizinho vozinha vozinho madrinha padrinho patroa compadre comadre bebe menino menina pais filhinho filhinha filhao maninha mana mano irmaos irmas tios amigo amiga vizinho vizinha familia familiar parente bisavo',
  ROOF: 'telhado telha telhas teto laje cobertura telhadinho eternit lajes telhados terraco sobreloja telhadao coberta',
  PLACE:
    'casa casinha loja comercio empresa igreja bodega mercado mercadinho padaria galpao predio escola clinica pousada hotel restaurante bar posto oficina salao farmacia quintal garagem estacionamento sobrado barracao fabrica granja barbearia academia supermercado lanchonete firma escritorio residencia bloco condominio apartamento ape apto chale curral roca lojinha barzinho salaozinho restaurantezinho hospital creche capela templo',
  LAND: 'terreno terrenos terra terras lote lotes hectare hectares alqueire alqueires chacara sitio fazenda gleba pasto area pastos tarefas',
  PANEL:
    'placa placas plaquinha plaquinhas painel paineis modulo modulos fotovoltaico fotovoltaica sistema kit equipamento inversor solar plaquitas usininha gerador geracao microusina placar',
  PLANT: 'usina usinas fazendinha parque',
  RENT: 'alugar alugo aluga aluguel aluguer arrendar arrendo arrenda arrendamento locar alugando alugado',
  INVEST:
    'investir invisto investimento investidor investidora aplicar aplico aplicacao cota cotas cotista socio socia render rende renda rendimento rendendo retorno lucro lucrar rentabilidade capital dividendo dividendos lucrativo rentavel aplicando investindo aplicada multiplicar trabalhar ganho ganhar passiva passivo proventos',
  MONEY:
    'dinheiro grana poupanca economias fgts heranca rescisao poupado bufunfa cdb cdi guardado parado fundo tesouro selic lci lca precatorio acerto reserva reservas trocado',
  LESS: 'desconto descontinho descontao descontos abatimento barato barata economizar economia economica baixar abaixar diminuir reduzir menos menor enxugar aliviar cortar assinatura reducao rebaixar aliviada desafogar economizando economizo baratinha baratear',
  BILL: 'conta contas luz energia fatura boleto talao faturas boletos continha',
  WORKS:
    'obra obras furar quebrar mexer reforma instalar instalacao pedreiro parafuso buraco quebradeira bagunca reformas obrinha quebra furo furos furadeira andaime sujeira trabalho entrada',
  PUT: 'bota botar bote boto coloca colocar coloque ponho por poe ponha instala instalem monta montar botem coloquem',
  PICK: 'quero queria prefiro escolho fico gostei vou anota marca opto ficaria iria escolhi curti interessei interessou anote marque seria',
  DIED: 'morreu faleceu partiu falecimento morte enterro velorio luto sepultamento enterramos enterrei falecido falecida viuva viuvo enviuvei uti morreram morrer falecer matou mataram assassinado assassinada cemiterio funeral sepultado velando velamos cova caixao perda perdemos perdi aborto abortei coma internada internado cancer quimioterapia acidente avc infarto infartou sepulcro orfao orfa missa',
  SCAM: 'golpe golpista golpistas fraude piramide pegadinha cilada furada mentira enganacao trambique estelionato calote vigarista picareta picaretagem arapuca armadilha enganado enganada enganar enrolada armacao mutreta esquema roubo roubar ladrao ladroes caloteiro trapaca lorota balela conversa fria desconfio desconfiado desconfiada desconfiar cismado cismada ressabiado cabreiro confiar confio confianca garante garantia provar prova sumir sumirem sumiu cuidado',
  INSULT:
    'palhaco palhacos palhacada burro burra idiota lixo merda bosta porcaria incompetente incompetentes vergonha ridiculo absurdo droga palhaca trouxa otario otaria imbecil incompetencia descaso desrespeito enrolacao enrolam enrolando demora lerdeza sacanagem pessimo pessima horrivel inutil surdo cego cansei saco paciencia inferno raiva puto puta caramba caralho porra respeito desaforo revoltado revoltada indignado indignada irritado irritada furioso bravo brava chateado chateada procon advogado processar denunciar reclame',
  FUZZY:
    'confuso confusa perdido perdida enrolado complicado embaralhou embananei boiei boiando grego chines buguei bugou tonto zonzo entendi entendo entendendo entende confundi confundiu boia embaralhado embaralhada embolou embolado no perdidinha captei saquei peguei compreendi assimilei tilt',
  HUMAN:
    'humano humana pessoa pessoas gente alguem atendente vendedor vendedora consultor consultora gerente responsavel representante supervisor funcionario especialista corretor chefe dono engenheiro tecnico cristao humanos atendentes vendedores tecnica coordenador coordenadora diretor diretora secretaria moca moco rapaz equipe time pessoal setor',
  BOT: 'robo robozinho maquina bot computador ia automatico automatica gravacao robos chatbot automatizado eletronico virtual assistente menu',
  TALK: 'falar falo conversar converso tratar trato atender atenda atendido atendida atendimento resolver fala falem falando conversando prosear dialogar negociar atendam',
  PASS: 'passa passe passar transfere transfira transferir encaminha encaminhe encaminhar chama chame chamar liga ligar ligue ligarem ligacao telefone telefona telefonar liguem retorna retornar retorne contata contatar contato telefonema transferencia encaminhem chamem chamada',
  WH: 'como qual quais quanto quanta quantos quantas quando onde quem porque cade',
  MODAL:
    'pode podem posso podia poderia poderiam consegue conseguem consigo da daria precisa precisam tem teria vai vao fica serve vale funciona aceita aceitam faz fazem cobra cobram dura aguenta compensa',
  YOU: 'voce voces vc vcs ce ces tu senhor senhora',
  ORD: 'primeira primeiro segunda segundo terceira terceiro quarta quarto ultima ultimo',
  YES: 'sim claro certeza logico obvio ok beleza bora fechado fechou combinado positivo isso exato perfeito otimo show topo aceito confirmado confirmo aprovado aprovo concordo acordo plenamente perfeitamente simbora vamo vamos dentro feito demorou massa legal joia maravilha tranquilo blz fechadissimo certissimo evidente evidentemente naturalmente',
  NO: 'nao nunca jamais nenhum nenhuma nem negativo nada dispenso recuso recusar declino desisto passo impossivel inviavel negativa nadica fora',
  DOUBT:
    'talvez depende duvida sei pensar ver analisar decidir depois duvidas indeciso indecisa balancada balancado pensando vendo analisando avaliar avaliando amadurecer refletir consultar confirmar',
  THANKS: 'obrigado obrigada agradeco valeu grato grata',
};

/** What each of these words stands for. */
export const CONCEPTS: ReadonlyMap<string, string> = new Map(
  Object.entries(ALIKE).flatMap(([concept, list]) => list.split(' ').map((word) => [word, concept] as const)),
);
