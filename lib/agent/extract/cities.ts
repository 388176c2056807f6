/** Cities as they are spelled, by unit: all of Pernambuco, those of its neighbours that leads name, the capitals. */

export const CITIES_BY_STATE: Readonly<Record<string, string>> = {
  PE: 'Recife,Olinda,Jaboatão dos Guararapes,Caruaru,Petrolina,Paulista,Cabo de Santo Agostinho,Camaragibe,Garanhuns,Vitória de Santo Antão,Igarassu,Goiana,Abreu e Lima,Serra Talhada,Santa Cruz do Capibaribe,Gravatá,Carpina,Ipojuca,Arcoverde,Belo Jardim,Bezerros,Limoeiro,Palmares,Salgueiro,Porto de Galinhas,Itamaracá,Ilha de Itamaracá,Moreno,Escada,Timbaúba,Surubim,Afogados da Ingazeira,Afrânio,Agrestina,Água Preta,Águas Belas,Alagoinha,Aliança,Altinho,Amaraji,Angelim,Araçoiaba,Araripina,Barra de Guabiraba,Barreiros,Belém de Maria,Belém do São Francisco,Betânia,Bodocó,Bom Conselho,Bom Jardim,Bonito,Brejão,Brejinho,Brejo da Madre de Deus,Buenos Aires,Buíque,Cabrobó,Cachoeirinha,Caetés,Calçado,Calumbi,Camocim de São Félix,Camutanga,Canhotinho,Capoeiras,Carnaíba,Carnaubeira da Penha,Casinhas,Catende,Cedro,Chã de Alegria,Chã Grande,Condado,Correntes,Cortês,Cumaru,Cupira,Custódia,Dormentes,Exu,Feira Nova,Fernando de Noronha,Ferreiros,Flores,Floresta,Frei Miguelinho,Gameleira,Glória do Goitá,Granito,Iati,Ibimirim,Ibirajuba,Iguaraci,Inajá,Ingazeira,Ipubi,Itacuruba,Itaíba,Itambé,Itapetim,Itapissuma,Itaquitinga,Jaqueira,Jataúba,Jatobá,João Alfredo,Joaquim Nabuco,Jucati,Jupi,Jurema,Lagoa do Carro,Lagoa de Itaenga,Lagoa do Ouro,Lagoa dos Gatos,Lagoa Grande,Lajedo,Macaparana,Machados,Manari,Maraial,Mirandiba,Moreilândia,Nazaré da Mata,Orobó,Orocó,Ouricuri,Palmeirina,Panelas,Paranatama,Passira,Paudalho,Pedra,Pesqueira,Petrolândia,Poção,Pombos,Primavera,Quipapá,Quixaba,Riacho das Almas,Ribeirão,Rio Formoso,Sairé,Salgadinho,Saloá,Sanharó,Santa Cruz da Baixa Verde,Santa Filomena,Santa Maria da Boa Vista,Santa Maria do Cambucá,Santa Terezinha,São Benedito do Sul,São Bento do Una,São Caetano,São João,São Joaquim do Monte,São José da Coroa Grande,São José do Belmonte,São José do Egito,São Lourenço da Mata,São Vicente Férrer,Serrita,Sertânia,Sirinhaém,Solidão,Tabira,Tacaimbó,Tacaratu,Tamandaré,Taquaritinga do Norte,Terezinha,Terra Nova,Toritama,Tracunhaém,Trindade,Triunfo,Tupanatinga,Tuparetama,Venturosa,Verdejante,Vertente do Lério,Vertentes,Vicência,Xexéu',
  PB: 'João Pessoa,Campina Grande,Santa Rita,Patos,Bayeux,Sousa,Cabedelo,Cajazeiras,Guarabira,Sapé,Queimadas,Mamanguape,Pombal,Monteiro,Esperança,Catolé do Rocha,Alagoa Grande,Alagoa Nova,Lagoa Seca,Pedras de Fogo,Solânea,Itabaiana,Conde,Princesa Isabel,Areia,Bananeiras,Caaporã,Alhandra,Pitimbu,Lucena,Rio Tinto,Itaporanga,Piancó,Picuí,Cuité,Boqueirão,Ingá,Sumé,Taperoá,Cruz do Espírito Santo',
  RN: 'Natal,Mossoró,Parnamirim,São Gonçalo do Amarante,Caicó,Macaíba,Currais Novos,Ceará-Mirim,Assu',
  AL: 'Maceió,Arapiraca,Maragogi,Rio Largo,Palmeira dos Índios,União dos Palmares,Penedo,Delmiro Gouveia,Marechal Deodoro',
  CE: 'Fortaleza,Caucaia,Juazeiro do Norte,Sobral,Crato,Maracanaú,Iguatu,Quixadá,Barbalha',
  BA: 'Salvador,Feira de Santana,Juazeiro,Vitória da Conquista,Camaçari,Itabuna,Ilhéus,Lauro de Freitas,Paulo Afonso,Porto Seguro,Barreiras',
  SE: 'Aracaju',
  PI: 'Teresina,Parnaíba,Picos',
  MA: 'São Luís,Imperatriz',
  SP: 'São Paulo,Campinas,Guarulhos,Santos,Ribeirão Preto,Sorocaba',
  RJ: 'Rio de Janeiro,Niterói,Duque de Caxias',
  MG: 'Belo Horizonte,Uberlândia,Contagem,Juiz de Fora',
  ES: 'Vila Velha,Serra',
  DF: 'Brasília',
  GO: 'Goiânia,Anápolis',
  PR: 'Curitiba,Londrina,Maringá',
  SC: 'Florianópolis,Joinville,Blumenau',
  RS: 'Porto Alegre,Caxias do Sul',
  MT: 'Cuiabá',
  MS: 'Campo Grande',
  PA: 'Belém',
  AM: 'Manaus',
  TO: 'Palmas',
  RO: 'Porto Velho',
  AC: 'Rio Branco',
  AP: 'Macapá',
  RR: 'Boa Vista',
};

