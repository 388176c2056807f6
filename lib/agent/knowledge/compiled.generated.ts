/** Generated from knowledge/*.md by npm run knowledge. Do not edit. */

export const SOLUTION_KEYS = ['instalacao_usina_propria', 'aluguel_lote', 'compra_energia_desconto', 'usina_investimento'] as const;

export const COMPILED: unknown = {
 "slots": [
  {
   "key": "razao_social",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:7"
  },
  {
   "key": "cnpj",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:8"
  },
  {
   "key": "endereco",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:9"
  },
  {
   "key": "site",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:10"
  },
  {
   "key": "instagram",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:11"
  },
  {
   "key": "telefone",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:12"
  },
  {
   "key": "tempo_mercado",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:13"
  },
  {
   "key": "responsavel_tecnico",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:14"
  },
  {
   "key": "avaliacoes",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:15"
  },
  {
   "key": "referencias",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:16"
  },
  {
   "key": "vinculos",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:17"
  },
  {
   "key": "diferenciais",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:18"
  },
  {
   "key": "origem_contato",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:19"
  },
  {
   "key": "conta_minima",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:22"
  },
  {
   "key": "economia_usina",
   "value": "até 90%",
   "source": "manual da empresa, B1",
   "validUntil": "2026-12-31",
   "contradiction": null,
   "at": "company.md:24"
  },
  {
   "key": "retorno_usina",
   "value": "em geral de 3 a 5 anos",
   "source": "G42, B2",
   "validUntil": "2027-06-30",
   "contradiction": null,
   "at": "company.md:28"
  },
  {
   "key": "vida_usina",
   "value": "mais de 25 anos",
   "source": "manual da empresa, G40",
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:32"
  },
  {
   "key": "desconto",
   "value": "até 20%, conforme o contrato",
   "source": "manual da empresa, B4",
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:35"
  },
  {
   "key": "garantia_desconto",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": "o manual diz \"até 20%\" e também \"20% líquido garantido em contrato\" (B4)",
   "at": "company.md:38"
  },
  {
   "key": "inicio_desconto",
   "value": "cerca de 90 dias depois da assinatura",
   "source": "manual da empresa",
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:40"
  },
  {
   "key": "investimento_desconto",
   "value": "sem investimento e sem obra",
   "source": "manual da empresa",
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:43"
  },
  {
   "key": "prazo_contrato",
   "value": "36 a 40 meses",
   "source": "manual da empresa",
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:46"
  },
  {
   "key": "usina_do_cliente",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": "o manual diz que a usina passa a ser do cliente depois de 6 anos, e que o contrato é de 36 a 40 meses (B8)",
   "at": "company.md:49"
  },
  {
   "key": "reajuste",
   "value": "pelo IPCA, uma vez por ano",
   "source": "manual da empresa",
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:51"
  },
  {
   "key": "reajuste_iluminacao",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": "o manual fala em 1,5% de iluminação pública sem dizer sobre o quê",
   "at": "company.md:54"
  },
  {
   "key": "custo_analise",
   "value": "gratuita",
   "source": "manual da empresa",
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:56"
  },
  {
   "key": "custo_adesao",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:58"
  },
  {
   "key": "outras_cobrancas",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:59"
  },
  {
   "key": "aluguel_lote",
   "value": "R$ 500 por mês",
   "source": "manual da empresa",
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:61"
  },
  {
   "key": "lote_local",
   "value": "Goiana, em Pernambuco",
   "source": "manual da empresa",
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:64"
  },
  {
   "key": "lote_placas",
   "value": "64 placas",
   "source": "manual da empresa",
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:67"
  },
  {
   "key": "promocoes",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:69"
  },
  {
   "key": "financiamento_parceiros",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:70"
  },
  {
   "key": "parcelas_max",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:71"
  },
  {
   "key": "entrada",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:72"
  },
  {
   "key": "carencia",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:73"
  },
  {
   "key": "formas_pagamento",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:74"
  },
  {
   "key": "titularidade",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": "o manual diz que a titularidade é transferida e também que não precisa (B7)",
   "at": "company.md:78"
  },
  {
   "key": "boletos",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:79"
  },
  {
   "key": "modelo_juridico",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:80"
  },
  {
   "key": "usinas",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:81"
  },
  {
   "key": "cancelamento",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:82"
  },
  {
   "key": "inadimplencia",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:83"
  },
  {
   "key": "usina_parada",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:84"
  },
  {
   "key": "mudanca_endereco",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:85"
  },
  {
   "key": "contrato_modelo",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:86"
  },
  {
   "key": "assinatura_docs",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:87"
  },
  {
   "key": "garantia_modulo",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:90"
  },
  {
   "key": "garantia_inversor",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:91"
  },
  {
   "key": "garantia_instalacao",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:92"
  },
  {
   "key": "garantia_geracao",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:93"
  },
  {
   "key": "seguro",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:94"
  },
  {
   "key": "marcas_equipamentos",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:95"
  },
  {
   "key": "telhados_aceitos",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:96"
  },
  {
   "key": "baterias_offgrid",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:97"
  },
  {
   "key": "monitoramento",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:98"
  },
  {
   "key": "expansao",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:99"
  },
  {
   "key": "prazo_instalacao",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:100"
  },
  {
   "key": "homologacao_inclusa",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:101"
  },
  {
   "key": "visita_tecnica",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:102"
  },
  {
   "key": "manutencao",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:103"
  },
  {
   "key": "pos_venda",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:104"
  },
  {
   "key": "regioes_atendidas",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:107"
  },
  {
   "key": "publico_atendido",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:108"
  },
  {
   "key": "condominio_rural",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:109"
  },
  {
   "key": "horario_atendimento",
   "value": "de segunda a sexta, das 8h às 17h",
   "source": "manual da empresa (há também \"das 8h às 18h\"; vale o menor até a empresa decidir)",
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:111"
  },
  {
   "key": "reuniao",
   "value": "por vídeo, no Google Meet",
   "source": "manual da empresa",
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:114"
  },
  {
   "key": "reuniao_duracao",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:116"
  },
  {
   "key": "compromisso",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:117"
  },
  {
   "key": "material",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:118"
  },
  {
   "key": "privacidade",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:119"
  },
  {
   "key": "indicacao",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:120"
  },
  {
   "key": "contato_outros",
   "value": null,
   "source": null,
   "validUntil": null,
   "contradiction": null,
   "at": "company.md:121"
  }
 ],
 "solutions": [
  {
   "key": "instalacao_usina_propria",
   "rank": 1,
   "name": "Instalação de Usina Própria",
   "short": "com as placas no seu imóvel",
   "pitch": "Com a *usina própria* a economia é de {economia_usina} da conta, a depender do consumo e do telhado. O investimento costuma se pagar {retorno_usina}. As placas duram {vida_usina}.",
   "eligibility": {
    "minBillBrl": null,
    "states": null
   },
   "button": "Usina própria",
   "kommoOption": "Instalação Usina Própria",
   "questions": [
    "city",
    "payment",
    "urgency"
   ],
   "premium": null,
   "handsOverWith": null,
   "names": [
    "instalação",
    "instalar",
    "instalem",
    "usina própria",
    "minha própria usina",
    "própria usina",
    "placa solar",
    "placas solares",
    "placa no telhado",
    "placas no telhado",
    "placas em casa",
    "painel",
    "painéis",
    "botar placa",
    "bota placa",
    "bota placas",
    "bote placa",
    "boto placa",
    "bota as placas",
    "coloca placa",
    "coloca placas",
    "coloca as placas",
    "coloque placas",
    "instala placa",
    "instala as placas",
    "instala placas",
    "botar placas",
    "colocar placa",
    "colocar placas",
    "pôr placas",
    "energia própria",
    "no meu telhado",
    "placas no meu",
    "placa no meu",
    "minha usina",
    "a minha própria",
    "a própria",
    "pôr placa",
    "pôr placa solar",
    "botar no telhado",
    "colocar no telhado",
    "no telhado",
    "as placas",
    "gerar minha própria energia",
    "gerar minha energia",
    "gerar a minha energia",
    "produzir minha energia",
    "minha própria energia",
    "energia solar em casa",
    "energia solar na minha"
   ],
   "decisiveNames": [],
   "at": "solutions/1-usina-propria.md:2"
  },
  {
   "key": "aluguel_lote",
   "rank": 2,
   "name": "Aluguel de Lote",
   "short": "pra contas de Pernambuco, quando o telhado não serve ou o consumo é grande",
   "pitch": "No *aluguel de lote* a sua usina fica num terreno em {lote_local}, com espaço pra {lote_placas}, por {aluguel_lote}. Não depende do seu telhado e serve pra contas de Pernambuco.",
   "eligibility": {
    "minBillBrl": null,
    "states": [
     "PE"
    ]
   },
   "button": "Aluguel de lote",
   "kommoOption": "Aluguel de Lote",
   "questions": [
    "city",
    "urgency"
   ],
   "premium": null,
   "handsOverWith": null,
   "names": [
    "lote",
    "lotes",
    "aluguel",
    "alugar",
    "alugado",
    "do terreno",
    "terreno de vocês"
   ],
   "decisiveNames": [],
   "at": "solutions/2-aluguel-de-lote.md:2"
  },
  {
   "key": "compra_energia_desconto",
   "rank": 3,
   "name": "Compra de Energia com Desconto",
   "short": "sem obra e sem investimento",
   "pitch": "Na *compra de energia com desconto* você recebe créditos de uma usina compartilhada, e o desconto é de {desconto}. É {investimento_desconto}. O desconto começa {inicio_desconto}.",
   "eligibility": {
    "minBillBrl": null,
    "states": null
   },
   "button": "Compra com desconto",
   "kommoOption": "Compra com Desconto",
   "questions": [
    "current_discount",
    "city"
   ],
   "premium": {
    "fromBillBrl": 4000,
    "states": [
     "PE"
    ],
    "name": "Compra de Energia com Ganho da Usina",
    "pitch": "Na *compra de energia com ganho da usina* o desconto é de {desconto}. É {investimento_desconto}. Como a usina passa a ser sua está escrito no contrato, e o especialista te mostra essa parte."
   },
   "handsOverWith": null,
   "names": [
    "compra",
    "compra com desconto",
    "compra de energia",
    "comprar energia",
    "comprar a energia",
    "desconto",
    "descontos",
    "energia com desconto",
    "energia mais barata",
    "energia por assinatura",
    "assinatura",
    "ganho da usina"
   ],
   "decisiveNames": [],
   "at": "solutions/3-compra-com-desconto.md:2"
  },
  {
   "key": "usina_investimento",
   "rank": 4,
   "name": "Usina de Investimento",
   "short": "pra quem quer investir em energia",
   "pitch": "A *usina de investimento* é pra quem quer aplicar em geração de energia, e essa conversa é direto com nossa equipe.",
   "eligibility": {
    "minBillBrl": null,
    "states": null
   },
   "button": "Usina investimento",
   "kommoOption": "Usina Investimento",
   "questions": [],
   "premium": null,
   "handsOverWith": "A *usina de investimento* é tratada direto por um especialista da nossa equipe, que continua a conversa com você por aqui mesmo.",
   "names": [
    "investimento",
    "investir",
    "investidor",
    "investidora",
    "usina de investimento",
    "aplicar dinheiro",
    "aplicar o dinheiro",
    "rentabilidade",
    "aplicar meu dinheiro",
    "aplicar um dinheiro",
    "renda com a usina",
    "ganhar dinheiro com usina",
    "ganhar dinheiro com a usina",
    "capital pra investir"
   ],
   "decisiveNames": [
    "usina de investimento",
    "investidor",
    "investidora"
   ],
   "at": "solutions/4-usina-de-investimento.md:2"
  }
 ],
 "passages": [
  {
   "id": "acho_caro",
   "kind": "company",
   "types": [],
   "questions": [
    "acho caro",
    "está muito caro",
    "não tenho dinheiro pra isso",
    "é caro demais"
   ],
   "answer": "Entendo a preocupação com o custo. A compra de energia com desconto é {investimento_desconto}, e a análise da conta é {custo_analise}.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": "preco",
   "source": "manual",
   "validUntil": null,
   "at": "answers/acho_caro.md:2"
  },
  {
   "id": "amianto",
   "kind": "general",
   "types": [
    "TE7"
   ],
   "questions": [
    "telhado de amianto",
    "minha telha é eternit",
    "telha brasilit serve",
    "tem que trocar a telha",
    "telha eternit",
    "telhado de brasilit",
    "tenho telha de amianto dá certo",
    "telhado de amianto dá?",
    "é brasilit",
    "eternit velha pode?"
   ],
   "answer": "Telha de amianto ou fibrocimento antigo é frágil e não se fura à toa. Em geral troca as telhas ou usa outro lugar do imóvel, e quem decide é a visita.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G30",
   "validUntil": null,
   "at": "answers/amianto.md:2"
  },
  {
   "id": "ampliar",
   "kind": "company",
   "types": [
    "US1"
   ],
   "questions": [
    "quero ampliar meu sistema",
    "dá pra colocar mais placas",
    "já tenho placas e quero mais",
    "tenho placas e quero aumentar",
    "dá pra botar mais placa depois",
    "posso ampliar no futuro",
    "já tenho placa, quero mais",
    "dá pra aumentar?"
   ],
   "answer": "Sobre ampliar: {expansao}.",
   "meanwhile": "Dá pra ampliar, e a parte nova segue a regra atual, sem tirar o direito do que você já tem.",
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G13",
   "validUntil": null,
   "at": "answers/ampliar.md:2"
  },
  {
   "id": "apartamento",
   "kind": "general",
   "types": [
    "IM2"
   ],
   "questions": [
    "moro em apartamento",
    "serve pra apartamento",
    "não tenho telhado",
    "dá pra fazer em prédio",
    "moro em apto",
    "serve em apartamento",
    "e pra quem mora em apartamento",
    "meu prédio não tem telhado pra mim",
    "prédio sem telhado serve?"
   ],
   "answer": "Em apartamento o caminho mais simples são os créditos com desconto, sem instalar nada. Placa só na cobertura ou num projeto do condomínio.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G36, G07",
   "validUntil": null,
   "at": "answers/apartamento.md:2"
  },
  {
   "id": "aquecimento",
   "kind": "general",
   "types": [
    "TE23"
   ],
   "questions": [
    "serve pra aquecer água",
    "é aquecedor solar",
    "é a mesma placa do chuveiro",
    "esquenta a água do chuveiro",
    "é de aquecer água",
    "serve pro chuveiro",
    "é placa de boiler",
    "esquenta água tb?",
    "é a msm do chuveiro solar?"
   ],
   "answer": "É outra coisa. A placa fotovoltaica gera energia elétrica, e a que esquenta água é o aquecedor solar com boiler.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "fatos, seção 2",
   "validUntil": null,
   "at": "answers/aquecimento.md:2"
  },
  {
   "id": "arrependimento",
   "kind": "never",
   "types": [
    "CT4"
   ],
   "questions": [
    "e se eu me arrepender depois de assinar",
    "tem 7 dias pra desistir",
    "assinei e quero cancelar",
    "e se eu me arrepender",
    "posso voltar atrás depois de assinar",
    "assinei e desisti",
    "e se eu me arrepender?",
    "tem 7 dias?"
   ],
   "answer": null,
   "meanwhile": "Pra contrato feito à distância existe o direito de arrependimento, e quem cuida disso é uma pessoa da equipe, no mesmo dia.",
   "solutions": [],
   "ownedAs": "contract",
   "handover": "now",
   "objection": null,
   "source": "L7",
   "validUntil": null,
   "at": "answers/arrependimento.md:2"
  },
  {
   "id": "assinatura",
   "kind": "company",
   "types": [
    "CT10"
   ],
   "questions": [
    "como assina o contrato",
    "a assinatura é digital",
    "quais documentos precisa",
    "precisa ir no cartório",
    "assino onde",
    "a assinatura é pelo celular",
    "que documento precisa pra assinar",
    "quais documentos vocês pedem",
    "assina como?",
    "é digital?",
    "precisa reconhecer firma?"
   ],
   "answer": "A assinatura é {assinatura_docs}. Por aqui eu não peço documento nenhum.",
   "meanwhile": "Por aqui eu não peço documento nenhum.",
   "solutions": [],
   "ownedAs": "contract",
   "handover": "note",
   "objection": null,
   "source": "L8",
   "validUntil": null,
   "at": "answers/assinatura.md:2"
  },
  {
   "id": "assistencia",
   "kind": "company",
   "types": [
    "GA9"
   ],
   "questions": [
    "se der problema quem atende",
    "tem assistência técnica",
    "tem suporte",
    "em quanto tempo vem o técnico",
    "e se der defeito",
    "quem dá assistência",
    "o suporte é rápido",
    "se der problema eu ligo pra quem",
    "se der problema em qto tempo vem?",
    "atende fim de semana?"
   ],
   "answer": "O atendimento depois da venda é {pos_venda}.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "contract",
   "handover": "note",
   "objection": null,
   "source": null,
   "validUntil": null,
   "at": "answers/assistencia.md:2"
  },
  {
   "id": "avaliacoes",
   "kind": "company",
   "types": [
    "CO4"
   ],
   "questions": [
    "vocês têm reclamação no reclame aqui",
    "qual a avaliação de vocês",
    "como é a nota no reclame aqui",
    "tem avaliação no google",
    "vi reclamações de vocês",
    "tem reclame aqui?",
    "vi reclamação de vcs"
   ],
   "answer": "As avaliações estão em {avaliacoes}.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "trust",
   "handover": "note",
   "objection": null,
   "source": null,
   "validUntil": null,
   "at": "answers/avaliacoes.md:2"
  },
  {
   "id": "baixa_renda",
   "kind": "never",
   "types": [
    "IM11"
   ],
   "questions": [
    "sou baixa renda",
    "tenho tarifa social",
    "sou do cadúnico perco o benefício",
    "tenho baixa renda",
    "perco a tarifa social",
    "recebo bolsa família e tenho desconto",
    "tenho tarifa social, perco?"
   ],
   "answer": null,
   "meanwhile": "A Tarifa Social é um benefício que não se mexe sem ter certeza do que acontece com ele.",
   "solutions": [],
   "ownedAs": "case",
   "handover": "note",
   "objection": null,
   "source": "G23",
   "validUntil": null,
   "at": "answers/baixa_renda.md:2"
  },
  {
   "id": "bandeira",
   "kind": "general",
   "types": [
    "EC8"
   ],
   "questions": [
    "pago bandeira vermelha",
    "a bandeira tarifária muda alguma coisa",
    "quando a bandeira fica vermelha",
    "a bandeira vermelha conta",
    "e a bandeira tarifária",
    "pago a bandeira",
    "e a bandeira vermelha?",
    "pago bandeira?"
   ],
   "answer": "A bandeira só pesa sobre a energia que foi cobrada, não sobre a que foi compensada pelos créditos.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G21",
   "validUntil": null,
   "at": "answers/bandeira.md:2"
  },
  {
   "id": "barulho",
   "kind": "general",
   "types": [
    "TE25"
   ],
   "questions": [
    "faz barulho",
    "esquenta a casa",
    "junta pombo embaixo",
    "faz muito barulho",
    "esquenta o telhado",
    "dá pombo",
    "faz barulho?",
    "deixa a casa quente?"
   ],
   "answer": "As placas são silenciosas e ainda dão um pouco de sombra ao telhado. Pra pombo existem telas de proteção.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "fatos, seção 2",
   "validUntil": null,
   "at": "answers/barulho.md:2"
  },
  {
   "id": "bateria",
   "kind": "company",
   "types": [
    "TE4"
   ],
   "questions": [
    "precisa de bateria",
    "tem bateria",
    "a bateria dura quanto tempo",
    "vem com bateria",
    "precisa comprar bateria",
    "a bateria é cara",
    "quanto custa a bateria",
    "precisa de bateria?",
    "vem com bateria?"
   ],
   "answer": "Sobre bateria: {baterias_offgrid}.",
   "meanwhile": "Pra economizar não precisa de bateria, porque a rede e os créditos cobrem a noite. Bateria serve pra ter energia na falta de luz, e encarece.",
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G34",
   "validUntil": null,
   "at": "answers/bateria.md:2"
  },
  {
   "id": "boletos",
   "kind": "company",
   "types": [
    "CF7"
   ],
   "questions": [
    "são dois boletos",
    "vou receber duas contas",
    "recebo um boleto só",
    "recebo dois boletos",
    "chega duas contas",
    "pago vocês e a distribuidora",
    "como eu pago",
    "vem dois boletos?",
    "pago duas contas?",
    "vou pagar vcs e a celpe?"
   ],
   "answer": "Sobre a cobrança: {boletos}.",
   "meanwhile": "O mais comum no mercado são duas contas, a da distribuidora e a da empresa pelos créditos.",
   "solutions": [
    "compra_energia_desconto"
   ],
   "ownedAs": "contract",
   "handover": "note",
   "objection": null,
   "source": "G09",
   "validUntil": null,
   "at": "answers/boletos.md:2"
  },
  {
   "id": "carencia",
   "kind": "company",
   "types": [
    "FI8"
   ],
   "questions": [
    "quando começo a pagar",
    "tem carência pra pagar",
    "pago antes de instalar",
    "quando vence a primeira parcela",
    "só pago depois que instalar",
    "tem meses de carência",
    "quando pago a primeira parcela?",
    "tem carência?"
   ],
   "answer": "A primeira parcela vence {carencia}.",
   "meanwhile": "Algumas linhas de financiamento têm meses de carência, e isso é do banco.",
   "solutions": [],
   "ownedAs": "price",
   "handover": "note",
   "objection": null,
   "source": "G43",
   "validUntil": null,
   "at": "answers/carencia.md:2"
  },
  {
   "id": "casa_de_praia",
   "kind": "general",
   "types": [
    "IM13"
   ],
   "questions": [
    "é uma casa de praia",
    "uso pouco a casa",
    "a casa fica fechada",
    "é pra casa de praia",
    "só uso no verão",
    "a casa fica mais fechada",
    "é casa de praia, uso pouco",
    "fica fechada"
   ],
   "answer": "Em casa pouco usada a geração vira crédito pros meses de uso, por até 60 meses. A taxa mínima continua vindo mesmo fechada.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G01, G02, G18",
   "validUntil": null,
   "at": "answers/casa_de_praia.md:2"
  },
  {
   "id": "chuva",
   "kind": "general",
   "types": [
    "TE1"
   ],
   "questions": [
    "funciona na chuva",
    "funciona em dia nublado",
    "e quando chove",
    "e no inverno",
    "e em dia de chuva",
    "chovendo funciona",
    "sem sol funciona",
    "dia nublado gera",
    "no inverno gera menos",
    "funciona na chuva?",
    "e em dia nublado?"
   ],
   "answer": "Com chuva ou céu nublado as placas geram menos, mas não param. O sistema é calculado pela média do ano, e os créditos dos meses de sol ajudam nos de chuva.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G32",
   "validUntil": null,
   "at": "answers/chuva.md:2"
  },
  {
   "id": "cnpj",
   "kind": "company",
   "types": [
    "CO2"
   ],
   "questions": [
    "qual o cnpj da empresa",
    "me passa o cnpj",
    "vocês são empresa mesmo",
    "qual a razão social",
    "vocês têm cnpj",
    "tem cnpj",
    "passa o cnpj",
    "me manda o cnpj",
    "são empresa registrada",
    "vcs tem cnpj?",
    "manda o cnpj",
    "qual a razão social?"
   ],
   "answer": "O CNPJ é {cnpj}, e a razão social é {razao_social}.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "trust",
   "handover": "task",
   "objection": null,
   "source": null,
   "validUntil": null,
   "at": "answers/cnpj.md:2"
  },
  {
   "id": "como_funciona",
   "kind": "general",
   "types": [
    "CF1"
   ],
   "questions": [
    "como funciona",
    "como é que funciona isso",
    "o que é isso",
    "explica melhor",
    "me explica como funciona",
    "não entendi direito",
    "como seria isso",
    "do que se trata",
    "como é isso",
    "explica aí",
    "me explica direito",
    "como que é",
    "queria entender melhor",
    "pode explicar",
    "o que vocês fazem",
    "o que vocês vendem",
    "qual é a proposta",
    "como funciona?",
    "oq é isso",
    "num entendi foi nada",
    "queria saber da energia solar",
    "quero saber sobre energia solar",
    "gostaria de saber sobre a energia solar",
    "queria saber mais",
    "quero saber mais sobre isso",
    "queria mais informações",
    "gostaria de mais informações",
    "quero informações sobre energia solar",
    "queria entender sobre energia solar",
    "queria saber sobre o serviço de vocês",
    "vocês trabalham com energia solar",
    "vi o anúncio e queria saber como é"
   ],
   "answer": "Tem dois jeitos de pagar menos com energia solar: com placas no seu imóvel, que geram a sua energia e mandam a sobra pra rede em forma de crédito, ou recebendo créditos de uma usina compartilhada, sem instalar nada. O melhor caminho depende da conta e do imóvel.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G01, G07",
   "validUntil": null,
   "at": "answers/como_funciona.md:2"
  },
  {
   "id": "como_funciona_desconto",
   "kind": "company",
   "types": [
    "CF2"
   ],
   "questions": [
    "como funciona o desconto",
    "como funciona a compra de energia",
    "como vocês dão desconto",
    "de onde vem o desconto",
    "como funciona a opção de desconto",
    "como é o desconto",
    "me explica o desconto",
    "como é a compra de energia",
    "de onde tiram o desconto",
    "como vocês conseguem dar desconto",
    "como é esse desconto?",
    "como vcs consegue dar desconto?"
   ],
   "answer": "Você recebe créditos de uma usina compartilhada, sem instalar nada, e a sua distribuidora desconta esses créditos na conta de luz. O desconto é de {desconto}.",
   "meanwhile": null,
   "solutions": [
    "compra_energia_desconto"
   ],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G07, G10, B5",
   "validUntil": null,
   "at": "answers/como_funciona_desconto.md:2"
  },
  {
   "id": "como_funciona_lote",
   "kind": "company",
   "types": [
    "CF4"
   ],
   "questions": [
    "como funciona o aluguel de lote",
    "como funciona o lote",
    "o que é o aluguel de lote",
    "onde fica o lote",
    "me explica o lote",
    "como é esse lote",
    "pra que alugar um terreno",
    "o terreno é de quem",
    "o q é a opção B?",
    "q negócio é esse de lote?",
    "alugar terreno pra quê?"
   ],
   "answer": "No aluguel de lote as suas placas ficam num terreno em {lote_local}, com espaço pra {lote_placas}, por {aluguel_lote}. Os créditos servem pra contas da mesma distribuidora.",
   "meanwhile": null,
   "solutions": [
    "aluguel_lote"
   ],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G03, G50, B6, manual",
   "validUntil": null,
   "at": "answers/como_funciona_lote.md:2"
  },
  {
   "id": "como_funciona_usina",
   "kind": "general",
   "types": [],
   "questions": [
    "como funciona a usina própria",
    "como funciona a placa solar",
    "como funcionam as placas",
    "como funciona a instalação",
    "como é a usina própria",
    "me explica a usina própria",
    "como funciona a energia solar em casa"
   ],
   "answer": "As placas geram energia de dia, o que você usa na hora nem passa pelo relógio, e a sobra vai pra rede e volta como crédito em kWh pra usar de noite ou nos outros meses.",
   "meanwhile": null,
   "solutions": [
    "instalacao_usina_propria"
   ],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G01, G02",
   "validUntil": null,
   "at": "answers/como_funciona_usina.md:2"
  },
  {
   "id": "compromisso",
   "kind": "company",
   "types": [
    "RN5"
   ],
   "questions": [
    "tem compromisso",
    "sou obrigado a contratar",
    "preciso fechar na hora",
    "é sem compromisso",
    "fico obrigado a alguma coisa",
    "não quero compromisso",
    "tem compromisso?",
    "sou obrigado a fechar?"
   ],
   "answer": "Sobre compromisso: {compromisso}.",
   "meanwhile": "Você só decide depois de ver a proposta e ler o contrato, e a análise da conta é {custo_analise}.",
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "manual",
   "validUntil": null,
   "at": "answers/compromisso.md:2"
  },
  {
   "id": "concorrentes",
   "kind": "company",
   "types": [
    "CO14"
   ],
   "questions": [
    "vocês são melhores que a origo",
    "qual a diferença de vocês pra outra empresa",
    "conhece a setta",
    "por que escolher vocês",
    "por que vocês e não a outra",
    "vocês são melhores por quê",
    "qual o diferencial de vocês",
    "o que vocês têm de diferente",
    "são melhores q a origo?",
    "conhece a setta?"
   ],
   "answer": "O que pesa a nosso favor é {diferenciais}.",
   "meanwhile": "Cada empresa tem o seu contrato, então vale comparar desconto, prazo, reajuste e o que está por escrito em cada uma.",
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": "concorrente",
   "source": "L6",
   "validUntil": null,
   "at": "answers/concorrentes.md:2"
  },
  {
   "id": "condominio",
   "kind": "company",
   "types": [
    "IM3"
   ],
   "questions": [
    "serve pra condomínio",
    "sou síndico",
    "dá pra área comum do prédio",
    "é pra um condomínio",
    "o síndico pode contratar",
    "serve pra área comum",
    "é condomínio, dá pro prédio todo?"
   ],
   "answer": "Pra condomínio: {condominio_rural}.",
   "meanwhile": "Pra condomínio existe projeto com várias unidades e também pra área comum.",
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G36",
   "validUntil": null,
   "at": "answers/condominio.md:2"
  },
  {
   "id": "construcao",
   "kind": "general",
   "types": [
    "IM12"
   ],
   "questions": [
    "minha casa está em construção",
    "ainda não tenho conta de luz",
    "vou construir",
    "comprei um terreno",
    "tô construindo",
    "a casa não tá pronta",
    "ainda não tenho relógio",
    "a casa tá em construção",
    "ainda não tem relógio"
   ],
   "answer": "Sem conta de luz ainda, o especialista estima o consumo pelos aparelhos e pelo tamanho da casa.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "fatos, seção 2",
   "validUntil": null,
   "at": "answers/construcao.md:2"
  },
  {
   "id": "consumo_futuro",
   "kind": "general",
   "types": [
    "TE21"
   ],
   "questions": [
    "posso usar ar condicionado",
    "dá pra ligar tudo",
    "vou comprar um carro elétrico",
    "aguenta meu consumo",
    "posso ligar o ar",
    "dá pra usar ar condicionado à vontade",
    "vou colocar piscina",
    "e carro elétrico",
    "aguenta ar condicionado?",
    "posso ligar à vontade?",
    "e carro elétrico?"
   ],
   "answer": "O sistema é calculado pelo seu consumo, então vale contar ao especialista se vai entrar ar-condicionado, carro elétrico ou piscina, que ele já dimensiona com folga.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G01",
   "validUntil": null,
   "at": "answers/consumo_futuro.md:2"
  },
  {
   "id": "conta_minima",
   "kind": "company",
   "types": [
    "IM10"
   ],
   "questions": [
    "qual o valor mínimo da conta",
    "minha conta é baixa serve",
    "com conta de 200 dá",
    "tem valor mínimo",
    "tem valor mínimo de conta",
    "com conta baixa dá certo",
    "minha conta é 150 dá",
    "a partir de quanto",
    "minha conta é 200, dá?",
    "é baixa",
    "pago 150 serve?"
   ],
   "answer": "A partir de {conta_minima}.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": null,
   "validUntil": null,
   "at": "answers/conta_minima.md:2"
  },
  {
   "id": "conta_outro_nome",
   "kind": "company",
   "types": [
    "IM9"
   ],
   "questions": [
    "a conta não está no meu nome",
    "a conta é do meu pai",
    "a conta está no nome do meu marido",
    "o titular já faleceu",
    "a conta tá no nome da minha mãe",
    "a conta é no nome do meu esposo",
    "não sou o titular",
    "o titular morreu",
    "a conta tá no nome do meu pai",
    "falecido",
    "tá no nome do ex"
   ],
   "answer": "Sobre conta em nome de outra pessoa: {titularidade}.",
   "meanwhile": "Quem assina é o titular da conta, então vale combinar com essa pessoa.",
   "solutions": [],
   "ownedAs": "contract",
   "handover": "note",
   "objection": null,
   "source": "G03",
   "validUntil": null,
   "at": "answers/conta_outro_nome.md:2"
  },
  {
   "id": "continua_distribuidora",
   "kind": "general",
   "types": [
    "CF8",
    "CF9"
   ],
   "questions": [
    "continuo cliente da celpe",
    "muda a distribuidora",
    "preciso trocar de companhia",
    "largo a neoenergia",
    "a energisa continua me atendendo",
    "continuo com a celpe",
    "minha conta da neoenergia continua",
    "muda alguma coisa com a energisa",
    "tenho que sair da celpe",
    "troca de distribuidora",
    "isso é portabilidade",
    "continuo pagando a celpe?",
    "largo a neoenergia?",
    "tem q trocar de distribuidora?",
    "muda de companhia?"
   ],
   "answer": "Você continua com a mesma distribuidora, o mesmo relógio e a mesma rede, e a conta dela continua chegando. O que muda é que os créditos entram nela.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G08, G09, G12",
   "validUntil": null,
   "at": "answers/continua_distribuidora.md:2"
  },
  {
   "id": "credito",
   "kind": "never",
   "types": [
    "FI4"
   ],
   "questions": [
    "estou com o nome sujo",
    "meu nome tá no serasa",
    "tenho restrição no cpf",
    "score baixo consegue",
    "sou negativado",
    "meu nome está negativado",
    "precisa de score",
    "fazem consulta no spc",
    "score baixo",
    "tô com nome sujo, passa?",
    "score baixo aprova?",
    "tenho restrição no serasa",
    "vocês consultam o spc",
    "consulta spc?",
    "meu nome sujo passa"
   ],
   "answer": null,
   "meanwhile": "Quem aprova o crédito é o banco, e a gente não consulta isso por aqui.",
   "solutions": [],
   "ownedAs": "case",
   "handover": "note",
   "objection": null,
   "source": "G43",
   "validUntil": null,
   "at": "answers/credito.md:2"
  },
  {
   "id": "credito_parente",
   "kind": "general",
   "types": [
    "CF17"
   ],
   "questions": [
    "posso passar o crédito pra minha mãe",
    "dá pra dividir com meu filho",
    "posso dar o crédito pro vizinho",
    "dá pra passar crédito pra minha filha",
    "posso mandar energia pro meu irmão",
    "posso dividir com minha mãe",
    "posso mandar crédito pra mainha?",
    "pro meu filho em outra casa?"
   ],
   "answer": "Pra conta de outra pessoa só dá dentro de uma geração compartilhada, com todos na mesma distribuidora. Direto, os créditos vão pra contas do mesmo titular.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G03, G04",
   "validUntil": null,
   "at": "answers/credito_parente.md:2"
  },
  {
   "id": "creditos",
   "kind": "general",
   "types": [
    "CF6",
    "US5"
   ],
   "questions": [
    "o que são os créditos",
    "os créditos vencem",
    "o crédito de energia expira",
    "perco o crédito que não usar",
    "o que acontece com a sobra",
    "por quanto tempo vale o crédito",
    "quanto tempo valem os créditos",
    "crédito tem validade",
    "quanto tempo dura o crédito",
    "o crédito acumula",
    "tenho crédito sobrando",
    "meus créditos vencem quando",
    "o que é crédito de energia",
    "o q são créditos?",
    "crédito vence?",
    "perde se não usar?",
    "tô com crédito sobrando",
    "tenho kwh acumulado"
   ],
   "answer": "O crédito é em kWh e vale por 60 meses, usando primeiro o mais antigo. O que não for usado nesse prazo se perde, e ele não vira dinheiro.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G01, G02, G04",
   "validUntil": null,
   "at": "answers/creditos.md:2"
  },
  {
   "id": "cuidados_objecao_terreno",
   "kind": "general",
   "types": [],
   "questions": [
    "quero colocar no meu terreno",
    "posso instalar no meu sítio",
    "tenho um terreno posso usar"
   ],
   "answer": "Dá pra instalar no próprio terreno também, desde que ele receba bem o sol, e isso o especialista vê no projeto.",
   "meanwhile": null,
   "solutions": [
    "instalacao_usina_propria"
   ],
   "ownedAs": "plain",
   "handover": "note",
   "objection": "terreno_proprio",
   "source": "G28",
   "validUntil": null,
   "at": "answers/cuidados_objecao_terreno.md:2"
  },
  {
   "id": "custo_da_analise",
   "kind": "company",
   "types": [
    "PR3"
   ],
   "questions": [
    "a análise é de graça",
    "vocês cobram pela análise",
    "tem custo pra simular",
    "pago pela reunião",
    "a análise custa alguma coisa",
    "quanto custa a análise",
    "é de graça isso",
    "essa consulta é paga",
    "tem custo pra fazer a análise?",
    "essa conversa é paga?",
    "cobra visita?"
   ],
   "answer": "A análise da sua conta é {custo_analise}.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "manual",
   "validUntil": null,
   "at": "answers/custo_da_analise.md:2"
  },
  {
   "id": "custo_do_lote",
   "kind": "company",
   "types": [
    "PR5"
   ],
   "questions": [
    "quanto é o aluguel do lote",
    "qual o valor do lote",
    "pago quanto pelo terreno",
    "o lote é quanto",
    "os 500 reais são todo mês",
    "o valor do lote aumenta com o tempo",
    "pago o lote pra sempre",
    "e esses 500 do lote?",
    "o aluguel do terreno é todo mês?",
    "o lote aumenta?"
   ],
   "answer": "O lote é alugado por {aluguel_lote}. Se esse valor muda com o tempo, o contrato é que diz, e o especialista te mostra.",
   "meanwhile": null,
   "solutions": [
    "aluguel_lote"
   ],
   "ownedAs": "plain",
   "handover": "note",
   "objection": "custo_depois",
   "source": "manual",
   "validUntil": null,
   "at": "answers/custo_do_lote.md:2"
  },
  {
   "id": "depois_de_2029",
   "kind": "general",
   "types": [
    "LE4"
   ],
   "questions": [
    "e depois de 2028",
    "o que muda em 2029",
    "e se o governo mudar a lei",
    "e depois de 2029",
    "o que acontece em 2029",
    "se a lei mudar eu perco",
    "e se mudar o governo",
    "e depois de 2029?",
    "vai mudar tudo?",
    "e se o governo mudar a regra?"
   ],
   "answer": "A regra que vale a partir de 2029 ainda depende da Aneel, então ninguém consegue dizer hoje como fica. Até lá vale o que a lei já definiu.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G16",
   "validUntil": null,
   "at": "answers/depois_de_2029.md:2"
  },
  {
   "id": "desconto",
   "kind": "company",
   "types": [
    "US4"
   ],
   "questions": [
    "qual o desconto",
    "de quanto é o desconto",
    "quantos por cento de desconto",
    "o desconto é de quanto",
    "o desconto de vocês é melhor que o meu",
    "o desconto é quanto",
    "tem quanto de desconto",
    "desconto de quantos por cento",
    "qual a porcentagem de desconto",
    "meu desconto hoje é 15",
    "já tenho desconto de 15",
    "tô com outra há um ano"
   ],
   "answer": "Na compra de energia o desconto é de {desconto}, contado sobre a energia compensada, e começa {inicio_desconto}.",
   "meanwhile": null,
   "solutions": [
    "compra_energia_desconto"
   ],
   "ownedAs": "plain",
   "handover": "note",
   "objection": "ja_tem_desconto",
   "source": "G10, B4, manual",
   "validUntil": null,
   "at": "answers/desconto.md:2"
  },
  {
   "id": "desconto_fixo",
   "kind": "company",
   "types": [
    "EC4"
   ],
   "questions": [
    "o desconto muda de um mês pro outro",
    "o desconto é sempre o mesmo",
    "todo mês o desconto é igual",
    "o desconto varia",
    "o desconto muda todo mês",
    "se gastar mais o desconto muda",
    "é o mesmo desconto sempre",
    "o desconto é fixo?",
    "todo mês é igual?",
    "se eu gastar mais muda?"
   ],
   "answer": "O desconto é de {desconto}, contado sobre a energia compensada de cada mês, então o valor em reais muda com o consumo.",
   "meanwhile": null,
   "solutions": [
    "compra_energia_desconto"
   ],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G10, B4",
   "validUntil": null,
   "at": "answers/desconto_fixo.md:2"
  },
  {
   "id": "diferenca_das_opcoes",
   "kind": "company",
   "types": [
    "CF3"
   ],
   "questions": [
    "qual a melhor opção pra mim",
    "qual a diferença entre as opções",
    "qual vocês recomendam",
    "qual compensa mais",
    "qual é melhor",
    "qual dessas vale mais a pena",
    "o que você me indica",
    "me ajuda a escolher",
    "qual você recomenda",
    "qual a diferença da A pra B",
    "qual a diferença da A pra C?",
    "qual vcs recomenda?",
    "qual é melhor pra mim?"
   ],
   "answer": "Na usina própria as placas ficam no seu imóvel e pedem investimento. No lote ficam num terreno alugado, pra quando o telhado não serve. Na compra de energia você só recebe o desconto, sem obra. Com telhado bom e vontade de investir, a usina própria economiza mais.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "manual",
   "validUntil": null,
   "at": "answers/diferenca_das_opcoes.md:2"
  },
  {
   "id": "direito_adquirido",
   "kind": "general",
   "types": [
    "LE7"
   ],
   "questions": [
    "instalei antes da lei",
    "perco meu direito se ampliar",
    "tenho direito até 2045",
    "coloquei em 2021",
    "sou da regra antiga",
    "se eu ampliar perco a regra antiga",
    "instalei em 2021, perco?",
    "meu direito vai até 2045?"
   ],
   "answer": "Quem já tinha usina em 7 de janeiro de 2022, ou pediu a ligação nos 12 meses seguintes, fica na regra antiga até 31 de dezembro de 2045. Trocar de titular mantém o direito, e ampliar tira só a parte ampliada.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G13",
   "validUntil": null,
   "at": "answers/direito_adquirido.md:2"
  },
  {
   "id": "distribuidora_demora",
   "kind": "general",
   "types": [
    "PZ4"
   ],
   "questions": [
    "a distribuidora demora muito",
    "e se a celpe atrasar",
    "tá parado na distribuidora",
    "a neoenergia demora",
    "a celpe tá demorando",
    "e se a distribuidora demorar",
    "a celpe demora né?",
    "tá parado na neoenergia"
   ],
   "answer": "Pra usina pequena, sem obra na rede, a distribuidora tem 15 dias pra dar o orçamento de conexão. Se passar, dá pra reclamar na ouvidoria dela e depois na Aneel, pelo 167.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G25",
   "validUntil": null,
   "at": "answers/distribuidora_demora.md:2"
  },
  {
   "id": "documentos",
   "kind": "general",
   "types": [
    "DA1"
   ],
   "questions": [
    "precisa do meu cpf",
    "por que precisa do meu cpf",
    "tenho que mandar documento",
    "pra que meu rg",
    "por que quer meu cpf",
    "precisa de documento",
    "tem que mandar rg",
    "pra q meu cpf?",
    "precisa do rg?",
    "tenho q dar cpf?"
   ],
   "answer": "Por aqui eu não peço documento nenhum, só o seu nome, o valor da conta e, se tiver reunião, um e-mail pro convite.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "L8",
   "validUntil": null,
   "at": "answers/documentos.md:2"
  },
  {
   "id": "duracao",
   "kind": "company",
   "types": [
    "TE17"
   ],
   "questions": [
    "quanto tempo dura a placa",
    "qual a vida útil",
    "dura quantos anos",
    "perde eficiência com o tempo",
    "dura quanto",
    "quantos anos a placa dura",
    "qual a durabilidade",
    "a placa estraga com o tempo",
    "dura qto tempo?",
    "depois de 25 anos joga fora?"
   ],
   "answer": "As placas duram {vida_usina}, perdendo perto de 0,5% por ano, e no caminho costuma ter uma troca de inversor. Isso é vida útil, não é prazo de garantia.",
   "meanwhile": null,
   "solutions": [
    "instalacao_usina_propria"
   ],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G40, B3",
   "validUntil": null,
   "at": "answers/duracao.md:2"
  },
  {
   "id": "duracao_reuniao",
   "kind": "company",
   "types": [
    "RN4"
   ],
   "questions": [
    "quanto tempo dura a reunião",
    "a reunião demora",
    "é rápido",
    "quantos minutos",
    "a conversa demora quanto",
    "são quantos minutos",
    "é demorado",
    "demora qto a reunião?"
   ],
   "answer": "A conversa leva {reuniao_duracao}.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": null,
   "validUntil": null,
   "at": "answers/duracao_reuniao.md:2"
  },
  {
   "id": "e_legal",
   "kind": "never",
   "types": [
    "CF14"
   ],
   "questions": [
    "isso é legal",
    "é permitido por lei",
    "a aneel autoriza",
    "é legalizado mesmo",
    "isso é legalizado",
    "é legal isso",
    "a lei permite",
    "é permitido",
    "a aneel permite isso",
    "isso é legalizado?",
    "a aneel permite?",
    "é permitido vender energia?"
   ],
   "answer": null,
   "meanwhile": "O modelo está na Lei 14.300, que trata da geração compartilhada.",
   "solutions": [],
   "ownedAs": "case",
   "handover": "note",
   "objection": null,
   "source": "G11",
   "validUntil": null,
   "at": "answers/e_legal.md:2"
  },
  {
   "id": "economia",
   "kind": "company",
   "types": [
    "EC1"
   ],
   "questions": [
    "quanto vou economizar",
    "qual a economia",
    "quanto economizo por mês",
    "qual vai ser o valor da minha conta",
    "quanto eu deixo de pagar",
    "economizo quanto",
    "tem como baixar a conta",
    "tem como diminuir",
    "dá pra diminuir a conta",
    "tem como baixar",
    "consegue baixar minha conta",
    "qual o percentual de economia",
    "quanto cai minha conta",
    "quanto diminui na conta",
    "compensa mesmo",
    "vale a pena",
    "baixa quanto",
    "qto vou economizar?",
    "cai pra quanto?",
    "minha conta de 700 fica em qto"
   ],
   "answer": "Na usina própria a economia chega a {economia_usina}, a depender do consumo, do telhado e da tarifa. Na compra de energia o desconto é de {desconto}. O valor exato quem calcula é o especialista, com a sua conta na mão.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "B1, B4, manual",
   "validUntil": null,
   "at": "answers/economia.md:2"
  },
  {
   "id": "empresa",
   "kind": "company",
   "types": [
    "IM7"
   ],
   "questions": [
    "serve pra empresa",
    "é pra minha loja",
    "é pra comércio",
    "tenho um galpão",
    "conta de alta tensão grupo a",
    "tenho uma empresa",
    "é pra minha padaria",
    "atende comércio",
    "serve pra loja",
    "minha conta é grupo a",
    "pra indústria serve",
    "é pra empresa",
    "tenho uma padaria",
    "galpão grande",
    "alta tensão dá?"
   ],
   "answer": "Pra empresa: {publico_atendido}.",
   "meanwhile": "Pra comércio e indústria também tem caminho, e conta em alta tensão quem olha é o especialista.",
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "manual",
   "validUntil": null,
   "at": "answers/empresa.md:2"
  },
  {
   "id": "empresa_fechar",
   "kind": "company",
   "types": [
    "GA4"
   ],
   "questions": [
    "e se a empresa falir",
    "se vocês fecharem quem atende",
    "e se a empresa sumir",
    "e se vocês fecharem",
    "se a empresa quebrar",
    "se a empresa falir quem me atende",
    "e se a empresa acabar",
    "e se a empresa fechar?",
    "se vcs falir quem me atende?"
   ],
   "answer": "A empresa está no mercado há {tempo_mercado}, e a garantia dos fabricantes continua valendo de qualquer jeito.",
   "meanwhile": "A garantia dos fabricantes continua valendo de qualquer jeito.",
   "solutions": [],
   "ownedAs": "trust",
   "handover": "task",
   "objection": null,
   "source": "G39",
   "validUntil": null,
   "at": "answers/empresa_fechar.md:2"
  },
  {
   "id": "endereco",
   "kind": "company",
   "types": [
    "CO3"
   ],
   "questions": [
    "onde fica a empresa",
    "qual o endereço de vocês",
    "vocês são de onde",
    "tem loja física",
    "posso ir aí",
    "onde vocês ficam",
    "qual o endereço",
    "fica onde a empresa",
    "onde é a loja",
    "de que cidade vocês são",
    "tem escritório",
    "onde fica a empresa?",
    "qual o endereço?",
    "tem loja?",
    "posso ir aí?"
   ],
   "answer": "A empresa fica em {endereco}.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "trust",
   "handover": "task",
   "objection": null,
   "source": null,
   "validUntil": null,
   "at": "answers/endereco.md:2"
  },
  {
   "id": "entrada",
   "kind": "company",
   "types": [
    "FI5"
   ],
   "questions": [
    "tem entrada",
    "precisa dar entrada",
    "preciso pagar alguma coisa de entrada",
    "entrada de quanto",
    "tem que dar entrada",
    "quanto é a entrada",
    "sem entrada",
    "precisa dar entrada?",
    "zero de entrada?"
   ],
   "answer": "Sobre a entrada: {entrada}.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "price",
   "handover": "note",
   "objection": null,
   "source": null,
   "validUntil": null,
   "at": "answers/entrada.md:2"
  },
  {
   "id": "enviar_conta",
   "kind": "general",
   "types": [
    "RO4",
    "DA2"
   ],
   "questions": [
    "posso mandar a foto da conta",
    "posso mandar o pdf da conta",
    "posso mandar áudio",
    "é seguro mandar a conta",
    "quer que eu mande a conta",
    "mando a foto da conta",
    "quer a foto da conta",
    "posso enviar a conta",
    "mando a conta por aqui",
    "você entende áudio",
    "posso mandar áudio?",
    "mando foto da conta?",
    "vou te mandar o pdf",
    "é seguro mandar minha conta?",
    "a conta tem meu cpf"
   ],
   "answer": "Pode mandar a foto ou o PDF da conta, e pode cobrir o que quiser, que só o total já basta. Se preferir, é só escrever o valor.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "L8",
   "validUntil": null,
   "at": "answers/enviar_conta.md:2"
  },
  {
   "id": "espaco",
   "kind": "general",
   "types": [
    "TE13"
   ],
   "questions": [
    "quanto espaço precisa",
    "cabe no meu telhado",
    "dá pra colocar no chão",
    "qual o espaço pras placas",
    "cabe quantas placas",
    "qual o tamanho da placa",
    "posso colocar no quintal",
    "precisa de muito espaço",
    "precisa de qto espaço?",
    "cabe no meu telhado?",
    "dá pra botar no chão?"
   ],
   "answer": "Cada placa ocupa perto de 2,7 metros quadrados. Dá pra colocar no telhado, na laje ou no chão, e o espaço certo sai do projeto.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G28, G29",
   "validUntil": null,
   "at": "answers/espaco.md:2"
  },
  {
   "id": "esperar_baratear",
   "kind": "general",
   "types": [
    "PR9"
   ],
   "questions": [
    "é melhor esperar",
    "vai ficar mais barato depois",
    "compensa deixar pra depois",
    "é melhor esperar o ano que vem",
    "o preço das placas vai cair",
    "as placas vão ficar mais baratas",
    "vale esperar baratear?",
    "a placa vai cair de preço?"
   ],
   "answer": "Ninguém consegue garantir o preço de amanhã. O que a lei já diz é que o Fio B pesa mais a cada ano sobre a energia que volta como crédito, 60% em 2026, 75% em 2027 e 90% em 2028, e vale pelo ano, não pela data em que você instalou.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G14, G42",
   "validUntil": "2026-12-31",
   "at": "answers/esperar_baratear.md:2"
  },
  {
   "id": "falta_de_luz_quem",
   "kind": "general",
   "types": [
    "CF12"
   ],
   "questions": [
    "quem eu chamo quando faltar energia",
    "quem conserta se der problema na rede",
    "vocês atendem falta de luz",
    "se faltar luz ligo pra quem",
    "quem conserta a rede",
    "vocês resolvem queda de energia",
    "e se faltar luz ligo pra quem?",
    "quem conserta o poste?"
   ],
   "answer": "Falta de luz, poste e rede continuam com a distribuidora, no mesmo número de emergência que você já usa.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G08",
   "validUntil": null,
   "at": "answers/falta_de_luz_quem.md:2"
  },
  {
   "id": "falta_energia",
   "kind": "general",
   "types": [
    "TE3"
   ],
   "questions": [
    "e se faltar energia",
    "quando falta luz na rua funciona",
    "fico com energia no apagão",
    "se a energia cair",
    "se faltar luz fico sem energia",
    "quando cai a energia funciona",
    "se a luz cair eu fico no escuro",
    "no apagão funciona",
    "funciona quando falta energia",
    "se faltar energia funciona?",
    "fico com luz no apagão?"
   ],
   "answer": "Sem bateria, a usina desliga sozinha quando falta luz na rua. É uma proteção pra quem está consertando a rede, e com bateria dá pra manter alguns aparelhos ligados.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G33, G34",
   "validUntil": null,
   "at": "answers/falta_energia.md:2"
  },
  {
   "id": "fgts_consorcio",
   "kind": "never",
   "types": [
    "FI11"
   ],
   "questions": [
    "dá pra usar o fgts",
    "posso fazer por consórcio",
    "financia pelo pronaf",
    "uso o fgts",
    "tem consignado",
    "faz consórcio de placa",
    "pronaf financia",
    "posso usar fgts?",
    "tem consórcio?",
    "dá no consignado?"
   ],
   "answer": null,
   "meanwhile": "Existem linhas de banco, cooperativa, consórcio e crédito rural.",
   "solutions": [],
   "ownedAs": "case",
   "handover": "note",
   "objection": null,
   "source": "G43",
   "validUntil": null,
   "at": "answers/fgts_consorcio.md:2"
  },
  {
   "id": "fidelidade_multa",
   "kind": "company",
   "types": [
    "CT2",
    "CT3"
   ],
   "questions": [
    "tem multa pra cancelar",
    "tem fidelidade",
    "posso cancelar quando quiser",
    "como faço pra cancelar o contrato",
    "e se eu quiser desistir",
    "tem multa se eu sair antes",
    "se eu quiser cancelar",
    "posso sair quando quiser",
    "qual a multa",
    "paga multa",
    "tem carência pra cancelar",
    "e se eu desistir no meio",
    "como cancela",
    "tem fidelidade?",
    "tem multa?",
    "posso cancelar qdo quiser?",
    "e se eu quiser sair?",
    "como faz pra desistir?"
   ],
   "answer": "Pra sair: {cancelamento}.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "contract",
   "handover": "task",
   "objection": "cancelamento",
   "source": null,
   "validUntil": null,
   "at": "answers/fidelidade_multa.md:2"
  },
  {
   "id": "financiamento",
   "kind": "company",
   "types": [
    "FI1",
    "FI10"
   ],
   "questions": [
    "tem como financiar",
    "vocês financiam",
    "posso parcelar",
    "aceita financiamento pelo banco do nordeste",
    "financia pela caixa econômica",
    "qual banco vocês trabalham",
    "tem financiamento próprio",
    "dá pra financiar pelo banco",
    "vocês parcelam",
    "qual banco financia",
    "parcela a usina",
    "financia 100 por cento",
    "tem financiamento?",
    "dá pra financiar tudo?",
    "vcs financia?",
    "trabalha com o banco do nordeste?",
    "tem fne sol?",
    "dá pela caixa?"
   ],
   "answer": "Dá pra financiar, e trabalhamos com {financiamento_parceiros}. A aprovação e os juros são do banco.",
   "meanwhile": "Dá pra financiar ou pagar à vista. No mercado existem linhas em banco público, banco privado, cooperativa e consórcio, e a aprovação é sempre do banco.",
   "solutions": [
    "instalacao_usina_propria"
   ],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G43, manual",
   "validUntil": null,
   "at": "answers/financiamento.md:2"
  },
  {
   "id": "fio_b",
   "kind": "general",
   "types": [
    "LE2"
   ],
   "questions": [
    "o que é o fio b",
    "quanto é o fio b",
    "quanto pago de fio b",
    "quanto tá o fio b",
    "fio b é quanto",
    "pago fio b",
    "o fio b aumenta ano que vem",
    "e o fio b?",
    "qto é o fio b em 2026?",
    "ano q vem aumenta?"
   ],
   "answer": "O Fio B é uma parte da tarifa, cobrada sobre a energia que volta como crédito: 60% dele em 2026, 75% em 2027 e 90% em 2028. Vale pelo ano, pra todo mundo que entrou depois de 7 de janeiro de 2023.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G14",
   "validUntil": "2026-12-31",
   "at": "answers/fio_b.md:2"
  },
  {
   "id": "fogo",
   "kind": "general",
   "types": [
    "TE19"
   ],
   "questions": [
    "tem risco de incêndio",
    "pode pegar fogo",
    "é perigoso",
    "dá choque",
    "pega fogo",
    "tem perigo de fogo",
    "é seguro pras crianças",
    "dá choque na telha",
    "pega fogo?",
    "dá choque?"
   ],
   "answer": "É raro, e quase sempre vem de conexão malfeita. Inversor fabricado ou importado desde dezembro de 2024 já traz proteção contra arco elétrico onde a norma pede.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G38",
   "validUntil": null,
   "at": "answers/fogo.md:2"
  },
  {
   "id": "formas_de_pagamento",
   "kind": "company",
   "types": [
    "FI6",
    "FI7"
   ],
   "questions": [
    "posso pagar no cartão",
    "parcela no cartão de crédito",
    "aceita pix",
    "pode pagar no boleto",
    "quais as formas de pagamento",
    "como é o pagamento",
    "posso pagar à vista",
    "passa cartão",
    "pago no pix",
    "parcela no cartão",
    "aceitam boleto",
    "aceita cartão?",
    "passa em 12x no cartão?",
    "pode ser pix?",
    "boleto?",
    "à vista tem desconto?"
   ],
   "answer": "As formas de pagamento são {formas_pagamento}.",
   "meanwhile": "Na usina própria dá pra financiar ou pagar à vista.",
   "solutions": [],
   "ownedAs": "price",
   "handover": "note",
   "objection": null,
   "source": "manual",
   "validUntil": null,
   "at": "answers/formas_de_pagamento.md:2"
  },
  {
   "id": "garantia",
   "kind": "company",
   "types": [
    "GA1",
    "GA2"
   ],
   "questions": [
    "qual a garantia",
    "quantos anos de garantia",
    "a placa tem garantia",
    "e se quebrar uma placa",
    "quem paga se a placa quebrar",
    "tem garantia",
    "a garantia é de quantos anos",
    "qual o tempo de garantia",
    "e se a placa quebrar",
    "a placa trincou quem troca",
    "qual a garantia?",
    "garantia de qts anos?",
    "se quebrar uma placa quem paga?",
    "e se trincar?"
   ],
   "answer": "A garantia é {garantia_modulo}.",
   "meanwhile": "O comum no mercado é a placa ter de 10 a 15 anos de garantia de produto e de 25 a 30 de desempenho.",
   "solutions": [],
   "ownedAs": "contract",
   "handover": "note",
   "objection": null,
   "source": "G39, G37",
   "validUntil": null,
   "at": "answers/garantia.md:2"
  },
  {
   "id": "garantia_do_desconto",
   "kind": "company",
   "types": [
    "EC3"
   ],
   "questions": [
    "o desconto é garantido",
    "vocês garantem a economia",
    "tá escrito no contrato o desconto",
    "vocês garantem o desconto",
    "e se não tiver desconto",
    "o desconto tá no contrato",
    "garante os 20",
    "vcs garantem esses 20?",
    "tá no contrato?",
    "e se não economizar?"
   ],
   "answer": "Sobre a garantia do desconto: {garantia_desconto}.",
   "meanwhile": "O desconto é de {desconto}, e vale o que está escrito no contrato.",
   "solutions": [
    "compra_energia_desconto"
   ],
   "ownedAs": "contract",
   "handover": "note",
   "objection": null,
   "source": "B4",
   "validUntil": null,
   "at": "answers/garantia_do_desconto.md:2"
  },
  {
   "id": "garantia_geracao",
   "kind": "company",
   "types": [
    "GA8"
   ],
   "questions": [
    "e se gerar menos que o combinado",
    "vocês garantem a geração",
    "devolvem a diferença",
    "se não gerar o que prometeram",
    "garantem quanto vai gerar",
    "e se gerar pouco",
    "e se gerar menos q o prometido?",
    "quem garante a geração?"
   ],
   "answer": "Sobre a geração prometida: {garantia_geracao}.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "contract",
   "handover": "note",
   "objection": null,
   "source": null,
   "validUntil": null,
   "at": "answers/garantia_geracao.md:2"
  },
  {
   "id": "garantia_inversor",
   "kind": "company",
   "types": [
    "GA3"
   ],
   "questions": [
    "e se o inversor queimar",
    "o inversor tem garantia",
    "quanto dura o inversor",
    "quanto custa trocar o inversor",
    "se o inversor queimar quem troca",
    "inversor queima muito",
    "garantia do inversor",
    "e se queimar o inversor?",
    "inversor dura qto?"
   ],
   "answer": "A garantia do inversor é {garantia_inversor}.",
   "meanwhile": "O comum no mercado é perto de 10 anos pro inversor, e ele costuma ser trocado uma vez na vida da usina.",
   "solutions": [],
   "ownedAs": "contract",
   "handover": "note",
   "objection": null,
   "source": "G39, G40",
   "validUntil": null,
   "at": "answers/garantia_inversor.md:2"
  },
  {
   "id": "gerando_pouco",
   "kind": "never",
   "types": [
    "US2"
   ],
   "questions": [
    "minhas placas estão gerando pouco",
    "meu sistema não gera direito",
    "minha conta voltou a subir com as placas",
    "minha usina não tá gerando",
    "as placas pararam de gerar",
    "minhas placas não dão conta",
    "minhas placas geram pouco",
    "a conta subiu de novo"
   ],
   "answer": null,
   "meanwhile": "Pode ser sujeira, sombra ou defeito.",
   "solutions": [],
   "ownedAs": "plain",
   "handover": "task",
   "objection": null,
   "source": "G35",
   "validUntil": null,
   "at": "answers/gerando_pouco.md:2"
  },
  {
   "id": "golpe",
   "kind": "company",
   "types": [
    "CO1"
   ],
   "questions": [
    "isso é golpe",
    "é confiável",
    "isso é verdade",
    "é seguro",
    "parece bom demais",
    "como sei que não é golpe",
    "tenho medo de golpe",
    "não é golpe não",
    "tá parecendo golpe",
    "como vou saber que é verdade",
    "posso confiar",
    "dá pra confiar em vocês",
    "é sério isso",
    "tem certeza que não é golpe",
    "isso é golpe?",
    "é verdade msm?",
    "tô desconfiado"
   ],
   "answer": "Faz bem em desconfiar. Pra conferir a gente: o CNPJ é {cnpj}, dá pra ver na Receita, no Reclame Aqui e no consumidor.gov.br, e nada se paga antes de você ler o contrato.",
   "meanwhile": "Faz bem em desconfiar. Confira o registro da empresa na Receita, a reputação no Reclame Aqui e no consumidor.gov.br, e não pague nada antes de ler o contrato.",
   "solutions": [],
   "ownedAs": "trust",
   "handover": "task",
   "objection": "desconfianca",
   "source": "G48",
   "validUntil": null,
   "at": "answers/golpe.md:2"
  },
  {
   "id": "goteira",
   "kind": "company",
   "types": [
    "TE9"
   ],
   "questions": [
    "fura o telhado",
    "vai dar goteira",
    "e se der infiltração",
    "vai furar a telha",
    "e se vazar água",
    "dá goteira depois",
    "fura a telha?",
    "vai dar goteira?",
    "e se vazar depois?"
   ],
   "answer": "Sobre goteira: {garantia_instalacao}.",
   "meanwhile": "A fixação é feita pro tipo da telha e vedada, e a instalação tem garantia por contrato.",
   "solutions": [],
   "ownedAs": "contract",
   "handover": "note",
   "objection": null,
   "source": "G28, G39",
   "validUntil": null,
   "at": "answers/goteira.md:2"
  },
  {
   "id": "granizo",
   "kind": "general",
   "types": [
    "TE18"
   ],
   "questions": [
    "aguenta chuva de granizo",
    "e se cair um raio",
    "moro perto do mar a maresia estraga",
    "o vento pode arrancar",
    "e se chover granizo",
    "aguenta vento forte",
    "maresia estraga",
    "e raio",
    "aguenta raio",
    "aguenta granizo?",
    "e raio?",
    "ventania arranca?"
   ],
   "answer": "As placas passam por testes de granizo, vento e maresia. Raio, temporal e roubo são assunto de seguro.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G37",
   "validUntil": null,
   "at": "answers/granizo.md:2"
  },
  {
   "id": "heranca",
   "kind": "never",
   "types": [
    "CT7"
   ],
   "questions": [
    "e se eu morrer",
    "passa pros herdeiros",
    "se o dono morrer",
    "passa pros filhos",
    "fica de herança",
    "e se eu morrer?",
    "fica pros filhos?"
   ],
   "answer": null,
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "contract",
   "handover": "note",
   "objection": null,
   "source": null,
   "validUntil": null,
   "at": "answers/heranca.md:2"
  },
  {
   "id": "homologacao",
   "kind": "company",
   "types": [
    "PZ3"
   ],
   "questions": [
    "quem faz a homologação",
    "vocês cuidam da papelada",
    "quem resolve com a distribuidora",
    "vocês dão entrada na celpe",
    "quem faz a papelada",
    "a homologação está inclusa",
    "quem dá entrada no projeto",
    "vcs faz a homologação?",
    "quem resolve com a celpe?"
   ],
   "answer": "Sobre a papelada na distribuidora: {homologacao_inclusa}.",
   "meanwhile": "O caminho é projeto do engenheiro, pedido à distribuidora, instalação, vistoria e troca do medidor.",
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G24",
   "validUntil": null,
   "at": "answers/homologacao.md:2"
  },
  {
   "id": "horario",
   "kind": "company",
   "types": [
    "RO5",
    "RN7"
   ],
   "questions": [
    "qual o horário de atendimento",
    "que horas vocês atendem",
    "vocês atendem no sábado",
    "até que horas funciona",
    "qual o horário",
    "qual horário de vocês",
    "atendem até que horas",
    "abre sábado",
    "tem gente atendendo agora",
    "funciona domingo",
    "qual o horário?",
    "tem gente agora?",
    "atende sábado?",
    "pode de noite?",
    "sábado?",
    "feriado?"
   ],
   "answer": "Nosso horário é {horario_atendimento}.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "manual",
   "validUntil": null,
   "at": "answers/horario.md:2"
  },
  {
   "id": "igreja",
   "kind": "company",
   "types": [
    "IM8"
   ],
   "questions": [
    "atende igreja",
    "serve pra escola",
    "atende prefeitura",
    "sou de uma associação",
    "é pra uma igreja",
    "serve pra associação",
    "e pra prefeitura",
    "atende escola",
    "é pra igreja",
    "escola pode?",
    "associação sem cnpj?"
   ],
   "answer": "Atendemos {publico_atendido}.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": null,
   "validUntil": null,
   "at": "answers/igreja.md:2"
  },
  {
   "id": "iluminacao_publica",
   "kind": "general",
   "types": [
    "EC7"
   ],
   "questions": [
    "continuo pagando iluminação pública",
    "a taxa de iluminação sai",
    "e a cosip",
    "a iluminação pública continua vindo",
    "a taxa de iluminação some",
    "pago taxa da prefeitura",
    "e a iluminação pública?",
    "cosip continua?"
   ],
   "answer": "A iluminação pública é uma contribuição da prefeitura e continua vindo, porque os créditos de energia não pagam essa parte.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G20",
   "validUntil": null,
   "at": "answers/iluminacao_publica.md:2"
  },
  {
   "id": "imovel_alugado",
   "kind": "general",
   "types": [
    "IM1"
   ],
   "questions": [
    "moro de aluguel",
    "a casa é alugada serve",
    "sou inquilino posso",
    "o imóvel não é meu",
    "minha casa é alugada",
    "sou inquilino dá pra fazer",
    "o dono da casa não deixa",
    "moro de aluguel, dá?",
    "a casa não é minha",
    "sou inquilino"
   ],
   "answer": "Em imóvel alugado os créditos com desconto servem bem, porque não instala nada. Pra colocar placas precisa da autorização do dono.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G36",
   "validUntil": null,
   "at": "answers/imovel_alugado.md:2"
  },
  {
   "id": "imposto_de_renda",
   "kind": "never",
   "types": [
    "LE6"
   ],
   "questions": [
    "preciso declarar no imposto de renda",
    "tem desconto no iptu",
    "dá nota fiscal pra empresa",
    "tem que declarar",
    "declara no ir",
    "vem nota fiscal",
    "declaro no imposto de renda?",
    "tem iptu verde?",
    "abate no ir?"
   ],
   "answer": null,
   "meanwhile": "Essa parte de imposto é com o contador.",
   "solutions": [],
   "ownedAs": "case",
   "handover": "note",
   "objection": null,
   "source": "G22",
   "validUntil": null,
   "at": "answers/imposto_de_renda.md:2"
  },
  {
   "id": "impostos",
   "kind": "never",
   "types": [
    "LE5"
   ],
   "questions": [
    "tem icms",
    "paga pis e cofins",
    "qual o imposto na compra",
    "tem imposto",
    "paga imposto",
    "cobram icms",
    "e os impostos",
    "paga icms?",
    "tem pis cofins?",
    "a reforma mexe nisso?"
   ],
   "answer": null,
   "meanwhile": "Há isenções, e o detalhe é com o contador ou o especialista.",
   "solutions": [],
   "ownedAs": "case",
   "handover": "note",
   "objection": null,
   "source": "G22",
   "validUntil": null,
   "at": "answers/impostos.md:2"
  },
  {
   "id": "inadimplencia",
   "kind": "company",
   "types": [
    "CT8"
   ],
   "questions": [
    "e se eu atrasar o pagamento",
    "se eu não pagar cortam",
    "corta a energia se atrasar",
    "se atrasar o boleto",
    "se eu não pagar",
    "atraso negativa",
    "corta se não pagar",
    "se eu atrasar corta?",
    "e se não pagar um mês?"
   ],
   "answer": "Em caso de atraso: {inadimplencia}.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "contract",
   "handover": "note",
   "objection": null,
   "source": null,
   "validUntil": null,
   "at": "answers/inadimplencia.md:2"
  },
  {
   "id": "indicacao",
   "kind": "company",
   "types": [
    "PV5"
   ],
   "questions": [
    "ganho algo por indicar",
    "se eu indicar um amigo",
    "quero revender",
    "ganho alguma coisa se indicar",
    "tem programa de indicação",
    "posso vender com vocês",
    "indico um amigo ganho o q?",
    "tem bônus?",
    "posso revender?"
   ],
   "answer": "Sobre indicação: {indicacao}.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": null,
   "validUntil": null,
   "at": "answers/indicacao.md:2"
  },
  {
   "id": "inicio_do_desconto",
   "kind": "company",
   "types": [
    "PZ2"
   ],
   "questions": [
    "quando começa o desconto",
    "em quanto tempo vem o desconto",
    "quando começo a economizar",
    "demora pra vir o desconto",
    "o desconto começa quando",
    "quando vem o desconto",
    "começa em quanto tempo",
    "já vem no próximo mês",
    "quando vou começar a economizar",
    "qdo começa o desconto?",
    "já vem na próxima conta?"
   ],
   "answer": "O desconto começa {inicio_desconto}.",
   "meanwhile": null,
   "solutions": [
    "compra_energia_desconto"
   ],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "manual",
   "validUntil": null,
   "at": "answers/inicio_do_desconto.md:2"
  },
  {
   "id": "inmetro",
   "kind": "general",
   "types": [
    "TE24"
   ],
   "questions": [
    "tem inmetro",
    "é certificado",
    "como sei se a placa é de qualidade",
    "tem selo",
    "é aprovado pelo inmetro",
    "tem selo do inmetro?",
    "é certificada?"
   ],
   "answer": "Placa, inversor e bateria precisam de registro e etiqueta do Inmetro, e dá pra conferir o modelo que vem escrito na proposta.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G41",
   "validUntil": null,
   "at": "answers/inmetro.md:2"
  },
  {
   "id": "investir",
   "kind": "never",
   "types": [
    "FI13"
   ],
   "questions": [
    "qual o rendimento",
    "qual o retorno de investir",
    "quanto rende por mês",
    "quanto rende a usina de investimento",
    "tenho dinheiro pra investir",
    "quero aplicar meu dinheiro",
    "rende mais que poupança",
    "quero investir, qual a rentabilidade?",
    "rende quanto ao mês?",
    "é melhor q poupança?"
   ],
   "answer": null,
   "meanwhile": "Pra investir em geração de energia, quem conversa é direto o especialista.",
   "solutions": [
    "usina_investimento"
   ],
   "ownedAs": "case",
   "handover": "now",
   "objection": null,
   "source": "manual",
   "validUntil": null,
   "at": "answers/investir.md:2"
  },
  {
   "id": "ja_cai_em_golpe",
   "kind": "general",
   "types": [
    "CO13"
   ],
   "questions": [
    "já fui enganado",
    "já perdi dinheiro com isso",
    "outra empresa me enganou",
    "já me enganaram",
    "já perdi dinheiro",
    "uma empresa me deu golpe",
    "já caí em golpe",
    "outra empresa sumiu com meu dinheiro"
   ],
   "answer": "Sinto muito por isso. Pra não passar de novo: confira o registro da empresa na Receita, a reputação no Reclame Aqui, a marca e o modelo por escrito, e só pague pra própria empresa, depois de ler o contrato.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G48, G49",
   "validUntil": null,
   "at": "answers/ja_cai_em_golpe.md:2"
  },
  {
   "id": "ja_cliente",
   "kind": "never",
   "types": [
    "PV1",
    "PV2"
   ],
   "questions": [
    "já sou cliente de vocês",
    "minha fatura veio errada",
    "meu desconto não veio",
    "meu sistema parou de funcionar",
    "segunda via do boleto",
    "o inversor está com luz vermelha",
    "sou cliente de vocês",
    "minha usina parou de funcionar",
    "cadê meu desconto que não veio",
    "quero a segunda via",
    "já sou cliente",
    "minha conta veio errada",
    "o desconto não veio",
    "o sistema parou",
    "luz vermelha no inversor"
   ],
   "answer": null,
   "meanwhile": "Isso quem resolve é a equipe que cuida de quem já é cliente.",
   "solutions": [],
   "ownedAs": "plain",
   "handover": "now",
   "objection": null,
   "source": null,
   "validUntil": null,
   "at": "answers/ja_cliente.md:2"
  },
  {
   "id": "juros",
   "kind": "never",
   "types": [
    "FI3"
   ],
   "questions": [
    "qual a taxa de juros do financiamento",
    "quanto de juros",
    "o juro é alto",
    "qual a taxa do banco",
    "os juros são quanto",
    "quanto de juro ao mês",
    "qual o juros?",
    "taxa de qto por mês?",
    "juro alto?"
   ],
   "answer": null,
   "meanwhile": "Juros e custo total quem define é o banco, caso a caso.",
   "solutions": [],
   "ownedAs": "case",
   "handover": "note",
   "objection": null,
   "source": "G43",
   "validUntil": null,
   "at": "answers/juros.md:2"
  },
  {
   "id": "lei_14300",
   "kind": "general",
   "types": [
    "LE1"
   ],
   "questions": [
    "com a nova lei ainda vale a pena",
    "a lei 14300 acabou com a vantagem",
    "depois da lei ainda compensa",
    "a lei 14300 muda o quê",
    "depois da lei piorou",
    "com a lei nova compensa",
    "ainda vale a pena com a nova lei",
    "com a lei 14300 ainda compensa?",
    "depois da lei piorou né?"
   ],
   "answer": "Compensa sim, só que a economia vem um pouco mais devagar do que antes. A lei é de janeiro de 2022 e cobra uma parte do Fio B da energia que volta como crédito, e o que você usa na hora em que gera não paga nada.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G14, G17",
   "validUntil": null,
   "at": "answers/lei_14300.md:2"
  },
  {
   "id": "letra_miuda",
   "kind": "never",
   "types": [
    "CT12"
   ],
   "questions": [
    "vocês podem mudar o contrato",
    "tem letra miúda no contrato",
    "e se a usina for vendida",
    "o contrato pode mudar",
    "e se vocês mudarem as regras",
    "tem letra miúda?",
    "vcs mudam o contrato depois?"
   ],
   "answer": null,
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "contract",
   "handover": "note",
   "objection": null,
   "source": null,
   "validUntil": null,
   "at": "answers/letra_miuda.md:2"
  },
  {
   "id": "licencas",
   "kind": "general",
   "types": [
    "LE8"
   ],
   "questions": [
    "precisa de licença",
    "tem que avisar a prefeitura",
    "precisa de autorização da aneel",
    "precisa de autorização",
    "precisa de alvará",
    "a prefeitura precisa autorizar",
    "a aneel pode barrar?",
    "precisa de licença?"
   ],
   "answer": "Quem aprova a ligação é a distribuidora, com o projeto de um engenheiro. Outras licenças dependem da cidade, e isso o especialista confere.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G24, G25",
   "validUntil": null,
   "at": "answers/licencas.md:2"
  },
  {
   "id": "ligacao",
   "kind": "company",
   "types": [
    "RO6"
   ],
   "questions": [
    "pode me ligar",
    "vocês vão me ligar",
    "quero uma ligação",
    "me liga por favor",
    "prefiro ligação",
    "quero que me liguem",
    "pode falar por telefone",
    "me liga",
    "pode ligar agora?",
    "vcs vão me ligar?"
   ],
   "answer": "Pra falar por telefone: {telefone}.",
   "meanwhile": "A conversa com o especialista é {reuniao}.",
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "manual",
   "validUntil": null,
   "at": "answers/ligacao.md:2"
  },
  {
   "id": "ligar_antes",
   "kind": "general",
   "types": [
    "PZ5"
   ],
   "questions": [
    "posso ligar antes da aprovação",
    "já posso usar antes da vistoria",
    "ligar direto sem autorização",
    "posso ligar sem homologar",
    "dá pra ligar logo",
    "posso usar antes de aprovar",
    "posso ligar antes de liberar?",
    "já dá pra usar?"
   ],
   "answer": "Antes da aprovação da distribuidora não se liga: é irregular e pode ser tratado como fraude.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G27",
   "validUntil": null,
   "at": "answers/ligar_antes.md:2"
  },
  {
   "id": "limpeza",
   "kind": "general",
   "types": [
    "GA5"
   ],
   "questions": [
    "precisa limpar as placas",
    "como limpa",
    "de quanto em quanto tempo limpa",
    "posso lavar a placa",
    "como limpar",
    "lava a placa",
    "quantas vezes limpa por ano",
    "eu mesmo posso limpar",
    "precisa limpar?",
    "lava de qto em qto tempo?",
    "chuva limpa?"
   ],
   "answer": "Uma ou duas lavagens por ano costumam bastar, e mais onde tem poeira, maresia ou seca. Pano macio e água, sem pisar nas placas e fora do sol quente.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G35",
   "validUntil": null,
   "at": "answers/limpeza.md:2"
  },
  {
   "id": "mais_barato",
   "kind": "company",
   "types": [
    "PR7"
   ],
   "questions": [
    "achei um orçamento mais em conta",
    "o concorrente faz mais barato",
    "vocês cobrem o preço de outra empresa",
    "recebi uma proposta menor",
    "outra firma me ofereceu por menos",
    "vocês fazem preço melhor",
    "por que vocês são mais caros",
    "achei mais barato",
    "outra empresa fez por menos",
    "vcs cobrem orçamento?"
   ],
   "answer": "O que pesa a nosso favor é {diferenciais}.",
   "meanwhile": "Vale comparar marca, potência, garantia e o que está por escrito em cada proposta, e não só o preço.",
   "solutions": [],
   "ownedAs": "price",
   "handover": "note",
   "objection": null,
   "source": "G48",
   "validUntil": null,
   "at": "answers/mais_barato.md:2"
  },
  {
   "id": "mais_em_conta",
   "kind": "company",
   "types": [
    "PR10"
   ],
   "questions": [
    "qual a opção mais barata",
    "qual a solução mais em conta",
    "tem plano básico",
    "o que sai mais barato",
    "quero o mais barato",
    "qual gasta menos",
    "qual o mais em conta?",
    "quero gastar o mínimo"
   ],
   "answer": "Pra gastar o mínimo, a compra de energia com desconto é {investimento_desconto}. A usina própria pede investimento e dá uma economia maior.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "manual",
   "validUntil": null,
   "at": "answers/mais_em_conta.md:2"
  },
  {
   "id": "manutencao",
   "kind": "company",
   "types": [
    "GA6",
    "US3"
   ],
   "questions": [
    "vocês fazem manutenção",
    "tem manutenção",
    "como é a manutenção",
    "dá manutenção em sistema de outra empresa",
    "quem instalou sumiu",
    "quem faz a manutenção",
    "a manutenção é cara",
    "tem que fazer manutenção",
    "vocês consertam placa de outra empresa",
    "fazem revisão",
    "vcs dão manutenção?",
    "tem plano?",
    "qto é a limpeza?",
    "vcs mexem em sistema de outra empresa?"
   ],
   "answer": "Sobre manutenção: {manutencao}.",
   "meanwhile": "As placas pedem pouca manutenção, basicamente uma olhada e limpeza.",
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": "manutencao",
   "source": "G35",
   "validUntil": null,
   "at": "answers/manutencao.md:2"
  },
  {
   "id": "marca",
   "kind": "company",
   "types": [
    "TE14",
    "TE15"
   ],
   "questions": [
    "qual a marca das placas",
    "qual a marca do inversor",
    "quantos watts tem a placa",
    "qual o modelo do painel",
    "a placa é boa",
    "que marca é",
    "qual placa vocês usam",
    "qual inversor usam",
    "a placa é de quantos watts",
    "é placa chinesa",
    "qual a marca da placa?",
    "o inversor é de qual?",
    "é chinesa?",
    "qtos watts a placa?",
    "é 550?",
    "é bifacial?"
   ],
   "answer": "Trabalhamos com {marcas_equipamentos}.",
   "meanwhile": "Marca e modelo vêm escritos na proposta, e vale conferir o registro do Inmetro.",
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G41",
   "validUntil": null,
   "at": "answers/marca.md:2"
  },
  {
   "id": "material",
   "kind": "company",
   "types": [
    "RN10"
   ],
   "questions": [
    "manda tudo por aqui",
    "manda um pdf",
    "não quero reunião",
    "manda o material",
    "resolve pelo whatsapp",
    "manda por escrito",
    "tem algum pdf",
    "manda as informações por aqui",
    "prefiro resolver por aqui mesmo",
    "manda tudo por aqui msm",
    "n precisa reunião"
   ],
   "answer": "Pra ler com calma: {material}.",
   "meanwhile": "Por aqui eu te respondo as dúvidas, e os números do seu caso saem na conversa com o especialista.",
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "manual",
   "validUntil": null,
   "at": "answers/material.md:2"
  },
  {
   "id": "mercado_livre",
   "kind": "general",
   "types": [
    "CF20"
   ],
   "questions": [
    "o que é mercado livre de energia",
    "posso escolher de quem comprar energia",
    "isso é mercado livre",
    "mercado livre de energia",
    "já posso escolher a empresa de energia",
    "posso comprar de quem eu quiser",
    "o q é mercado livre?",
    "já posso escolher de quem comprar?"
   ],
   "answer": "Mercado livre ainda não é pra casa. Pela Lei 15.269, de novembro de 2025, o comércio e a indústria de baixa tensão entram em até 24 meses e as residências em até 36. Quem usa créditos de geração não pode estar nos dois ao mesmo tempo.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G12",
   "validUntil": "2027-10-31",
   "at": "answers/mercado_livre.md:2"
  },
  {
   "id": "meu_numero",
   "kind": "company",
   "types": [
    "CO12"
   ],
   "questions": [
    "como conseguiu meu número",
    "quem te passou meu contato",
    "de onde pegou meu telefone",
    "como você tem meu whatsapp",
    "onde conseguiu meu contato",
    "de onde tirou meu número",
    "como vocês acharam meu número",
    "não passei meu número",
    "como conseguiu meu número?",
    "quem passou meu zap?"
   ],
   "answer": "O seu contato veio de {origem_contato}. Se preferir não receber mensagens, é só escrever SAIR.",
   "meanwhile": "Essa informação não está aqui comigo. Se preferir não receber mensagens, é só escrever SAIR.",
   "solutions": [],
   "ownedAs": "trust",
   "handover": "task",
   "objection": null,
   "source": "L3",
   "validUntil": null,
   "at": "answers/meu_numero.md:2"
  },
  {
   "id": "microinversor",
   "kind": "general",
   "types": [
    "TE16"
   ],
   "questions": [
    "microinversor ou inversor comum",
    "qual inversor é melhor",
    "usa otimizador",
    "é microinversor",
    "usam microinversor",
    "qual a diferença do microinversor",
    "é microinversor ou string?",
    "qual melhor?"
   ],
   "answer": "O inversor comum atende o conjunto todo e o microinversor atende cada placa, que ajuda quando tem sombra ou lados diferentes. Qual serve sai do projeto.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G31",
   "validUntil": null,
   "at": "answers/microinversor.md:2"
  },
  {
   "id": "modelo_juridico",
   "kind": "company",
   "types": [
    "CF13"
   ],
   "questions": [
    "é uma cooperativa",
    "é consórcio",
    "viro sócio",
    "que associação é essa",
    "isso é cooperativa",
    "é consórcio de energia",
    "vou virar sócio de alguma coisa",
    "que consórcio é esse",
    "viro sócio de quê?",
    "é cooperativa?",
    "q consórcio é esse?"
   ],
   "answer": "O modelo é {modelo_juridico}.",
   "meanwhile": "É a geração compartilhada da Lei 14.300, em que consumidores se juntam e dividem os créditos de uma usina, e não tem a ver com consórcio de carro.",
   "solutions": [],
   "ownedAs": "contract",
   "handover": "note",
   "objection": null,
   "source": "G07",
   "validUntil": null,
   "at": "answers/modelo_juridico.md:2"
  },
  {
   "id": "monitoramento",
   "kind": "company",
   "types": [
    "TE22"
   ],
   "questions": [
    "tem aplicativo pra acompanhar",
    "consigo ver a geração no celular",
    "como acompanho a geração",
    "tem app",
    "vejo a geração no celular",
    "acompanho por aplicativo",
    "vejo no celular?",
    "tem aplicativo?"
   ],
   "answer": "O acompanhamento é {monitoramento}.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": null,
   "validUntil": null,
   "at": "answers/monitoramento.md:2"
  },
  {
   "id": "mudanca",
   "kind": "company",
   "types": [
    "IM4"
   ],
   "questions": [
    "e se eu me mudar",
    "vou mudar de casa",
    "posso levar as placas se mudar",
    "mudei de endereço",
    "se eu mudar de endereço",
    "vou me mudar",
    "se eu trocar de casa",
    "levo as placas comigo",
    "e se eu mudar de casa?",
    "levo as placas?"
   ],
   "answer": "Se você se mudar: {mudanca_endereco}.",
   "meanwhile": "Os créditos ficam no seu nome e podem ir pra outra conta sua na mesma distribuidora, e placas dá pra desmontar e levar, com nova aprovação.",
   "solutions": [],
   "ownedAs": "contract",
   "handover": "note",
   "objection": null,
   "source": "G46",
   "validUntil": null,
   "at": "answers/mudanca.md:2"
  },
  {
   "id": "multa_outra_empresa",
   "kind": "never",
   "types": [
    "CT11"
   ],
   "questions": [
    "pago multa se sair da outra empresa",
    "vocês pagam a multa da outra",
    "tenho contrato com outra posso trocar",
    "se eu sair da outra pago multa",
    "vocês cobrem a multa da outra empresa",
    "estou preso em outra empresa",
    "já tenho contrato com outra",
    "pago multa se sair?"
   ],
   "answer": null,
   "meanwhile": "A multa do contrato de lá depende do que está escrito nele.",
   "solutions": [],
   "ownedAs": "contract",
   "handover": "note",
   "objection": null,
   "source": null,
   "validUntil": null,
   "at": "answers/multa_outra_empresa.md:2"
  },
  {
   "id": "noite",
   "kind": "general",
   "types": [
    "TE2"
   ],
   "questions": [
    "funciona de noite",
    "e à noite como fica",
    "de noite fico sem energia",
    "de noite gera",
    "como fica de noite",
    "à noite fico sem luz",
    "sem sol de noite como faz",
    "e de noite?",
    "de noite fico no escuro?"
   ],
   "answer": "De noite as placas não geram, e você usa a energia da rede, abatendo com os créditos do dia.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G32, G01",
   "validUntil": null,
   "at": "answers/noite.md:2"
  },
  {
   "id": "obra",
   "kind": "general",
   "types": [
    "CF11"
   ],
   "questions": [
    "tem obra",
    "precisa de reforma",
    "vai quebrar alguma coisa",
    "instala alguma coisa na minha casa",
    "preciso instalar alguma coisa",
    "quebra parede",
    "tem quebradeira",
    "precisa mexer na casa",
    "vão mexer no relógio",
    "precisa instalar alguma coisa",
    "tem obra?",
    "precisa quebrar parede?",
    "vão mexer no meu relógio?"
   ],
   "answer": "Na compra de energia com desconto não tem obra nem nada instalado no imóvel. Na usina própria tem a instalação das placas e a troca do medidor pela distribuidora.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G08, G24",
   "validUntil": null,
   "at": "answers/obra.md:2"
  },
  {
   "id": "offgrid",
   "kind": "company",
   "types": [
    "TE5"
   ],
   "questions": [
    "quero sair da rede",
    "dá pra ficar sem a distribuidora",
    "fazem off grid",
    "não tem energia no sítio",
    "quero me desligar da rede",
    "dá pra viver sem a celpe",
    "não tem poste onde eu moro",
    "sistema isolado",
    "dá pra ficar sem celpe de vez?",
    "off grid vcs faz?"
   ],
   "answer": "Sobre sistema fora da rede: {baterias_offgrid}.",
   "meanwhile": "Sistema fora da rede, só com bateria, faz sentido em lugar sem poste, e custa mais.",
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G34",
   "validUntil": null,
   "at": "answers/offgrid.md:2"
  },
  {
   "id": "orcamento",
   "kind": "never",
   "types": [
    "PR2"
   ],
   "questions": [
    "faz um orçamento pra mim",
    "quanto custa um sistema pra minha casa",
    "orçamento de 8 placas",
    "quanto sai um kit solar pra conta de 600",
    "quero um orçamento",
    "me faz um orçamento",
    "quanto sai pra minha casa",
    "quanto fica pra 8 placas",
    "orçamento pra conta de 600",
    "quanto custa um sistema pequeno",
    "qto fica 10 placas instaladas?",
    "kit pra casa de 3 quarto",
    "pra conta de 800 gasto qto?"
   ],
   "answer": null,
   "meanwhile": "O tamanho e o valor do sistema dependem da sua conta e do imóvel.",
   "solutions": [],
   "ownedAs": "price",
   "handover": "note",
   "objection": null,
   "source": "G44",
   "validUntil": null,
   "at": "answers/orcamento.md:2"
  },
  {
   "id": "orientacao",
   "kind": "general",
   "types": [
    "TE11"
   ],
   "questions": [
    "qual lado do telhado é melhor",
    "meu telhado é virado pro sul",
    "precisa ser virado pro norte",
    "meu telhado é pro norte",
    "qual a posição do telhado",
    "telhado virado pro poente",
    "meu telhado é virado pro poente",
    "tem q ser pro norte?"
   ],
   "answer": "O melhor lado é o norte. Leste e oeste também servem, com um pouco menos de geração, e o sul é o pior.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G31",
   "validUntil": null,
   "at": "answers/orientacao.md:2"
  },
  {
   "id": "outra_cidade",
   "kind": "general",
   "types": [
    "CF18"
   ],
   "questions": [
    "gero em uma cidade e uso em outra",
    "minha outra casa é em outro estado",
    "vale pra outra cidade",
    "gero numa cidade e uso noutra",
    "tenho casa em outro estado",
    "moro num canto e tenho casa noutro estado",
    "gera em pe e usa na pb?"
   ],
   "answer": "Os créditos valem dentro da mesma distribuidora, então outra cidade da mesma distribuidora pode, e outro estado não.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G03, G47",
   "validUntil": null,
   "at": "answers/outra_cidade.md:2"
  },
  {
   "id": "padrao",
   "kind": "company",
   "types": [
    "TE20"
   ],
   "questions": [
    "minha ligação é monofásica",
    "precisa trocar o padrão",
    "precisa trocar o relógio",
    "minha casa é monofásica",
    "minha ligação é trifásica",
    "troca o medidor",
    "precisa mudar o relógio",
    "minha ligação é monofásica, pode?",
    "tem q trocar o padrão?"
   ],
   "answer": "Sobre o padrão de entrada: {homologacao_inclusa}.",
   "meanwhile": "Monofásica também pode. O medidor novo é por conta da distribuidora na micro geração, e se o padrão serve se vê no projeto.",
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G24, G25",
   "validUntil": null,
   "at": "answers/padrao.md:2"
  },
  {
   "id": "pagamento_adiantado",
   "kind": "company",
   "types": [
    "CO9"
   ],
   "questions": [
    "me mandaram um boleto é de vocês",
    "me pediram um pix",
    "tem que pagar adiantado",
    "alguém me cobrou em nome de vocês",
    "preciso pagar antes",
    "recebi um boleto em nome de vocês",
    "me mandaram uma chave pix",
    "tem que pagar alguma coisa agora",
    "tem q pagar adiantado?",
    "mandaram eu fazer pix, é vcs?"
   ],
   "answer": "As formas de pagamento são {formas_pagamento}, sempre pra própria empresa e depois do contrato.",
   "meanwhile": "Por aqui eu não cobro nada nem mando chave pra pagamento, e nada se paga antes de ler o contrato. Se alguém te cobrou em nosso nome, não pague.",
   "solutions": [],
   "ownedAs": "trust",
   "handover": "task",
   "objection": null,
   "source": "G48",
   "validUntil": null,
   "at": "answers/pagamento_adiantado.md:2"
  },
  {
   "id": "parcela_ou_conta",
   "kind": "never",
   "types": [
    "FI9"
   ],
   "questions": [
    "a parcela é menor que a conta de luz",
    "troco a conta de luz pela parcela",
    "fica no mesmo valor que pago hoje",
    "a parcela sai menor que a luz",
    "pago a parcela no lugar da conta",
    "fica o mesmo que eu pago",
    "a parcela fica menor q minha conta?",
    "troco a conta pela parcela?"
   ],
   "answer": null,
   "meanwhile": "Isso depende da sua conta, do tamanho do sistema e do financiamento que o banco aprovar.",
   "solutions": [],
   "ownedAs": "case",
   "handover": "note",
   "objection": null,
   "source": "G43",
   "validUntil": null,
   "at": "answers/parcela_ou_conta.md:2"
  },
  {
   "id": "parcelas",
   "kind": "company",
   "types": [
    "FI2"
   ],
   "questions": [
    "em quantas vezes posso pagar",
    "parcela em quantas vezes",
    "dá pra dividir em 60 meses",
    "quantas parcelas são",
    "em quantas parcelas",
    "posso pagar em 36 vezes",
    "parcela em até quanto",
    "dá pra fazer em 60 vezes",
    "em qts vezes?",
    "faz em 60x?",
    "quantos meses pra pagar"
   ],
   "answer": "O número de parcelas vai até {parcelas_max}.",
   "meanwhile": "O número de parcelas quem define é o banco que financia.",
   "solutions": [],
   "ownedAs": "price",
   "handover": "note",
   "objection": null,
   "source": "G43",
   "validUntil": null,
   "at": "answers/parcelas.md:2"
  },
  {
   "id": "payback",
   "kind": "company",
   "types": [
    "FI12"
   ],
   "questions": [
    "em quanto tempo o investimento se paga",
    "qual o tempo de retorno",
    "quando recupero o investimento",
    "quando eu recupero o dinheiro",
    "se paga em quantos anos",
    "em quanto tempo retorna",
    "quanto tempo pra se pagar",
    "em qto tempo se paga?",
    "qual o payback?",
    "demora pra recuperar?"
   ],
   "answer": "Na usina própria o investimento costuma se pagar {retorno_usina}, e varia com a tarifa, o consumo e o preço. A conta do seu caso quem faz é o especialista.",
   "meanwhile": null,
   "solutions": [
    "instalacao_usina_propria"
   ],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G42, B2",
   "validUntil": null,
   "at": "answers/payback.md:2"
  },
  {
   "id": "peso",
   "kind": "general",
   "types": [
    "TE8"
   ],
   "questions": [
    "o telhado aguenta o peso",
    "é muito pesado",
    "minha casa é velha aguenta",
    "o peso das placas",
    "quanto pesa uma placa",
    "o telhado aguenta as placas",
    "pesa muito?",
    "o telhado aguenta?",
    "minha casa é antiga"
   ],
   "answer": "Fica em torno de 11 a 15 kg por metro quadrado, com a fixação. Se o telhado aguenta, quem diz é a visita.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G29",
   "validUntil": null,
   "at": "answers/peso.md:2"
  },
  {
   "id": "placa_do_governo",
   "kind": "general",
   "types": [
    "PR11"
   ],
   "questions": [
    "o governo paga as placas",
    "tem placa solar de graça",
    "existe programa social de energia solar",
    "o governo tá dando placa solar",
    "tem programa do governo",
    "é o luz para todos",
    "placa grátis do governo",
    "o governo dá placa?",
    "é aquele programa de placa de graça?",
    "minha casa minha vida tem?"
   ],
   "answer": "Não conheço programa do governo que dê placas solares de graça pra qualquer casa, então desconfie de quem oferece. O caminho oficial pra baixa renda é a Tarifa Social, pelo CadÚnico, e os programas de eficiência da própria distribuidora.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G49, G23",
   "validUntil": null,
   "at": "answers/placa_do_governo.md:2"
  },
  {
   "id": "pra_que_email",
   "kind": "general",
   "types": [
    "RN11"
   ],
   "questions": [
    "pra que o email",
    "por que precisa de email",
    "não tenho email",
    "pra que você quer meu email",
    "precisa mesmo do email",
    "pra q o email?"
   ],
   "answer": "O e-mail é só pro convite da reunião. Sem ele não tem problema, o link vem por aqui.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "manual",
   "validUntil": null,
   "at": "answers/pra_que_email.md:2"
  },
  {
   "id": "prazo_contrato",
   "kind": "company",
   "types": [
    "CT1"
   ],
   "questions": [
    "qual o prazo do contrato",
    "quanto tempo de contrato",
    "o contrato é de quantos meses",
    "fico preso por quanto tempo",
    "são quantos anos de contrato",
    "o contrato é de quanto tempo",
    "contrato de quantos anos",
    "qual a duração do contrato",
    "são 36 meses",
    "fico preso no contrato",
    "qto tempo de contrato?",
    "fico preso qts anos?"
   ],
   "answer": "O contrato da compra de energia é de {prazo_contrato}.",
   "meanwhile": null,
   "solutions": [
    "compra_energia_desconto"
   ],
   "ownedAs": "plain",
   "handover": "note",
   "objection": "prazo_contrato",
   "source": "manual",
   "validUntil": null,
   "at": "answers/prazo_contrato.md:2"
  },
  {
   "id": "prazo_instalacao",
   "kind": "company",
   "types": [
    "PZ1",
    "PZ7"
   ],
   "questions": [
    "quanto tempo demora pra instalar",
    "em quanto tempo fica pronto",
    "qual o prazo de instalação",
    "quanto tempo leva",
    "preciso com urgência consegue",
    "instala em quanto tempo",
    "demora quanto pra instalar",
    "quantos dias pra instalar",
    "fica pronto quando",
    "preciso pra esse mês",
    "instala rápido",
    "qto tempo pra instalar?",
    "demora mto?",
    "em qts dias fica pronto?",
    "preciso disso até dezembro",
    "é urgente"
   ],
   "answer": "O prazo é {prazo_instalacao}.",
   "meanwhile": "No mercado costuma levar de um a três meses no total, com um ou dois dias de telhado numa casa pequena, e a distribuidora tem o prazo dela.",
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G26",
   "validUntil": null,
   "at": "answers/prazo_instalacao.md:2"
  },
  {
   "id": "preco",
   "kind": "company",
   "types": [
    "PR1"
   ],
   "questions": [
    "quanto custa a usina",
    "qual o preço",
    "quanto vou pagar por isso",
    "quanto fica pra instalar",
    "qual é o investimento",
    "preciso investir quanto",
    "qual o valor da usina",
    "quanto é",
    "valor por favor",
    "me diz o preço",
    "quanto custa em média",
    "quanto custa pra colocar placa",
    "tá quanto",
    "qual o custo",
    "qnt custa?",
    "sai por qto?",
    "qual o valor disso aí",
    "me passa o preço visse"
   ],
   "answer": "A usina própria não tem tabela, o valor depende da sua conta e do imóvel e vem na proposta do especialista. A compra de energia com desconto é {investimento_desconto}.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G44, manual",
   "validUntil": null,
   "at": "answers/preco.md:2"
  },
  {
   "id": "presencial",
   "kind": "company",
   "types": [
    "RN3"
   ],
   "questions": [
    "pode ser presencial",
    "vocês vêm na minha casa",
    "prefiro pessoalmente",
    "dá pra ser ao vivo",
    "não pode ser presencial",
    "alguém pode vir aqui",
    "posso ir aí conversar",
    "prefiro conversar pessoalmente",
    "pode ser presencial?",
    "vem aqui em casa?"
   ],
   "answer": "A conversa é {reuniao}. Sobre encontro presencial: {visita_tecnica}.",
   "meanwhile": "A conversa com o especialista é {reuniao}.",
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "manual",
   "validUntil": null,
   "at": "answers/presencial.md:2"
  },
  {
   "id": "privacidade",
   "kind": "company",
   "types": [
    "DA5"
   ],
   "questions": [
    "quais dados vocês têm meus",
    "o que fazem com meus dados",
    "passam meus dados pra outra empresa",
    "o que vocês fazem com meus dados",
    "meus dados ficam seguros",
    "vão passar meu contato pra alguém",
    "lgpd",
    "q dados vcs tem meus?",
    "quem vê isso?",
    "passa pra outra empresa?"
   ],
   "answer": "Sobre os seus dados: {privacidade}.",
   "meanwhile": "Por aqui eu guardo o seu nome, o valor da conta, o que você me contou e, se você der, o e-mail pro convite.",
   "solutions": [],
   "ownedAs": "trust",
   "handover": "task",
   "objection": null,
   "source": "L4",
   "validUntil": null,
   "at": "answers/privacidade.md:2"
  },
  {
   "id": "projeto_negado",
   "kind": "never",
   "types": [
    "PZ6"
   ],
   "questions": [
    "meu projeto foi negado",
    "deu inversão de fluxo",
    "a distribuidora reprovou",
    "negaram meu projeto",
    "a celpe não aprovou",
    "deu inversão",
    "a celpe negou meu projeto"
   ],
   "answer": null,
   "meanwhile": "A distribuidora tem que mostrar o estudo dela quando nega por inversão de fluxo, e até 7,5 kW no próprio telhado existe um rito rápido.",
   "solutions": [],
   "ownedAs": "case",
   "handover": "note",
   "objection": null,
   "source": "G06, G25",
   "validUntil": null,
   "at": "answers/projeto_negado.md:2"
  },
  {
   "id": "promocao",
   "kind": "company",
   "types": [
    "PR8"
   ],
   "questions": [
    "tem alguma promoção",
    "fazem um desconto pra mim no preço",
    "tem condição especial",
    "tem desconto se pagar à vista",
    "tá tendo promoção",
    "melhora o preço",
    "consegue um preço melhor",
    "tem promoção?",
    "faz desconto à vista?",
    "black friday tem?"
   ],
   "answer": "Hoje a condição é {promocoes}.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "price",
   "handover": "note",
   "objection": null,
   "source": null,
   "validUntil": null,
   "at": "answers/promocao.md:2"
  },
  {
   "id": "quantas_placas",
   "kind": "never",
   "types": [
    "TE12"
   ],
   "questions": [
    "quantas placas preciso",
    "quantas placas pra minha casa",
    "qual o tamanho do sistema",
    "quantos kwp preciso",
    "quantas placas são",
    "preciso de quantas placas",
    "8 placas resolvem",
    "qual potência eu preciso",
    "qts placas eu preciso?",
    "8 placas dá?",
    "qtos kwp?"
   ],
   "answer": null,
   "meanwhile": "Quantas placas e de que tamanho sai da sua conta de luz e do telhado.",
   "solutions": [],
   "ownedAs": "price",
   "handover": "note",
   "objection": null,
   "source": "G44",
   "validUntil": null,
   "at": "answers/quantas_placas.md:2"
  },
  {
   "id": "quem_e",
   "kind": "general",
   "types": [
    "RO3"
   ],
   "questions": [
    "quem é você",
    "quem são vocês",
    "qual o nome da empresa",
    "quem está falando",
    "qual é a empresa",
    "com quem eu falo",
    "quem fala",
    "quem tá falando",
    "qual seu nome",
    "de que empresa você é",
    "você é de onde",
    "quem é vc?",
    "qual teu nome?",
    "de onde fala?"
   ],
   "answer": "Aqui é {agent}, assistente virtual da {company}, uma empresa de energia solar.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "L1",
   "validUntil": null,
   "at": "answers/quem_e.md:2"
  },
  {
   "id": "quem_participa",
   "kind": "company",
   "types": [
    "RN6"
   ],
   "questions": [
    "minha esposa precisa participar",
    "meu marido tem que estar na reunião",
    "posso ir sozinho",
    "meu esposo precisa estar",
    "minha mulher tem que participar",
    "pode ser só comigo",
    "minha esposa tem q tá?",
    "pode ser só eu?"
   ],
   "answer": "Quem decide sobre a conta precisa estar na conversa. Se forem duas pessoas, a gente acha um horário bom pras duas.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "manual",
   "validUntil": null,
   "at": "answers/quem_participa.md:2"
  },
  {
   "id": "reajuste",
   "kind": "company",
   "types": [
    "CT6"
   ],
   "questions": [
    "tem reajuste",
    "o valor aumenta todo ano",
    "qual o índice de reajuste",
    "é reajustado pelo ipca",
    "sobe todo ano",
    "tem aumento anual",
    "reajusta quanto",
    "é ipca",
    "tem reajuste?",
    "é pelo ipca?",
    "aumenta todo ano?"
   ],
   "answer": "O reajuste é {reajuste}.",
   "meanwhile": null,
   "solutions": [
    "compra_energia_desconto"
   ],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "manual",
   "validUntil": null,
   "at": "answers/reajuste.md:2"
  },
  {
   "id": "reclamacao",
   "kind": "never",
   "types": [
    "PV4"
   ],
   "questions": [
    "vou no procon",
    "vou processar vocês",
    "vou reclamar no reclame aqui",
    "vou chamar meu advogado",
    "vou reclamar no procon",
    "vou botar vocês na justiça",
    "vou denunciar vocês",
    "vou processar",
    "meu advogado vai ligar"
   ],
   "answer": null,
   "meanwhile": "Sinto muito por isso.",
   "solutions": [],
   "ownedAs": "plain",
   "handover": "now",
   "objection": null,
   "source": null,
   "validUntil": null,
   "at": "answers/reclamacao.md:2"
  },
  {
   "id": "referencias",
   "kind": "company",
   "types": [
    "CO5"
   ],
   "questions": [
    "tem clientes na minha cidade",
    "quem já instalou com vocês",
    "mostra uma obra de vocês",
    "tem depoimento de cliente",
    "tem foto de obra",
    "tem algum cliente que eu possa falar",
    "já instalaram por aqui",
    "quantos clientes vocês têm",
    "tem cliente aqui na cidade?",
    "quem já fez?",
    "me mostra uma obra"
   ],
   "answer": "Alguns trabalhos nossos: {referencias}.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "trust",
   "handover": "note",
   "objection": null,
   "source": null,
   "validUntil": null,
   "at": "answers/referencias.md:2"
  },
  {
   "id": "regiao",
   "kind": "company",
   "types": [
    "RE1",
    "RE2",
    "RE3"
   ],
   "questions": [
    "vocês atendem minha cidade",
    "atende em recife",
    "atendem no interior",
    "quais cidades vocês atendem",
    "funciona em olinda",
    "atende outro estado",
    "tem atendimento em caruaru",
    "atendem na paraíba",
    "atende aqui",
    "vocês atendem no interior",
    "fazem em petrolina",
    "atende caruaru",
    "atende em maceió",
    "funciona em natal",
    "atende em toda região",
    "em quais cidades atende",
    "atende caruaru?",
    "e petrolina?",
    "chega no sertão?",
    "atende joão pessoa?",
    "é energisa, serve?",
    "sou de alagoas",
    "moro em natal"
   ],
   "answer": "Atendemos {regioes_atendidas}.",
   "meanwhile": "O que dá pra fazer em cada lugar depende da distribuidora que está no nome da sua conta.",
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G03, G47",
   "validUntil": null,
   "at": "answers/regiao.md:2"
  },
  {
   "id": "responsavel_tecnico",
   "kind": "company",
   "types": [
    "CO10"
   ],
   "questions": [
    "quem é o engenheiro",
    "vocês têm crea",
    "vocês assinam art",
    "são credenciados",
    "quem assina o projeto",
    "tem engenheiro",
    "o engenheiro tem crea",
    "quem é o engenheiro?",
    "tem crea?",
    "assina art?"
   ],
   "answer": "O responsável técnico é {responsavel_tecnico}.",
   "meanwhile": "Todo projeto leva a assinatura de um engenheiro, com ART.",
   "solutions": [],
   "ownedAs": "trust",
   "handover": "note",
   "objection": null,
   "source": "G24",
   "validUntil": null,
   "at": "answers/responsavel_tecnico.md:2"
  },
  {
   "id": "reuniao",
   "kind": "company",
   "types": [
    "RN1",
    "RN2"
   ],
   "questions": [
    "como é a reunião",
    "é por videochamada",
    "a reunião é online",
    "como entro na reunião",
    "precisa baixar aplicativo",
    "a reunião é por onde",
    "é por video",
    "como vai ser a conversa",
    "vai ser pelo meet",
    "como entro na chamada",
    "não sei mexer no meet",
    "é por vídeo?",
    "por onde é?",
    "é chamada?",
    "precisa instalar algo?",
    "como entra?",
    "não sei mexer nisso"
   ],
   "answer": "A conversa com o especialista é {reuniao}. Abre pelo link, no celular mesmo, e quem decide sobre a conta precisa estar junto.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "manual",
   "validUntil": null,
   "at": "answers/reuniao.md:2"
  },
  {
   "id": "robo",
   "kind": "general",
   "types": [
    "RO1"
   ],
   "questions": [
    "você é um robô",
    "você é robô ou pessoa",
    "é uma pessoa de verdade",
    "estou falando com uma máquina",
    "é um bot",
    "é inteligência artificial",
    "você é humana",
    "tô falando com robô",
    "isso é robô",
    "é robô que responde",
    "você é ia",
    "você existe",
    "é máquina que tá falando",
    "vc é robô?",
    "é gente ou máquina?",
    "tô falando com ia?"
   ],
   "answer": "Sou {agent}, a assistente virtual da {company}, então é um atendimento automático. Se preferir uma pessoa da equipe, é só me dizer.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "L1, L2",
   "validUntil": null,
   "at": "answers/robo.md:2"
  },
  {
   "id": "rural",
   "kind": "company",
   "types": [
    "IM6"
   ],
   "questions": [
    "serve pra sítio",
    "serve pra fazenda",
    "atende zona rural",
    "uso pra irrigação",
    "é pra minha fazenda",
    "tenho um sítio",
    "é pra irrigação",
    "zona rural serve",
    "serve pra fazenda?",
    "é zona rural",
    "tenho irrigação"
   ],
   "answer": "Pra zona rural: {condominio_rural}.",
   "meanwhile": "Em zona rural também se usa, ligado na rede ou com bateria onde não tem poste. O desconto da tarifa rural quem olha é o especialista.",
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G34",
   "validUntil": null,
   "at": "answers/rural.md:2"
  },
  {
   "id": "seguro",
   "kind": "company",
   "types": [
    "GA7"
   ],
   "questions": [
    "tem seguro",
    "e se roubarem as placas",
    "o seguro cobre",
    "o seguro tá incluso",
    "tem seguro contra roubo",
    "se roubarem a placa",
    "tem seguro?",
    "e se roubar as placas?"
   ],
   "answer": "Sobre seguro: {seguro}.",
   "meanwhile": "Roubo, raio e temporal são assunto de seguro, e dá pra ver isso também com a seguradora da casa.",
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G37",
   "validUntil": null,
   "at": "answers/seguro.md:2"
  },
  {
   "id": "simulacao",
   "kind": "never",
   "types": [
    "EC5"
   ],
   "questions": [
    "faz uma simulação pra mim",
    "simula com 500 reais",
    "calcula quanto eu economizo",
    "quero uma simulação",
    "faz as contas pra mim",
    "calcula pra uma conta de 600",
    "pode simular",
    "quanto fica a minha conta de 600",
    "faz uma simulação",
    "simula aí com 600",
    "calcula pra mim"
   ],
   "answer": null,
   "meanwhile": "A simulação certa precisa da sua conta e é o especialista quem faz, na conversa com você.",
   "solutions": [],
   "ownedAs": "price",
   "handover": "note",
   "objection": null,
   "source": "L5",
   "validUntil": null,
   "at": "answers/simulacao.md:2"
  },
  {
   "id": "site",
   "kind": "company",
   "types": [
    "CO7"
   ],
   "questions": [
    "vocês têm site",
    "qual o instagram",
    "qual o site da empresa",
    "tem rede social",
    "tem instagram",
    "me passa o site",
    "manda o link do site",
    "qual é o insta de vocês",
    "tem site?",
    "qual o insta?",
    "tem página?"
   ],
   "answer": "O site é {site} e o Instagram é {instagram}.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "trust",
   "handover": "note",
   "objection": null,
   "source": null,
   "validUntil": null,
   "at": "answers/site.md:2"
  },
  {
   "id": "sombra",
   "kind": "general",
   "types": [
    "TE10"
   ],
   "questions": [
    "tem uma árvore que faz sombra",
    "sombra atrapalha",
    "meu vizinho faz sombra no telhado",
    "tem sombra no telhado",
    "uma árvore faz sombra",
    "o prédio do lado faz sombra",
    "tem uma mangueira q faz sombra",
    "prédio do lado atrapalha?"
   ],
   "answer": "Sombra atrapalha, e até a de uma árvore ou de uma caixa d’água derruba um conjunto inteiro de placas. Microinversor ou otimizador diminui isso, e o projeto foge da sombra quando dá.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G31",
   "validUntil": null,
   "at": "answers/sombra.md:2"
  },
  {
   "id": "tarifa_sobe",
   "kind": "general",
   "types": [
    "EC10"
   ],
   "questions": [
    "e se a energia aumentar",
    "se a tarifa subir o que acontece",
    "fico livre de aumento",
    "se a luz aumentar",
    "e quando a tarifa aumentar",
    "a energia vai subir",
    "fico protegido do aumento",
    "a luz vai aumentar?",
    "se a celpe aumentar eu aumento junto?"
   ],
   "answer": "O crédito é contado em kWh, não em reais, então quando a tarifa sobe o seu crédito continua valendo a mesma energia. A parte que a distribuidora ainda cobra sobe com a tarifa.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G01",
   "validUntil": null,
   "at": "answers/tarifa_sobe.md:2"
  },
  {
   "id": "taxa_de_adesao",
   "kind": "company",
   "types": [
    "PR4"
   ],
   "questions": [
    "tem taxa pra entrar",
    "cobra adesão",
    "qual a taxa de adesão",
    "pra entrar paga quanto",
    "tem que pagar pra aderir",
    "cobram alguma taxa pra começar",
    "tem taxa de adesão?",
    "paga pra entrar?",
    "tem mensalidade?"
   ],
   "answer": "A adesão é {custo_adesao}.",
   "meanwhile": "A compra de energia com desconto é {investimento_desconto}.",
   "solutions": [],
   "ownedAs": "contract",
   "handover": "note",
   "objection": null,
   "source": "manual",
   "validUntil": null,
   "at": "answers/taxa_de_adesao.md:2"
  },
  {
   "id": "taxa_minima",
   "kind": "general",
   "types": [
    "EC6"
   ],
   "questions": [
    "o que é a taxa mínima",
    "por que pago taxa mínima",
    "quanto é o custo de disponibilidade",
    "por que vem taxa mínima",
    "ainda pago taxa mínima",
    "o que é custo de disponibilidade",
    "qual o valor da taxa mínima",
    "pq ainda vem taxa mínima?",
    "o q é custo de disponibilidade?"
   ],
   "answer": "A taxa mínima é o custo de ficar ligado na rede: equivale a 30 kWh na ligação monofásica, 50 na bifásica e 100 na trifásica. A distribuidora cobra mesmo de quem gera a própria energia.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G18",
   "validUntil": null,
   "at": "answers/taxa_minima.md:2"
  },
  {
   "id": "taxacao_do_sol",
   "kind": "general",
   "types": [
    "LE3"
   ],
   "questions": [
    "vão taxar o sol",
    "tem imposto sobre energia solar",
    "a taxação do sol vale",
    "imposto do sol",
    "a tal taxação do sol",
    "tão cobrando pelo sol",
    "vão taxar o sol?",
    "tem imposto do sol"
   ],
   "answer": "Não é imposto. O que chamam de taxação do sol é o pagamento pelo uso da rede, e só sobre a energia que volta como crédito.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G17",
   "validUntil": null,
   "at": "answers/taxacao_do_sol.md:2"
  },
  {
   "id": "taxas_escondidas",
   "kind": "company",
   "types": [
    "PR6"
   ],
   "questions": [
    "tem alguma cobrança extra",
    "o que mais eu pago além disso",
    "tem custo escondido",
    "qual é a pegadinha",
    "tem mais alguma taxa",
    "vem outra cobrança depois",
    "quais são as outras cobranças",
    "tem pegadinha",
    "tem alguma taxa escondida?",
    "depois vem outra cobrança né",
    "o q mais eu pago?"
   ],
   "answer": "Além da parte da empresa, continua vindo a conta da distribuidora, com a taxa mínima, a iluminação pública e os impostos. As outras cobranças são: {outras_cobrancas}.",
   "meanwhile": "Além da parte da empresa, continua vindo a conta da distribuidora, com a taxa mínima, a iluminação pública e os impostos.",
   "solutions": [],
   "ownedAs": "contract",
   "handover": "note",
   "objection": null,
   "source": "G09, G19",
   "validUntil": null,
   "at": "answers/taxas_escondidas.md:2"
  },
  {
   "id": "telefone",
   "kind": "company",
   "types": [
    "CO8"
   ],
   "questions": [
    "qual o telefone da empresa",
    "tem outro número",
    "tem telefone fixo",
    "qual o contato da empresa",
    "tem telefone pra ligar",
    "qual o número de vocês",
    "esse é o número oficial",
    "tem 0800",
    "qual o telefone fixo?",
    "tem 0800?",
    "esse número é de vcs msm?"
   ],
   "answer": "O telefone é {telefone}.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "trust",
   "handover": "note",
   "objection": null,
   "source": null,
   "validUntil": null,
   "at": "answers/telefone.md:2"
  },
  {
   "id": "telhado",
   "kind": "company",
   "types": [
    "TE6"
   ],
   "questions": [
    "meu telhado serve",
    "meu telhado é de telha de barro",
    "é laje serve",
    "telhado de zinco dá certo",
    "precisa de telhado específico",
    "serve em qualquer telhado",
    "telhado de cerâmica serve",
    "minha casa é de laje",
    "telha colonial serve",
    "meu telhado é de zinco",
    "meu telhado é de barro, dá?",
    "telha colonial aguenta?",
    "é laje, serve?"
   ],
   "answer": "Trabalhamos com {telhados_aceitos}. A estrutura é vista na visita.",
   "meanwhile": "Telha de barro, metálica, fibrocimento, laje e chão têm cada um a sua fixação, e a estrutura é vista na visita.",
   "solutions": [
    "instalacao_usina_propria"
   ],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G28",
   "validUntil": null,
   "at": "answers/telhado.md:2"
  },
  {
   "id": "tempo_mercado",
   "kind": "company",
   "types": [
    "CO6"
   ],
   "questions": [
    "há quanto tempo vocês estão no mercado",
    "a empresa é nova",
    "quantas usinas já fizeram",
    "quanto tempo de empresa",
    "estão no mercado há quanto tempo",
    "desde quando vocês existem",
    "vocês são novos no mercado",
    "qto tempo de mercado?",
    "são novos?"
   ],
   "answer": "A empresa está no mercado há {tempo_mercado}.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "trust",
   "handover": "note",
   "objection": null,
   "source": null,
   "validUntil": null,
   "at": "answers/tempo_mercado.md:2"
  },
  {
   "id": "titularidade",
   "kind": "company",
   "types": [
    "CF10"
   ],
   "questions": [
    "precisa mudar a titularidade",
    "a conta continua no meu nome",
    "tem que passar a conta pro nome de vocês",
    "transferir a conta",
    "a conta muda de nome",
    "a conta sai do meu nome",
    "precisa trocar o titular",
    "passa pro nome da empresa",
    "a conta sai do meu nome?",
    "tem q passar titularidade?"
   ],
   "answer": "Sobre a titularidade da conta: {titularidade}.",
   "meanwhile": "A lei permite dos dois jeitos, com ou sem trocar o titular da conta.",
   "solutions": [],
   "ownedAs": "contract",
   "handover": "note",
   "objection": null,
   "source": "G09, B7",
   "validUntil": null,
   "at": "answers/titularidade.md:2"
  },
  {
   "id": "usina_fica_minha",
   "kind": "company",
   "types": [
    "CF15"
   ],
   "questions": [
    "a usina vai ser minha",
    "as placas ficam comigo",
    "depois do contrato a usina é minha",
    "no final fico com a usina",
    "a usina vai ser minha um dia",
    "no final a usina é de quem",
    "as placas são minhas",
    "fico dono da usina",
    "a usina fica minha?",
    "no fim as placas são de quem?"
   ],
   "answer": "Na usina própria as placas são suas. Na compra de energia: {usina_do_cliente}.",
   "meanwhile": "Na usina própria as placas são suas.",
   "solutions": [],
   "ownedAs": "contract",
   "handover": "note",
   "objection": null,
   "source": "B8",
   "validUntil": null,
   "at": "answers/usina_fica_minha.md:2"
  },
  {
   "id": "usina_parar",
   "kind": "company",
   "types": [
    "CT9"
   ],
   "questions": [
    "e se a usina quebrar",
    "se a usina parar eu fico sem desconto",
    "e se não vier o desconto",
    "se a usina der problema",
    "e se a usina de vocês parar",
    "se não gerar eu pago",
    "e se a usina parar?",
    "se vcs não entregar o desconto?"
   ],
   "answer": "Se a usina parar: {usina_parada}.",
   "meanwhile": null,
   "solutions": [
    "compra_energia_desconto"
   ],
   "ownedAs": "contract",
   "handover": "note",
   "objection": null,
   "source": null,
   "validUntil": null,
   "at": "answers/usina_parar.md:2"
  },
  {
   "id": "usinas",
   "kind": "company",
   "types": [
    "CF5"
   ],
   "questions": [
    "onde fica a usina",
    "a usina existe mesmo",
    "posso visitar a usina",
    "de onde vem a energia",
    "onde ficam as usinas",
    "a energia vem de onde",
    "posso conhecer a usina",
    "tem usina mesmo",
    "de onde vem essa energia?",
    "onde fica a usina?",
    "a usina existe msm?"
   ],
   "answer": "As usinas ficam em {usinas}.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "trust",
   "handover": "note",
   "objection": null,
   "source": null,
   "validUntil": null,
   "at": "answers/usinas.md:2"
  },
  {
   "id": "vagas",
   "kind": "company",
   "types": [
    "PV6"
   ],
   "questions": [
    "tem vaga de emprego",
    "onde mando meu currículo",
    "sou fornecedor quero vender",
    "estão contratando",
    "quero trabalhar com vocês",
    "sou representante de fábrica",
    "tem vaga?",
    "mando currículo onde?",
    "sou fornecedor"
   ],
   "answer": "Pra isso o contato é {contato_outros}.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": null,
   "validUntil": null,
   "at": "answers/vagas.md:2"
  },
  {
   "id": "varios_imoveis",
   "kind": "general",
   "types": [
    "CF16",
    "IM14"
   ],
   "questions": [
    "posso usar na minha casa e na empresa",
    "serve pra mais de um imóvel",
    "soma as contas",
    "dá pra usar em duas casas",
    "tenho duas casas",
    "tenho mais de uma conta",
    "posso juntar duas contas",
    "uso em casa e na loja",
    "serve pra dois imóveis",
    "tenho cpf e cnpj",
    "dá pra usar na casa e na loja?",
    "tenho 3 contas",
    "soma as contas?",
    "pode ser no cpf e no cnpj?",
    "sou mei, qual usa?"
   ],
   "answer": "Os créditos podem ir pra outras contas do mesmo titular, a mesma pessoa ou a mesma empresa com filiais, sempre na mesma distribuidora. Da pessoa pra empresa não é o mesmo titular. E quem usa o rito rápido de até 7,5 kW no telhado não pode mandar a sobra pra outra conta.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G03, G06",
   "validUntil": null,
   "at": "answers/varios_imoveis.md:2"
  },
  {
   "id": "vender_casa",
   "kind": "general",
   "types": [
    "IM5"
   ],
   "questions": [
    "e se eu vender a casa",
    "se vender o imóvel as placas ficam",
    "valoriza a casa",
    "vou vender a casa depois",
    "se eu vender fica pro comprador",
    "aumenta o valor da casa",
    "e se eu vender a casa?",
    "passa pro novo dono?"
   ],
   "answer": "Se vender o imóvel, a conta com a usina pode passar pro novo dono, e o direito vai junto.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G45",
   "validUntil": null,
   "at": "answers/vender_casa.md:2"
  },
  {
   "id": "vender_sobra",
   "kind": "general",
   "types": [
    "CF19"
   ],
   "questions": [
    "posso vender a energia que sobra",
    "a distribuidora me paga pela sobra",
    "vendo a sobra",
    "posso vender energia",
    "a sobra vira dinheiro",
    "eles pagam pela energia que sobra",
    "dá pra vender o q sobra?",
    "a celpe me paga?"
   ],
   "answer": "A sobra vira crédito pra usar depois, não dinheiro. A geração é pra uso próprio.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G04",
   "validUntil": null,
   "at": "answers/vender_sobra.md:2"
  },
  {
   "id": "ver_contrato",
   "kind": "company",
   "types": [
    "CT5"
   ],
   "questions": [
    "posso ver o contrato",
    "manda o modelo do contrato",
    "quero ler o contrato antes",
    "tem minuta do contrato",
    "me manda o contrato",
    "quero ver o contrato",
    "tem como ler o contrato antes de assinar",
    "posso mostrar pro meu advogado",
    "posso ver o contrato antes?",
    "manda o modelo",
    "meu advogado vai ler"
   ],
   "answer": "O contrato você recebe {contrato_modelo}.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "contract",
   "handover": "task",
   "objection": null,
   "source": null,
   "validUntil": null,
   "at": "answers/ver_contrato.md:2"
  },
  {
   "id": "vinculos",
   "kind": "company",
   "types": [
    "CO11"
   ],
   "questions": [
    "vocês são da celpe",
    "vocês são parceiros da neoenergia",
    "é do governo",
    "vocês são da energisa",
    "vocês trabalham pra celpe",
    "são da neoenergia",
    "tem parceria com a celpe",
    "é coisa do governo",
    "são parceiros da celpe?",
    "é da neoenergia?"
   ],
   "answer": "Sobre isso: {vinculos}.",
   "meanwhile": "Somos uma empresa de energia solar e não falamos em nome da distribuidora nem do governo.",
   "solutions": [],
   "ownedAs": "trust",
   "handover": "note",
   "objection": null,
   "source": null,
   "validUntil": null,
   "at": "answers/vinculos.md:2"
  },
  {
   "id": "visita_tecnica",
   "kind": "company",
   "types": [
    "PZ8"
   ],
   "questions": [
    "vem um técnico aqui",
    "tem visita técnica",
    "alguém vem olhar o telhado",
    "quando vem alguém na minha casa",
    "vocês fazem visita",
    "vem alguém aqui em casa",
    "o técnico vem na minha casa",
    "quando o técnico vem ver",
    "vem alguém olhar aqui?",
    "tem visita?",
    "quando o técnico vem?"
   ],
   "answer": "A visita técnica é {visita_tecnica}.",
   "meanwhile": "Pra usina própria o telhado é visto antes do projeto.",
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G24",
   "validUntil": null,
   "at": "answers/visita_tecnica.md:2"
  },
  {
   "id": "vizinho_nao_baixou",
   "kind": "general",
   "types": [
    "EC9"
   ],
   "questions": [
    "conheço quem instalou e a conta continuou alta",
    "meu vizinho botou placa e não adiantou",
    "tem gente que se arrependeu",
    "um amigo colocou e se arrependeu",
    "meu cunhado instalou e a conta não baixou",
    "conheço quem botou placa e não adiantou",
    "meu cunhado botou e a conta não baixou",
    "a do vizinho continua alta"
   ],
   "answer": "Isso acontece, e as causas mais comuns são sistema pequeno pro consumo, consumo que aumentou depois, placa suja ou com sombra e o Fio B, que sobe a cada ano. Por isso o tamanho tem que sair da conta de quem vai usar.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G14, G18, G35",
   "validUntil": null,
   "at": "answers/vizinho_nao_baixou.md:2"
  },
  {
   "id": "vou_pensar",
   "kind": "general",
   "types": [],
   "questions": [
    "vou pensar",
    "preciso pensar melhor",
    "depois eu vejo"
   ],
   "answer": "Sem pressa, o importante é você decidir com tranquilidade.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": "vou_pensar",
   "source": "manual",
   "validUntil": null,
   "at": "answers/vou_pensar.md:2"
  },
  {
   "id": "zera_a_conta",
   "kind": "general",
   "types": [
    "EC2"
   ],
   "questions": [
    "a conta fica zerada",
    "não vou pagar mais nada",
    "a conta vem zero",
    "fico sem pagar energia",
    "a conta zera",
    "vou parar de pagar luz",
    "não pago mais energia",
    "vem zerada a conta",
    "zera a conta?",
    "nunca mais pago luz?",
    "fica só a taxa?"
   ],
   "answer": "Zerar não zera. A energia cai bastante, mas continuam vindo a taxa mínima ou o Fio B, a iluminação pública e impostos.",
   "meanwhile": null,
   "solutions": [],
   "ownedAs": "plain",
   "handover": "note",
   "objection": null,
   "source": "G18, G19, G20",
   "validUntil": null,
   "at": "answers/zera_a_conta.md:2"
  }
 ],
 "wordings": [
  {
   "key": "open_name",
   "texts": [
    "o seu nome"
   ],
   "at": "wordings/follow-up.md:5"
  },
  {
   "key": "open_bill",
   "texts": [
    "quanto costuma vir na sua conta de luz"
   ],
   "at": "wordings/follow-up.md:7"
  },
  {
   "key": "open_solution",
   "texts": [
    "qual dos caminhos combina mais com você"
   ],
   "at": "wordings/follow-up.md:9"
  },
  {
   "key": "open_city",
   "texts": [
    "em que cidade fica o imóvel da conta"
   ],
   "at": "wordings/follow-up.md:11"
  },
  {
   "key": "open_payment",
   "texts": [
    "se você prefere financiar ou pagar à vista"
   ],
   "at": "wordings/follow-up.md:13"
  },
  {
   "key": "open_urgency",
   "texts": [
    "pra quando você quer resolver isso"
   ],
   "at": "wordings/follow-up.md:15"
  },
  {
   "key": "open_current_discount",
   "texts": [
    "se você já tem algum desconto na conta de luz"
   ],
   "at": "wordings/follow-up.md:17"
  },
  {
   "key": "open_own_plant",
   "texts": [
    "se já existe energia solar no imóvel"
   ],
   "at": "wordings/follow-up.md:19"
  },
  {
   "key": "open_new_plant",
   "texts": [
    "se você pensa em ter uma nova usina"
   ],
   "at": "wordings/follow-up.md:21"
  },
  {
   "key": "open_loyalty_contract",
   "texts": [
    "se existe contrato de fidelidade com outra empresa de energia"
   ],
   "at": "wordings/follow-up.md:23"
  },
  {
   "key": "open_decision_maker",
   "texts": [
    "se é você quem decide sobre a conta de energia"
   ],
   "at": "wordings/follow-up.md:25"
  },
  {
   "key": "open_decision_maker_attends",
   "texts": [
    "se quem decide consegue participar da conversa"
   ],
   "at": "wordings/follow-up.md:27"
  },
  {
   "key": "open_interest",
   "texts": [
    "se faz sentido pra você seguir"
   ],
   "at": "wordings/follow-up.md:29"
  },
  {
   "key": "open_meeting_time",
   "texts": [
    "que dia e hora ficam bons pra conversa com nosso especialista"
   ],
   "at": "wordings/follow-up.md:31"
  },
  {
   "key": "open_email",
   "texts": [
    "qual e-mail eu uso pro convite"
   ],
   "at": "wordings/follow-up.md:33"
  },
  {
   "key": "open_open",
   "texts": [
    "o que mais pesa pra você nessa decisão"
   ],
   "at": "wordings/follow-up.md:35"
  },
  {
   "key": "open_prefers_person",
   "texts": [
    "se você prefere falar com uma pessoa da nossa equipe"
   ],
   "at": "wordings/follow-up.md:37"
  },
  {
   "key": "follow_up_first",
   "texts": [
    "{opening}ficou faltando só saber {open} pra eu seguir com a sua análise. Me conta por aqui?",
    "Continuo por aqui{called}. Assim que você me disser {open}, eu sigo com o seu caso.",
    "Se a correria apertou, sem problema{called}. Quando puder, é só me dizer {open} e a gente continua."
   ],
   "at": "wordings/follow-up.md:39"
  },
  {
   "key": "follow_up_middle_kept",
   "texts": [
    "Guardei o que você me contou{called}: {kept}. Só falta saber {open}. Podemos continuar de onde paramos?"
   ],
   "at": "wordings/follow-up.md:43"
  },
  {
   "key": "follow_up_middle_start",
   "texts": [
    "{opening}quero retomar nossa conversa, e só falta saber {open}. Podemos continuar de onde paramos?"
   ],
   "at": "wordings/follow-up.md:45"
  },
  {
   "key": "follow_up_middle_pitch",
   "texts": [
    "{pitch} Pra ver isso no seu caso, só preciso saber {open}."
   ],
   "at": "wordings/follow-up.md:47"
  },
  {
   "key": "follow_up_middle",
   "texts": [
    "{opening}sua análise continua aberta por aqui, e o que falta é saber {open}. Me diz por aqui?",
    "Uma resposta curta sua já dá andamento à análise{called}: só preciso saber {open}."
   ],
   "at": "wordings/follow-up.md:49"
  },
  {
   "key": "follow_up_last",
   "texts": [
    "{opening}não quero insistir, então esta é a minha última mensagem por enquanto. Se ainda quiser economizar com energia solar, é só me dizer {open} que eu retomo de onde paramos.",
    "Vou parar por aqui pra não incomodar{called}. Quando quiser voltar, é só me dizer {open} que eu continuo do mesmo ponto.",
    "Se agora não é o momento, tudo bem{called}. Nossa conversa fica guardada, e basta me dizer {open} pra gente retomar."
   ],
   "at": "wordings/follow-up.md:52"
  },
  {
   "key": "follow_up_first_free",
   "texts": [
    "{opening}ficou alguma dúvida sobre o que te passei? Pode me perguntar por aqui.",
    "Continuo por aqui{called}. Qualquer dúvida sobre a sua conta de luz, é só me mandar."
   ],
   "at": "wordings/follow-up.md:56"
  },
  {
   "key": "follow_up_middle_free",
   "texts": [
    "{opening}quer retomar nossa conversa sobre a sua conta de luz? É só me responder que eu sigo de onde paramos.",
    "Sua análise continua aberta por aqui{called}. Posso seguir com ela?"
   ],
   "at": "wordings/follow-up.md:59"
  },
  {
   "key": "follow_up_last_free",
   "texts": [
    "{opening}esta é a minha última mensagem por enquanto. Se quiser pagar menos na conta de luz mais pra frente, é só me chamar por aqui.",
    "Vou parar por aqui pra não incomodar{called}. Quando quiser retomar, é só me escrever."
   ],
   "at": "wordings/follow-up.md:62"
  },
  {
   "key": "kept_bill",
   "texts": [
    "conta de {bill} por mês"
   ],
   "at": "wordings/follow-up.md:65"
  },
  {
   "key": "kept_solution",
   "texts": [
    "interesse em *{solution}*"
   ],
   "at": "wordings/follow-up.md:67"
  },
  {
   "key": "offer_first",
   "texts": [
    "Pelo que você me contou, o próximo passo é uma conversa com nosso especialista, e tenho {times}. Qual fica melhor pra você?"
   ],
   "at": "wordings/meeting.md:5"
  },
  {
   "key": "offer_first_named",
   "texts": [
    "{name}, pelo que você me contou, o próximo passo é uma conversa com nosso especialista, e tenho {times}. Qual fica melhor pra você?"
   ],
   "at": "wordings/meeting.md:7"
  },
  {
   "key": "offer_again",
   "texts": [
    "Tenho {times}. Qual fica melhor pra você?",
    "Pra conversa com o especialista tenho {times}. Qual desses é bom pra você?",
    "Na agenda tem {times}. Algum desses dá certo pra você?"
   ],
   "at": "wordings/meeting.md:9"
  },
  {
   "key": "offer_instead",
   "texts": [
    "Nesse horário não tenho vaga, mas tenho {times}. Algum desses serve pra você?"
   ],
   "at": "wordings/meeting.md:13"
  },
  {
   "key": "offer_within_hours",
   "texts": [
    "As conversas são {horario_atendimento}, e tenho {times}. Qual fica melhor pra você?"
   ],
   "at": "wordings/meeting.md:15"
  },
  {
   "key": "offer_to_move",
   "texts": [
    "Dá pra mudar sim, e tenho {times}. Qual fica melhor pra você?"
   ],
   "at": "wordings/meeting.md:17"
  },
  {
   "key": "move_to",
   "texts": [
    "Quer que eu mude sua conversa pra {time}?"
   ],
   "at": "wordings/meeting.md:19"
  },
  {
   "key": "cancel_it",
   "texts": [
    "Quer que eu cancele sua conversa de {time}?"
   ],
   "at": "wordings/meeting.md:21"
  },
  {
   "key": "right_time",
   "texts": [
    "{time}, certo?"
   ],
   "at": "wordings/meeting.md:23"
  },
  {
   "key": "no_times_to_move",
   "texts": [
    "Dá pra mudar sim. Que dia e hora ficam melhores pra você, de segunda a sexta?"
   ],
   "at": "wordings/meeting.md:25"
  },
  {
   "key": "no_meeting",
   "texts": [
    "Por aqui não tem nenhuma reunião marcada no momento."
   ],
   "at": "wordings/meeting.md:27"
  },
  {
   "key": "standing",
   "texts": [
    "Sua conversa com nosso especialista é {time}."
   ],
   "at": "wordings/meeting.md:29"
  },
  {
   "key": "link",
   "texts": [
    "O link é {link}"
   ],
   "at": "wordings/meeting.md:31"
  },
  {
   "key": "details_in_invite",
   "texts": [
    "Os detalhes vão no convite."
   ],
   "at": "wordings/meeting.md:33"
  },
  {
   "key": "called_in_time",
   "texts": [
    "Nosso especialista te chama na hora."
   ],
   "at": "wordings/meeting.md:35"
  },
  {
   "key": "reminder",
   "texts": [
    "Lembrando da nossa conversa com o especialista {near}{time}."
   ],
   "at": "wordings/meeting.md:37"
  },
  {
   "key": "reminder_named",
   "texts": [
    "{name}, lembrando da nossa conversa com o especialista {near}{time}."
   ],
   "at": "wordings/meeting.md:39"
  },
  {
   "key": "booked",
   "texts": [
    "Reunião marcada: {time}."
   ],
   "at": "wordings/meeting.md:41"
  },
  {
   "key": "booked_named",
   "texts": [
    "Reunião marcada, {name}: {time}."
   ],
   "at": "wordings/meeting.md:43"
  },
  {
   "key": "moved",
   "texts": [
    "Reunião remarcada: {time}."
   ],
   "at": "wordings/meeting.md:45"
  },
  {
   "key": "moved_named",
   "texts": [
    "Reunião remarcada, {name}: {time}."
   ],
   "at": "wordings/meeting.md:47"
  },
  {
   "key": "cancelled",
   "texts": [
    "Reunião cancelada. Quando quiser marcar de novo, é só me dizer o dia."
   ],
   "at": "wordings/meeting.md:49"
  },
  {
   "key": "cancelled_named",
   "texts": [
    "Reunião cancelada, {name}. Quando quiser marcar de novo, é só me dizer o dia."
   ],
   "at": "wordings/meeting.md:51"
  },
  {
   "key": "taken",
   "texts": [
    "Esse horário acabou de ser ocupado. Que outro dia e hora ficam bons pra você?"
   ],
   "at": "wordings/meeting.md:53"
  },
  {
   "key": "taken_with_times",
   "texts": [
    "Esse horário acabou de ser ocupado, mas tenho {times}. Qual fica melhor pra você?"
   ],
   "at": "wordings/meeting.md:55"
  },
  {
   "key": "refused",
   "texts": [
    "Nesse horário não dá pra marcar. Que outro dia e hora ficam bons pra você, de segunda a sexta?"
   ],
   "at": "wordings/meeting.md:57"
  },
  {
   "key": "refused_with_times",
   "texts": [
    "Nesse horário não dá pra marcar, mas tenho {times}. Qual fica melhor pra você?"
   ],
   "at": "wordings/meeting.md:59"
  },
  {
   "key": "unavailable",
   "texts": [
    "A agenda não abriu por aqui agora, então ainda não está marcado. Me manda uma mensagem daqui a pouco que eu confirmo pra você."
   ],
   "at": "wordings/meeting.md:61"
  },
  {
   "key": "unavailable_still_booked",
   "texts": [
    "A agenda não abriu por aqui agora, então sua conversa continua marcada como estava. Me manda uma mensagem daqui a pouco que eu tento de novo."
   ],
   "at": "wordings/meeting.md:63"
  },
  {
   "key": "confirm_bill",
   "texts": [
    "Só pra confirmar: a sua conta de luz fica em {bill} por mês?"
   ],
   "at": "wordings/meeting.md:65"
  },
  {
   "key": "confirm_own_plant",
   "texts": [
    "Só pra eu entender direitinho: você já tem placas solares instaladas aí?"
   ],
   "at": "wordings/meeting.md:67"
  },
  {
   "key": "confirm_loyalty_contract",
   "texts": [
    "Só pra confirmar: hoje você tem contrato de fidelidade com outra empresa de energia?"
   ],
   "at": "wordings/meeting.md:69"
  },
  {
   "key": "confirm_decision_maker",
   "texts": [
    "Só pra confirmar: quem decide consegue participar da conversa com a gente?"
   ],
   "at": "wordings/meeting.md:71"
  },
  {
   "key": "question_name",
   "texts": [
    "Com quem eu falo?",
    "Pra eu te chamar direitinho, qual é o seu nome?",
    "Como você prefere que eu te chame?"
   ],
   "at": "wordings/questions.md:5"
  },
  {
   "key": "question_bill",
   "texts": [
    "Qual é a média da sua conta de luz por mês?",
    "Pode ser um valor aproximado: quanto costuma vir na conta de luz, em reais?",
    "Pra eu ter uma ideia do seu caso, a conta de luz fica perto de quanto por mês?",
    "Nem que seja por alto: quanto costuma vir na conta de luz?"
   ],
   "at": "wordings/questions.md:9"
  },
  {
   "key": "question_city",
   "texts": [
    "Em que cidade fica o imóvel dessa conta?",
    "De qual cidade é a conta de luz?",
    "O imóvel fica em qual cidade?"
   ],
   "at": "wordings/questions.md:14"
  },
  {
   "key": "question_payment",
   "texts": [
    "Você pensaria em financiar ou em pagar à vista?",
    "Sobre o investimento, seria financiado ou à vista?",
    "Pra você ficaria melhor parcelar pelo banco ou pagar à vista?"
   ],
   "at": "wordings/questions.md:18"
  },
  {
   "key": "question_urgency",
   "texts": [
    "Pra quando você quer resolver isso, ainda este mês ou nos próximos 90 dias?",
    "Em quanto tempo você gostaria de ver isso resolvido?",
    "É algo pra logo ou dá pra ir com calma?"
   ],
   "at": "wordings/questions.md:22"
  },
  {
   "key": "question_current_discount",
   "texts": [
    "Você já tem algum desconto na conta de luz hoje, e de quantos por cento?",
    "Hoje vem algum desconto na sua conta de luz?",
    "Alguma outra empresa já te dá desconto na conta de luz?"
   ],
   "at": "wordings/questions.md:26"
  },
  {
   "key": "question_own_plant",
   "texts": [
    "Você já tem placas solares ou usina própria?",
    "No imóvel dessa conta já existe energia solar instalada?",
    "Aí no imóvel tem placa solar funcionando?"
   ],
   "at": "wordings/questions.md:30"
  },
  {
   "key": "question_new_plant",
   "texts": [
    "Você pensa em ter uma nova usina, além da que já tem?",
    "A ideia seria ampliar ou montar outra usina?",
    "Além das placas que já tem, quer colocar mais?"
   ],
   "at": "wordings/questions.md:34"
  },
  {
   "key": "question_loyalty_contract",
   "texts": [
    "Você tem contrato de fidelidade com outra empresa de energia?",
    "Existe hoje algum contrato seu, com prazo ou multa, com outra empresa de energia?",
    "Com outra empresa de energia, tem algum contrato que ainda te prende?"
   ],
   "at": "wordings/questions.md:38"
  },
  {
   "key": "question_decision_maker",
   "texts": [
    "É você quem decide sobre a conta de energia?",
    "Na hora de fechar algo sobre energia, a decisão é sua?",
    "Essa decisão fica com você ou com outra pessoa?"
   ],
   "at": "wordings/questions.md:42"
  },
  {
   "key": "question_decision_maker_attends",
   "texts": [
    "Quem decide consegue participar de uma conversa rápida com nosso especialista?",
    "Dá pra essa pessoa estar junto na conversa com o especialista?",
    "A pessoa que decide pode entrar na chamada com você?"
   ],
   "at": "wordings/questions.md:46"
  },
  {
   "key": "question_interest",
   "texts": [
    "Faz sentido pra você seguir com isso?",
    "Você tem interesse em avançar com essa economia?",
    "Quer que a gente dê o próximo passo?"
   ],
   "at": "wordings/questions.md:50"
  },
  {
   "key": "question_meeting_time",
   "texts": [
    "Que dia e período ficam melhores pra uma conversa com nosso especialista, de segunda a sexta?",
    "Qual dia da semana é melhor pra você, e prefere de manhã ou à tarde?",
    "Me diz um dia bom pra conversa com o especialista, e se prefere manhã ou tarde?"
   ],
   "at": "wordings/questions.md:54"
  },
  {
   "key": "question_email",
   "texts": [
    "Qual e-mail eu uso pra mandar o convite?",
    "Pra qual e-mail vai o convite da conversa?",
    "Me passa um e-mail pro convite?"
   ],
   "at": "wordings/questions.md:58"
  },
  {
   "key": "question_open",
   "texts": [
    "Me conta com suas palavras, o que é mais importante pra você nessa decisão?",
    "O que falta saber pra você se sentir à vontade pra seguir?",
    "O que mais pesa pra você nessa hora?"
   ],
   "at": "wordings/questions.md:62"
  },
  {
   "key": "question_open_without_bill",
   "texts": [
    "Quando a conta de luz estiver à mão, pode me mandar o valor. Enquanto isso, o que mais pesa pra você nessa decisão?"
   ],
   "at": "wordings/questions.md:66"
  },
  {
   "key": "question_prefers_person",
   "texts": [
    "Você prefere que uma pessoa da nossa equipe continue essa conversa?",
    "Quer seguir com uma pessoa da equipe?"
   ],
   "at": "wordings/questions.md:68"
  },
  {
   "key": "choices_own_plant",
   "texts": [
    "Já tenho placas",
    "Não tenho placas"
   ],
   "at": "wordings/questions.md:72"
  },
  {
   "key": "choices_new_plant",
   "texts": [
    "Quero mais placas",
    "Não quero mais"
   ],
   "at": "wordings/questions.md:75"
  },
  {
   "key": "choices_loyalty_contract",
   "texts": [
    "Tenho contrato",
    "Não tenho contrato"
   ],
   "at": "wordings/questions.md:78"
  },
  {
   "key": "choices_decision_maker",
   "texts": [
    "A decisão é minha",
    "É de outra pessoa"
   ],
   "at": "wordings/questions.md:81"
  },
  {
   "key": "choices_decision_maker_attends",
   "texts": [
    "Consegue participar",
    "Não consegue"
   ],
   "at": "wordings/questions.md:84"
  },
  {
   "key": "choices_interest",
   "texts": [
    "Quero seguir",
    "Não quero seguir"
   ],
   "at": "wordings/questions.md:87"
  },
  {
   "key": "choices_prefers_person",
   "texts": [
    "Quero uma pessoa",
    "Sigo por aqui"
   ],
   "at": "wordings/questions.md:90"
  },
  {
   "key": "choices_confirm",
   "texts": [
    "Sim, é isso",
    "Não, é outro valor"
   ],
   "at": "wordings/questions.md:93"
  },
  {
   "key": "menu_with_bill",
   "texts": [
    "Com uma conta de {bill} por mês dá pra ir por {count}: {options}. Qual combina mais com você?"
   ],
   "at": "wordings/questions.md:96"
  },
  {
   "key": "menu",
   "texts": [
    "Hoje dá pra ir por {count}: {options}. Qual combina mais com você?"
   ],
   "at": "wordings/questions.md:98"
  },
  {
   "key": "menu_again",
   "texts": [
    "Pode responder só com a letra: {options}. Qual combina mais com você?",
    "Se ajudar, os caminhos são {options}. Qual deles te interessa mais?",
    "Sem pressa de decidir: {options}. Me diz a letra do que chamou mais a sua atenção?"
   ],
   "at": "wordings/questions.md:100"
  },
  {
   "key": "menu_counts",
   "texts": [
    "um caminho",
    "dois caminhos",
    "três caminhos",
    "quatro caminhos",
    "cinco caminhos",
    "seis caminhos"
   ],
   "at": "wordings/questions.md:104"
  },
  {
   "key": "menu_not_there",
   "texts": [
    "Nessa cidade *{solution}* não se aplica, porque os créditos só servem pra contas da mesma distribuidora."
   ],
   "at": "wordings/questions.md:111"
  },
  {
   "key": "opening",
   "texts": [
    "{greeting}! Aqui é {agent}, assistente virtual da {company}."
   ],
   "at": "wordings/talk.md:5"
  },
  {
   "key": "pleased",
   "texts": [
    "Prazer, {name}."
   ],
   "at": "wordings/talk.md:7"
  },
  {
   "key": "next_step",
   "texts": [
    "Pelo que você me contou, o próximo passo é uma conversa com nosso especialista. Que dia e período ficam melhores pra você, de segunda a sexta?"
   ],
   "at": "wordings/talk.md:9"
  },
  {
   "key": "next_step_named",
   "texts": [
    "{name}, pelo que você me contou, o próximo passo é uma conversa com nosso especialista. Que dia e período ficam melhores pra você, de segunda a sexta?"
   ],
   "at": "wordings/talk.md:11"
  },
  {
   "key": "wish_out_of_hours",
   "texts": [
    "As conversas são {horario_atendimento}. Qual dia e período nesse intervalo ficam bons pra você?"
   ],
   "at": "wordings/talk.md:13"
  },
  {
   "key": "wish_day",
   "texts": [
    "E qual dia da semana fica melhor pra você?"
   ],
   "at": "wordings/talk.md:15"
  },
  {
   "key": "wish_period",
   "texts": [
    "E você prefere de manhã ou à tarde?"
   ],
   "at": "wordings/talk.md:17"
  },
  {
   "key": "wish_day_and_period",
   "texts": [
    "Qual dia e período ficam melhores pra você?"
   ],
   "at": "wordings/talk.md:19"
  },
  {
   "key": "noted",
   "texts": [
    "{wish}, anotado. {question}"
   ],
   "at": "wordings/talk.md:21"
  },
  {
   "key": "remark_voice",
   "texts": [
    "Por aqui ainda não consigo ouvir áudio, então me escreve que eu te respondo."
   ],
   "at": "wordings/talk.md:23"
  },
  {
   "key": "remark_image",
   "texts": [
    "Agradeço a imagem, só que por aqui eu leio apenas mensagem escrita."
   ],
   "at": "wordings/talk.md:25"
  },
  {
   "key": "remark_video",
   "texts": [
    "Agradeço o vídeo, só que por aqui eu leio apenas mensagem escrita."
   ],
   "at": "wordings/talk.md:27"
  },
  {
   "key": "remark_document",
   "texts": [
    "Agradeço o documento, só que por aqui eu leio apenas mensagem escrita."
   ],
   "at": "wordings/talk.md:29"
  },
  {
   "key": "remark_location",
   "texts": [
    "Agradeço a localização."
   ],
   "at": "wordings/talk.md:31"
  },
  {
   "key": "remark_contact_card",
   "texts": [
    "Agradeço o contato, e por aqui eu sigo falando com você."
   ],
   "at": "wordings/talk.md:33"
  },
  {
   "key": "remark_order",
   "texts": [
    "Agradeço o interesse, e por aqui eu te explico tudo antes de qualquer pedido."
   ],
   "at": "wordings/talk.md:35"
  },
  {
   "key": "remark_unsupported",
   "texts": [
    "Essa mensagem não abriu por aqui, então me escreve em texto que eu te respondo."
   ],
   "at": "wordings/talk.md:37"
  },
  {
   "key": "remark_bill_photo",
   "texts": [
    "Recebi a foto da conta, e pra não errar no valor prefiro que você escreva o total."
   ],
   "at": "wordings/talk.md:39"
  },
  {
   "key": "remark_bill_file",
   "texts": [
    "Recebi o documento da conta, e pra não errar no valor prefiro que você escreva o total."
   ],
   "at": "wordings/talk.md:41"
  },
  {
   "key": "owned_plain",
   "texts": [
    "Esse ponto eu não tenho aqui comigo e prefiro não te dizer de cabeça, deixei anotado pro especialista te responder.",
    "Essa o especialista te responde com o seu projeto na mão, já anotei.",
    "Anotei essa também, pra você ter a resposta certa de quem cuida disso.",
    "Essa pergunta eu também já anotei na lista do especialista."
   ],
   "at": "wordings/talk.md:43"
  },
  {
   "key": "owned_trust",
   "texts": [
    "Mais do que isso eu não tenho aqui comigo, e deixei anotado pra equipe te mandar por escrito antes de você assinar ou pagar qualquer coisa.",
    "Isso a equipe te manda por escrito antes de qualquer assinatura, já deixei anotado.",
    "Deixei essa também anotada pra equipe te confirmar por escrito."
   ],
   "at": "wordings/talk.md:48"
  },
  {
   "key": "owned_price",
   "texts": [
    "O valor depende da sua conta e do imóvel, e quem fecha número é o especialista. Anotei a sua pergunta.",
    "Número certo só com o especialista, e a sua pergunta já está anotada pra ele.",
    "Deixei essa anotada, pra você receber a conta feita e não um chute."
   ],
   "at": "wordings/talk.md:52"
  },
  {
   "key": "owned_contract",
   "texts": [
    "Essa condição fica por escrito no contrato, e deixei anotado pra te mostrarem essa parte antes de qualquer decisão.",
    "O que vale nesse ponto é o contrato, e anotei pra equipe te mostrar essa parte.",
    "Anotei essa do contrato também, pra te mostrarem no papel."
   ],
   "at": "wordings/talk.md:56"
  },
  {
   "key": "owned_case",
   "texts": [
    "Isso muda de caso pra caso, e quem responde com segurança é uma pessoa. Deixei a sua pergunta anotada do jeito que você escreveu.",
    "Essa depende do seu caso, e uma pessoa da equipe te responde. Já está anotada.",
    "Anotei mais essa, pra você ouvir de quem pode olhar o seu caso."
   ],
   "at": "wordings/talk.md:60"
  },
  {
   "key": "owned_several",
   "texts": [
    "Essas perguntas eu deixei anotadas, e o especialista te responde uma por uma.",
    "Anotei todas essas pro especialista te responder.",
    "Essas ficam com o especialista, todas anotadas."
   ],
   "at": "wordings/talk.md:64"
  },
  {
   "key": "owned_offer_person",
   "texts": [
    "Se preferir, uma pessoa da nossa equipe responde tudo isso com você por aqui. Quer que eu chame?",
    "Pra essas dúvidas, posso chamar uma pessoa da equipe agora. Quer?"
   ],
   "at": "wordings/talk.md:68"
  },
  {
   "key": "goodbye_bill",
   "texts": [
    "Com esse valor de conta eu não consigo seguir com a análise por ora. Se tiver outra conta de luz, é só me dizer o valor que eu somo as duas, e se quiser que uma pessoa da equipe olhe o seu caso, é só pedir. Agradeço muito a sua atenção."
   ],
   "at": "wordings/talk.md:71"
  },
  {
   "key": "goodbye_interest",
   "texts": [
    "Tudo certo, respeito a sua decisão e agradeço a atenção. Se um dia quiser olhar a conta de luz com calma, é só chamar por aqui."
   ],
   "at": "wordings/talk.md:73"
  },
  {
   "key": "goodbye_own_plant",
   "texts": [
    "Se você já tem a sua usina e ela atende bem, não faz sentido trocar agora. Agradeço a conversa, e se pensar em ampliar é só chamar por aqui."
   ],
   "at": "wordings/talk.md:75"
  },
  {
   "key": "goodbye_loyalty_contract",
   "texts": [
    "Com um contrato em andamento, o melhor é esperar ele terminar, pra não correr o risco de pagar multa. Agradeço a conversa, e quando acabar é só chamar por aqui."
   ],
   "at": "wordings/talk.md:77"
  },
  {
   "key": "goodbye_decision_maker",
   "texts": [
    "A conversa com o especialista precisa de quem decide sobre a conta. Quando essa pessoa puder participar é só chamar por aqui, e agradeço a sua atenção."
   ],
   "at": "wordings/talk.md:79"
  },
  {
   "key": "after_goodbye_bill",
   "texts": [
    "Se aparecer outra conta de luz, me manda o valor que eu somo com a que você já me passou.",
    "Se quiser que uma pessoa da equipe olhe o seu caso mesmo assim, é só me pedir."
   ],
   "at": "wordings/talk.md:81"
  },
  {
   "key": "after_goodbye_interest",
   "texts": [
    "Se mudar de ideia, é só me dizer que a gente retoma de onde parou."
   ],
   "at": "wordings/talk.md:84"
  },
  {
   "key": "after_goodbye_own_plant",
   "texts": [
    "Se pensar em ampliar ou montar uma nova usina, é só me dizer."
   ],
   "at": "wordings/talk.md:86"
  },
  {
   "key": "after_goodbye_loyalty_contract",
   "texts": [
    "Quando o contrato terminar, me avisa que a gente retoma daqui."
   ],
   "at": "wordings/talk.md:88"
  },
  {
   "key": "after_goodbye_decision_maker",
   "texts": [
    "Quando quem decide puder participar, é só me dizer que a gente retoma."
   ],
   "at": "wordings/talk.md:90"
  },
  {
   "key": "person_closing",
   "texts": [
    "Combinado, uma pessoa da nossa equipe continua com você por aqui mesmo."
   ],
   "at": "wordings/talk.md:92"
  },
  {
   "key": "person_closing_sorry",
   "texts": [
    "Sinto muito por isso. Uma pessoa da nossa equipe continua com você por aqui mesmo."
   ],
   "at": "wordings/talk.md:94"
  },
  {
   "key": "meeting_trouble",
   "texts": [
    "Já estou chamando nossa equipe pra te ajudar com a reunião, e uma pessoa fala com você por aqui mesmo."
   ],
   "at": "wordings/talk.md:96"
  },
  {
   "key": "after_thanks",
   "texts": [
    "Por nada, sigo por aqui se precisar.",
    "Disponha, é só chamar."
   ],
   "at": "wordings/talk.md:98"
  },
  {
   "key": "nothing_left",
   "texts": [
    "Sigo por aqui. Pode me mandar qualquer dúvida sobre a sua conta de luz.",
    "Se ficou alguma dúvida, pode perguntar por aqui.",
    "Fico por aqui pro que você precisar sobre a conta de luz."
   ],
   "at": "wordings/talk.md:101"
  },
  {
   "key": "invited_by_email",
   "texts": [
    "O convite vai pra esse e-mail, e o horário certo é confirmado por aqui mesmo."
   ],
   "at": "wordings/talk.md:105"
  },
  {
   "key": "confirmed_here",
   "texts": [
    "O horário certo é confirmado por aqui mesmo."
   ],
   "at": "wordings/talk.md:107"
  },
  {
   "key": "loop_closing",
   "texts": [
    "Acho que nossas mensagens estão se repetindo. Pedi pra alguém da equipe dar uma olhada por aqui."
   ],
   "at": "wordings/talk.md:109"
  },
  {
   "key": "opt_out_confirmation",
   "texts": [
    "Tudo bem, não vou mais te mandar mensagens. Se mudar de ideia, é só escrever VOLTAR por aqui."
   ],
   "at": "wordings/talk.md:111"
  },
  {
   "key": "opt_out_notice",
   "texts": [
    "Você pediu pra não receber mais mensagens, então não estou respondendo por aqui. Pra voltar a conversar comigo, escreva VOLTAR."
   ],
   "at": "wordings/talk.md:113"
  },
  {
   "key": "stop_hint",
   "texts": [
    "Se preferir não receber mais mensagens, é só escrever SAIR."
   ],
   "at": "wordings/talk.md:115"
  },
  {
   "key": "erasure_confirmation",
   "texts": [
    "Tudo bem, não vou mais te mandar mensagens, e o seu pedido sobre os seus dados já está com a nossa equipe. Se mudar de ideia, é só escrever VOLTAR por aqui."
   ],
   "at": "wordings/talk.md:117"
  },
  {
   "key": "care_upset",
   "texts": [
    "Sinto muito por isso, e agradeço por me dizer. Já chamei uma pessoa da nossa equipe, que continua com você por aqui mesmo."
   ],
   "at": "wordings/talk.md:119"
  },
  {
   "key": "care_unheard",
   "texts": [
    "Desculpa, quero te entender direito."
   ],
   "at": "wordings/talk.md:121"
  },
  {
   "key": "care_grief",
   "texts": [
    "Sinto muito, de verdade. Fica à vontade, sem pressa nenhuma. Quando quiser retomar, é só me escrever por aqui."
   ],
   "at": "wordings/talk.md:123"
  },
  {
   "key": "care_household",
   "texts": [
    "Que bom que vocês já estão falando com a gente. Pra não repetir a conversa, chamei uma pessoa da equipe, que junta tudo e continua com você por aqui."
   ],
   "at": "wordings/talk.md:125"
  },
  {
   "key": "care_bill_picture",
   "texts": [
    "Recebi, e por aqui eu não consigo abrir a conta. Já pedi pra uma pessoa da nossa equipe olhar e te responder por aqui mesmo."
   ],
   "at": "wordings/talk.md:127"
  },
  {
   "key": "care_unreadable",
   "texts": [
    "Isso eu não consigo abrir por aqui, então chamei uma pessoa da nossa equipe, que continua com você por aqui mesmo."
   ],
   "at": "wordings/talk.md:129"
  },
  {
   "key": "care_not_set",
   "texts": [
    "Pra acertar o melhor dia com você, chamei uma pessoa da nossa equipe, que continua por aqui mesmo."
   ],
   "at": "wordings/talk.md:131"
  },
  {
   "key": "care_in_circles",
   "texts": [
    "Acho que estamos dando voltas, então chamei uma pessoa da nossa equipe, que continua com você por aqui mesmo."
   ],
   "at": "wordings/talk.md:133"
  },
  {
   "key": "care_spanish",
   "texts": [
    "Hola, soy la asistente virtual de {company} y por aquí solo escribo en portugués. Ya avisé a una persona de nuestro equipo, que sigue contigo por este chat."
   ],
   "at": "wordings/talk.md:135"
  },
  {
   "key": "care_english",
   "texts": [
    "Hi, I am the virtual assistant of {company} and I only write in Portuguese here. I have asked a person from our team to continue with you in this chat."
   ],
   "at": "wordings/talk.md:137"
  },
  {
   "key": "ad",
   "texts": [
    "Vi que você chegou pelo nosso anúncio."
   ],
   "at": "wordings/talk.md:139"
  },
  {
   "key": "ad_about",
   "texts": [
    "Vi que você chegou pelo nosso anúncio de {subject}."
   ],
   "at": "wordings/talk.md:141"
  },
  {
   "key": "ask_again",
   "texts": [
    "Voltando à nossa conversa: {question}",
    "Só me falta isso pra seguir: {question}",
    "Quando puder, me diz: {question}"
   ],
   "at": "wordings/talk.md:143"
  },
  {
   "key": "said_again",
   "texts": [
    "Só relembrando: {text}",
    "Reforçando: {text}",
    "Repetindo pra ficar claro: {text}"
   ],
   "at": "wordings/talk.md:147"
  },
  {
   "key": "person_offered",
   "texts": [
    "Se preferir, uma pessoa da nossa equipe continua essa conversa com você, é só me dizer."
   ],
   "at": "wordings/talk.md:151"
  }
 ],
 "voice": "Você escreve as mensagens de {agent}, a assistente virtual da {company} no WhatsApp. O tom é de uma consultora nordestina: calorosa, técnica, sem pressa de vender. Tom não é fato: nunca diga que é uma pessoa, nem idade, nem que mora em algum lugar. Perguntada se é um robô, diga que é um atendimento automático e ofereça uma pessoa da equipe.\n\nEscreva \"você\" e \"pra\". Frases curtas, uma linha corrida, no tamanho e na formalidade do lead. Sem listas, sem emojis, sem elogio vazio no começo (nada de \"Perfeito\", \"Ótimo\", \"Show\"). Negrito só com um asterisco de cada lado. O nome do lead aparece raramente. No máximo uma pergunta em toda a resposta.\n\nPrimeiro responda ao que o lead perguntou, depois siga a conversa. O que não está no manual não se inventa: diga que o especialista responde e que a pergunta ficou anotada. Nada de pressa que não existe, nada de culpa por demora, nada contra outra empresa.\n\nAssim sim: \"Com chuva as placas geram menos, mas não param, e os créditos dos meses de sol ajudam. Em que cidade fica o imóvel dessa conta?\"\nAssim sim: \"Essa eu não tenho aqui comigo e prefiro não te dizer de cabeça, deixei anotado pro especialista.\"\nAssim não: \"Ótima pergunta! Garantimos 20% de desconto, aproveite que é só hoje!\"\nAssim não: \"Vou verificar e já te retorno.\""
};
