/**
 * The judgement over Spanish and English (T9, T13), which a model answers a lead in. Shorter than over Portuguese, and stricter: what it
 * may be is refused, and the reply is then written in Portuguese by code. Plain sentences.
 */
type Act =
  | 'claims_person'
  | 'asks_documents'
  | 'asks_payment'
  | 'absolute'
  | 'promise'
  | 'pressure'
  | 'unconfirmed_meeting';

/** It says that this is not done. */
const DENIED = /\b(?:never|don'?t|do not|does not|won'?t|not|nunca|jamas|no|nao|nem|sem|nenhum)\b/;

type Rule = { readonly act: Act; readonly said: RegExp; readonly unlessDenied?: true };

const RULES: readonly Rule[] = [
  {
    act: 'claims_person',
    said: /\b(?:i am|i'?m|this is|speaking with|talking to) (?:\w+ ){0,3}(?:person|human|man|woman|guy|girl)\b|\bnot (?:a |an )?(?:robot|bot|machine|ai)\b|\b(?:real|actual) (?:person|human)\b|\bi (?:work|live|was born) (?:here|for|at|in)\b/,
  },
  {
    act: 'claims_person',
    said: /\b(?:soy|somos|habla|hablas|habla usted) (?:con )?(?:\w+ ){0,3}(?:persona|humana?|mujer|hombre|chic[oa])\b|\bno (?:soy|es|hay) (?:un |una |ningun )?(?:robot|bot|maquina)\b|\bpersona (?:real|de verdad)\b|\b(?:trabajo|vivo|naci) (?:aqui|en|para)\b/,
  },
  {
    act: 'asks_documents',
    unlessDenied: true,
    said: /\b(?:send|share|give|need|provide|upload|show|photo|picture|tell|manda\w*|mande\w*|envi\w+|necesit\w+|dame|deme|foto|pas[ae]\w*)\b.{0,60}\b(?:id|i\.d\.|document\w*|passport|pasaporte|cpf|rg|cnh|social security|tax number|bank details|password|contrasena|card number|tarjeta|identidad|clave)\b/,
  },
  {
    act: 'asks_payment',
    unlessDenied: true,
    said: /\b(?:pay|transfer|deposit|wire|send|hag[ao]\w*|haz|pag[aue]\w*|transfier\w+|deposit\w+|envi\w+)\b.{0,60}\b(?:pix|bank|account|deposit|today|now|money|advance|fee|hold|reserve|cuenta|hoy|ahora|dinero|adelantad\w+|apartar)\b/,
  },
  {
    act: 'absolute',
    said: /\b(?:free of charge|for free|totally free|completely free|guarantee\w*|for life|forever|no (?:penalty|fine|risk)|half (?:off|price|the price)|(?:save|saving) (?:everything|all)|be zero|zero (?:bill|cost)|nothing to pay|never pay|the best price|lowest price)\b/,
  },
  {
    act: 'absolute',
    said: /\b(?:es gratis|gratis para (?:ti|usted)|garantizad\w+|para siempre|de por vida|(?:no hay|sin) (?:multa|riesgo|penalidad)|(?:la )?mitad (?:de descuento|del precio)|ahorra\w* todo|a cero|(?:sera|queda) cero|nunca (?:mas )?pag\w+|el mejor precio)\b/,
  },
  {
    act: 'promise',
    said: /\b(?:technician|team|engineer|someone|somebody|we|i)\b.{0,24}\b(?:visit|come to|go to|be at)\b.{0,24}\b(?:house|home|place|property|roof)\b|\bcontract\b.{0,24}\b(?:approved|signed|ready|closed)\b|\b(?:credit|financing|loan)\b.{0,24}\bapproved\b/,
  },
  {
    act: 'promise',
    said: /\b(?:tecnico|equipo|ingeniero|alguien|nosotros|yo)\b.{0,24}\b(?:visit\w+|ira|va a ir|pasar[ae]?)\b.{0,24}\b(?:casa|hogar|techo|domicilio|inmueble)\b|\bcontrato\b.{0,24}\b(?:aprobado|firmado|listo|cerrado)\b|\b(?:credito|financiamiento|financiacion|prestamo)\b.{0,24}\baprobado\b/,
  },
  {
    act: 'pressure',
    said: /\b(?:last chance|only today|today only|hurry|limited (?:spots|time)|ultima oportunidad|solo (?:por )?hoy|apurate|apresurate|ultimos (?:cupos|lugares))\b/,
  },
];
const MEETING =
  /\b(?:meeting|appointment|call|reunion|cita|llamada)\b.{0,24}\b(?:is|are|was|has been|esta|quedo|fue) (?:already |ya )?(?:booked|confirmed|scheduled|set|confirmad[ao]|agendad[ao]|marcad[ao]|reservad[ao])\b|\bi(?:'?ve| have)? (?:booked|scheduled|confirmed)\b|\b(?:agende|reserve|confirme) (?:tu|su|la)\b/;

/** The first thing that the sentence does in Spanish or English and must not. `isBooked`: the calendar has a meeting of the lead's. */
export function foreignAct(said: string, { isBooked }: { isBooked: boolean }): Act | null {
  const rule = RULES.find((each) => each.said.test(said) && !(each.unlessDenied && DENIED.test(said)));
  if (rule !== undefined) return rule.act;
  return !isBooked && MEETING.test(said) ? 'unconfirmed_meeting' : null;
}