/** What a city is called for short, in plain form. */
export const SHORT_NAMES: Readonly<Record<string, string>> = {
  jaboatao: 'Jaboatão dos Guararapes',
  jampa: 'João Pessoa',
  campina: 'Campina Grande',
  'vitoria de sto antao': 'Vitória de Santo Antão',
  'cabo de sto agostinho': 'Cabo de Santo Agostinho',
  'o cabo': 'Cabo de Santo Agostinho',
  'no cabo': 'Cabo de Santo Agostinho',
  'santa cruz do capibaribe': 'Santa Cruz do Capibaribe',
  'sao lourenco': 'São Lourenço da Mata',
  itamaraca: 'Itamaracá',
  'afogados da ingazeira': 'Afogados da Ingazeira',
  noronha: 'Fernando de Noronha',
  bh: 'Belo Horizonte',
  sampa: 'São Paulo',
  floripa: 'Florianópolis',
  rj: 'Rio de Janeiro',
};

/** Everyday words too: a city only behind "em" or as the whole answer. */
export const WORDS_TOO: ReadonlySet<string> = new Set(
  'pedra flores primavera bonito escada triunfo solidao machados cedro vertentes trindade moreno palmares exu correntes panelas calcado casinhas floresta gameleira jaqueira jurema granito ferreiros condado alianca capoeiras betania pombos pocao brejinho cachoeirinha limoeiro paulista areia esperanca conde inga pombal monteiro queimadas santos palmas natal serra picos contagem penedo patos sousa salgadinho jatoba'.split(
    ' ',
  ),
);

/** Another unit that leads write from has one too: the name alone gives none. */
export const NAMESAKES: ReadonlySet<string> = new Set([
  'alagoinha',
  'belem',
  'bom jardim',
  'bonito',
  'brejinho',
  'buenos aires',
  'cachoeirinha',
  'capoeiras',
  'cedro',
  'condado',
  'feira nova',
  'flores',
  'floresta',
  'gameleira',
  'itambe',
  'jatoba',
  'jurema',
  'lagoa grande',
  'parnamirim',
  'primavera',
  'santa filomena',
  'santa terezinha',
  'sao joao',
  'sao vicente ferrer',
  'terra nova',
  'trindade',
  'triunfo',
]);
