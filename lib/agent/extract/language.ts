/**
 * Spanish or English, where the lead plainly writes in it (T13); null is Portuguese, or too little to say. Only words that
 * Portuguese does not have count, and a lone one ("ok", "off grid", "hola") is nobody's language.
 */
import { plain } from './plain-text.ts';

export type ForeignLanguage = 'es' | 'en';

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

const SPANISH = words(
  `en con hola buenos buenas buen dias tardes noches gracias quiero quisiera queria puede puedo podria cuanto cuanta cuantos cuesta cuestan sale donde cuando como estoy esta estamos
  soy somos eres usted ustedes yo tu mi mis el los las una unas unos del al y pero muy mucho mucha hablo habla hablas hablan espanol castellano entiendo portugues factura luz paneles solares
  energia solar casa vivo vivimos tengo tenemos hay necesito me gustaria interesa interesado interesada informacion saber precio llamo llamar nombre alguien atenderme ayuda por favor si no
  hasta luego manana hoy ahora tambien bien bueno claro vale para con sin es son eso esto ese ahi aqui alla despues antes mes meses ano anos pago pagar dinero electricidad recibo trabajan trabaja trabajo los sabados argentino argentina chileno chilena uruguayo uruguaya colombiano colombiana venezolano venezolana paraguayo peruano mexicano cuenta cuentas descuento descuentos techo lluvia invertir alquiler alquilo dueno nosotros ellos ella ellas correo reunion jueves viernes miercoles martes lunes quien cual cuales entonces hablar llamenme llamame escribir primera segunda opcion quieren quiere hacen dan tiempo verdad decir dice mas menos todo todos nada seguro estafa ustedes tienen tiene de que a o la por se me lo le les te su sus nos este esta esa ese aqui alli cuantas vez funciona garantia contrato instalar instalacion financiar empresa persona esposa esposo marido mia mio departamento ciudad barrio playa vivimos brasil escriban escribas escriba manden mensajes cuotas hijo mejor dejen recibir mas
  pregunto preguntar pregunta personas ochocientos quinientos doscientos trescientos cuatrocientos seiscientos setecientos novecientos cien ciento dos tres cuatro cinco seis
  siete ocho nueve diez veinte treinta cuarenta cincuenta reales solo llego llega llegar hecho hace hacer haciendo dijo digo dime digame diga creo quizas tal nadie algo
  siempre nunca tampoco todavia aun mismo misma cada otro otra aunque porque pues asi mientras desde durante segun sobre bajo ante contra hablamos escribe manda mandame
  enviame envio pronto semana domingo negocio tienda restaurante finca granja terreno alquilar vender comprar vendo compro gano ahorro ahorrar gasto gastar barato barata
  caro peor facil dificil grande pequeno nuevo nueva viejo vieja madre padre hermano hermana mujer hombre chico chica senor senora abogado contador oficina trabajar vivir
  necesitamos queremos podemos estan estas van voy vas vamos ir venir vengo viene vienen digan podrian tenia tuve fui era eran sera seria espero saludos disculpe disculpa
  perdon permiso encantado muchas muchos poca poco pocos demasiado bastante cuyo ambos quisieramos agradezco
  argentinos chilenos uruguayos venezolanos colombianos paraguayos peruanos mexicanos espanoles alquilamos pagamos familia hijos vecino vecina hermanos apartamento lejos cerca calle avenida
  propia propio dolares pesos cuadra patio`,
);
/** Portuguese writes none of these. */
const ONLY_SPANISH = words(
  `en hola buenos buenas gracias quiero quisiera puedo puede podria cuanto cuanta cuesta cuestan donde estoy usted ustedes yo el los las una unas unos del y pero muy mucho hablo hablas hablan espanol
  entiendo factura paneles vivo tengo tenemos hay necesito interesado interesada informacion precio llamo nombre alguien atenderme ayuda luego manana hoy ahora tambien bueno electricidad recibo sale
  trabajan trabaja trabajo escriban escribas escriba manden mensajes cuotas trabajo hijo mejor dejen dejenme recibir dias tardes cuantos instalacion gustaria habla mi eres soy argentino argentina chileno chilena uruguayo uruguaya colombiano colombiana venezolano venezolana cuenta cuentas descuento descuentos techo lluvia invertir alquilo dueno nosotros ellos correo reunion jueves viernes miercoles martes lunes entonces hablar llamenme llamame escribir opcion quieren hacen tiempo verdad tienen tiene cuantas con mas hasta quien son puedes quieres ustedes lo le les mia mio yo es
  pregunto preguntar persona personas ochocientos quinientos doscientos trescientos cuatrocientos seiscientos setecientos novecientos cuatro siete ocho nueve diez veinte
  treinta cuarenta cincuenta reales llego llega llegar hecho hace hacer haciendo dijo dime digame creo quizas nadie siempre todavia mismo otro otra aunque pues asi mientras
  hablamos escribe mandame enviame tienda finca alquilar gano ahorro ahorrar pequeno nuevo nueva viejo vieja padre hermano hermana mujer hombre senor senora abogado trabajar
  vivir alquilada alquilado alquiler necesitamos queremos podemos estan van voy vengo viene vienen podrian tuve saludos disculpe disculpa perdon encantado muchas muchos agradezco quisieramos al solo
  argentinos uruguayos venezolanos colombianos espanoles alquilamos hijos vecino vecina hermanos lejos calle
  propia propio`,
);
/** Written so in Portuguese too, by a thumb without accents. */
const SHARED = words(
  'vivo habla precio recibo sale mi y el hay una los las la soy puede con en mas son hasta quien le lo les tiempo verdad argentina argentino tiene tienen colombiano chileno martes es al solo',
);

const ENGLISH = words(
  `hi hello hey good morning afternoon evening thanks thank you please sorry i my me we our is are am was the a an and or but not do does did don dont can could would will want need know how much many what
  when where who why which cost costs price speak english portuguese understand bill about house home live interested more tell talk someone it this that for in on of to with have has from available
  panels solar energy power pay month yes no just looking help here your scam work works get im ive id name stop sending send messages message texts anymore data delete remove again weekend yeah sure tomorrow today monday tuesday wednesday thursday friday roof rent renting discount apartment owner wife husband decide contract already still only maybe later call number company real legit trust people person human agent install installation system years too expensive cheap save saving savings money first second option think because if there then they he she his her its been were had also any some so at by up after before between around per really new than own farm near living lives serve serves apartments apartment catch whats thats theres hows expat foreigner month tried read reading ask asking see guys folks mean means use used using send sent
  sounds pm moved last year remote working bar small big business shop restaurant paying paid usually average monthly week weeks next every since ago left right wheres cant
  wont didnt havent isnt lets let us youre theyre whos lol yep nope ok okay fine great nice cool perfect awesome deal excuse anyone somebody nobody everything nothing
  something anything probably actually basically rather quite enough always never often sometimes soon tonight yesterday another other others both each few most such same
  different without within through during above below under over while until although though unless very even well got getting give given take took taken make made go going
  gone come coming came wanted wants needs needed like liked likes love thought knew known saw seen look looks find found told said say says asked feel keep kept put run set
  show start started try turn might must should shall may brazil brazilian american british canadian bills electric electricity meter lease invest investment investing
  landlord tenant condo land property beach hotel hostel school
  texting calling yet runs guesthouse inn spam unsubscribe family kids neighbor neighbour cheaper trees cloudy rain lights air conditioning`,
);
const ONLY_ENGLISH = words(
  `i yes hello thank thanks you please sorry my we our is are am was the and but do does did dont can could would will want need know how much many what when where who why which cost costs speak english
  portuguese understand bill about house live interested more tell talk someone it this that for with have has from available panels energy pay month just looking help here your scam work works get im ive name sending send messages texts anymore delete remove again weekend yeah sure tomorrow today monday tuesday wednesday thursday friday roof rent renting discount owner wife husband contract already still maybe later call number company legit trust people install years too expensive cheap save saving savings money first second think because if there then they his her been were had any some around really than own farm near living lives serve apartments catch whats thats theres hows expat foreigner month asking guys means using
  sounds good moved last year remote working paying paid usually monthly week weeks next every since ago lets let great nice awesome deal anyone somebody nobody everything
  nothing something anything probably actually basically quite enough always never often sometimes soon tonight yesterday another both each few most such same different
  without within through while until although though unless very even well got getting give take took make made going come coming came wanted wants needs needed thought knew
  see saw look looks find found told said say says asked feel keep started try tried turn might must should shall brazil brazilian american british canadian bills electric
  electricity lease investing landlord tenant property school
  not or an texting calling yet run runs guesthouse family kids neighbor cheaper lights`,
);
/** Borrowed every day. */
const LOANS = words(
  'ok show top home office off grid link meet google self service shopping direct pix credit card stop online site email smart tv delivery it is are do am',
);

/** No Portuguese word is written so: "llamo", "información". */
const MARKS_SPANISH =
  /[¿¡]|(?<!\p{L})(?:qué|cuánt[oa]s?|cómo|dónde|cuándo|también|después|todavía|ningún|algún|según|además|así|sí|están|días?|perdón|\p{L}{2,}ción|\p{L}{3,}endí)(?!\p{L})|(?<=\p{L})ñ|ñ(?=\p{L})|(?<!\p{L})ll[aeiouáéíóú]\p{L}+|\p{L}{2}ci[oó]n(?:es)?(?!\p{L})/iu;
/** Small words in an order that Portuguese does not have. */
const SPANISH_JOINTS =
  /\b(?:mi (?:marido|esposa|esposo|mujer|hijo|hija|negocio|nombre|casa)|no (?:esta|estoy|estan|puedo|quiero|tengo|hay)|no me (?:interesa|gusta|sirve|llamen|escriban|manden)|una (?:familia|casa|cosa|pregunta|amiga|tienda|posada|consulta)|buen dia|la casa (?:es|esta)|es (?:muy|mi|alquilad[oa]))\b/;
const WORDS_READ = 60;
const WORDS_NEEDED = 2;
const SHARE_NEEDED = 0.6;
const SHARE_AMONG_NAMES = 0.4;

/** `text`: the lead's own words. */
export function languageIn(text: string): ForeignLanguage | null {
  // Word by word: a pattern around the sign reads a long word anew from each of its letters (V6).
  const own = text.split(/\s+/).filter((word) => !/[@/]/.test(word));
  const said = (plain(own.join(' ')).match(/[a-z']+/g) ?? [])
    .map((word) => word.replace(/'/g, ''))
    .slice(0, WORDS_READ);
  const [first] = said;
  if (first === undefined) return null;
  if (said.length < WORDS_NEEDED && !MARKS_SPANISH.test(text)) return null;
  const share = (vocabulary: ReadonlySet<string>): number =>
    said.filter((word) => vocabulary.has(word)).length / said.length;
  const ownTo = (only: ReadonlySet<string>, borrowed: ReadonlySet<string>): number =>
    said.filter((word) => only.has(word) && !borrowed.has(word)).length;
  const isSpanish =
    MARKS_SPANISH.test(text) ||
    SPANISH_JOINTS.test(plain(text)) ||
    (ownTo(ONLY_SPANISH, SHARED) >= 1 &&
      said.filter((word) => ONLY_SPANISH.has(word)).length >= WORDS_NEEDED &&
      share(SPANISH) >= SHARE_NEEDED) ||
    (ownTo(ONLY_SPANISH, SHARED) >= 1 && share(SPANISH) > 0.79 && said.length >= WORDS_NEEDED) ||
    (said.filter((word) => ONLY_SPANISH.has(word)).length > WORDS_NEEDED && share(SPANISH) >= SHARE_NEEDED);
  if (isSpanish && !PORTUGUESE.test(plain(text))) return 'es';
  const isEnglish =
    said.filter((word) => ONLY_ENGLISH.has(word)).length >= WORDS_NEEDED &&
    ownTo(ONLY_ENGLISH, LOANS) >= WORDS_NEEDED &&
    share(ENGLISH) >= SHARE_NEEDED &&
    said.length > WORDS_NEEDED;
  // Names of places and people are nobody's words: three plain ones and none of ours are enough.
  const isPlainEnglish =
    ownTo(ONLY_ENGLISH, LOANS) > WORDS_NEEDED &&
    share(ENGLISH) >= SHARE_AMONG_NAMES &&
    !PORTUGUESE.test(plain(text));
  const isShortEnglish = said.length >= WORDS_NEEDED && ownTo(ONLY_ENGLISH, LOANS) === said.length;
  return isEnglish || isPlainEnglish || isShortEnglish ? 'en' : null;
}

/** A word of these and it is Portuguese, whatever stands beside it. */
const PORTUGUESE =
  /\b(?:voce|voces|vc|vcs|nao|sim|brincadeira|brinks|zoando|mentira|tudo|bem|meu|minha|uma casa|tenho|quero|preco|muito|obrigad[oa]|conta|moro|aqui em|pra|com voces|estou|sou|eu|isso)\b/;
