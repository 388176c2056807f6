/** Sentences that ask the lead for what it must never be asked: documents, secrets, money. Speaking of them is no request. */
import { denies, type Sentence } from './sentences.ts';

/** What nobody may ask a lead for (playbook, "Never asked"). */
const PRIVATE =
  /\b(?:c[\s.-]?p[\s.-]?f|r[.-]?g|c[.-]?n[.-]?h|cnpj|passaporte|identidade|habilitacao|carteira de (?:identidade|motorista|habilitacao|trabalho)|titulo de eleitor|certidao|documentos? (?:pessoa(?:l|is)|com foto|de identidade|de identificacao|do titular|seus?)|(?:seus?|teus?) documentos?|numero do documento|(?:foto|frente e verso|copia|imagem|scan) d[oae]s? (?:seu |sua |seus )?(?:documentos?|identidade|rg|cnh|cartao)|selfie|comprovante de (?:residencia|renda|endereco)|holerite|contracheque|dados? (?:bancarios?|pessoais|d[ao] (?:sua |seu )?(?:conta (?:bancaria|corrente|poupanca)|cartao|banco))|conta (?:bancaria|corrente|poupanca)|agencia(?: e|,)? (?:a )?conta|(?:numero|numeros|digitos|validade|codigo) d[oa] (?:seu |sua )?(?:cartao|conta (?:bancaria|corrente))|cvv|senhas?|codigo (?:de (?:seguranca|verificacao|confirmacao|acesso)|que (?:chegou|voce recebeu|vai chegar)|(?:do|por|de) sms|de (?:6|seis) digitos)|token|(?:seu|teu|sua) (?:pix|chave pix|login|cartao)|data de nascimento|nome (?:completo )?d[ae] (?:sua )?mae|em (?:qual|que) banco|(?:qual|que) (?:e )?(?:o )?(?:seu )?banco)\b/;
const OWN =
  /\b(?:nosso|da empresa|da nossa empresa|da companhia|da [a-z]+ (?:solar|energia)|empresarial|a empresa) (?:e |tem )?(?:o )?cnpj\b|\bcnpj (?:(?:e|fica) (?:o |\d)|da empresa|da nossa|da companhia|nosso|numero)|\b(?:nosso|meu|o) cnpj\b(?! d[oa] (?:seu|sua|voce))/;
const ASKS =
  /\b(?:(?:me |nos |te |se )?(?:mand[ae]r?|mande|envi[ae]r?|pass[ae]r?|inform[ae]r?|fornec[ae]r?|forneca|compartilh[ae]r?|digit[ae]r?|escrev[ae]r?|preench[ae]r?|anex[ae]r?|fotograf[ae]r?|encaminh[ae]r?|apresent[ae]r?|mostr[ae]r?|dig[ao]|diz|dizer|fal[ae]|confirm[ae]r?|tir[ae]r? (?:uma )?foto|coloqu?[ea]r?|bot[ae]r?|manda[- ]me|cadastr[ae]r?|deix[ae])|precis(?:o|amos|aria|ariamos|arei)|vou precisar|vamos precisar|vai precisar|necessario|necessito|basta|basta so|falta|faltou|faltam|so falta|exig\w+|solicit\w+|requer|ped(?:e|em|ir|imos)|peco|qual (?:e |seria )?(?:o |a )?(?:seu|sua|numero)|quais (?:sao )?(?:os |as )?(?:seus|suas)|pode me (?:dar|falar)|me ve|me da|quero|queria|por favor|em maos)\b/;
const NEEDS = /\b(?:precis(?:o|amos)|(?:me )?(?:mand|envi|pass|inform)[ae]|falta|sua empresa|seu|sua)\b/;
/** What a lead may well be asked for, so a request beside a private word may be for this. */
const WELCOME =
  /\b(?:valor|media|conta de (?:luz|energia)|foto da (?:sua )?conta|fatura|nome|e-?mail|cidade|bairro|dia|horario|periodo|duvidas?|pergunta|mensagem|sair)\b/;
const ATTRIBUTE =
  /\bn[oa]s? (?:mesm[oa] |seu |sua )*(?:cpf|cnpj)\b|\bmesm[oa] (?:cpf|cnpj)\b|\b(?:outr[oa]s?|contas?|titular|cada|um|do|de) (?:cpf|cnpj)\b(?! d[oa] (?:titular|responsavel))/;
const POSSESSED = /\b(?:seus?|suas?|teus?|tuas?)\s+(?:\w+\s+){0,2}$/;

/** Does it ask for a document, a secret or bank data? A denial, a warning and the company's own CNPJ do not. */
export function asksForDocuments({ said, isQuestion, clauses }: Sentence): boolean {
  const found = PRIVATE.exec(said);
  if (found === null || (OWN.test(said) && !NEEDS.test(said))) return false;
  if (WARNS.test(said) && !/\bme (?:mand|pass|envi|diz|dig|inform)\w*/.test(said)) return false;
  let isDenied = false;
  let hasOpenMention = false;
  for (const clause of clauses) {
    const asks = ASKS.test(clause);
    const mentions = PRIVATE.test(clause);
    // A bare part of a list ("…, RG ou senha") stands under the denial before it.
    if (asks || denies(clause)) isDenied = denies(clause);
    if (asks && !isDenied && (mentions || !WELCOME.test(clause))) return true;
    if (mentions && !isDenied) hasOpenMention = true;
  }
  if (!hasOpenMention) return false;
  if (ATTRIBUTE.test(said) && !isQuestion) return false;
  const isOwned = POSSESSED.test(said.slice(0, found.index)) || /^(?:seus?|suas?|teus?)\b/.test(found[0]);
  const isBare = clauses.join(' ').split(' ').length <= BARE_WORDS;
  return isOwned || isBare || (isQuestion && !/\b(?:qual|quais) (?:a |o )?(?:duvida|diferenca)\b/.test(said));
}
/** Warns of whoever asks, or lets the lead hide it. */
const WARNS =
  /\b(?:cobr(?:e|ir|a)|cubra|risc\w+|tap(?:e|ar|a)|escond\w+|apag\w+|ocult\w+|desconfi\w+|golpe\w*|golpistas?|fraudes?|nao (?:caia|confie)|fique atent[oa]|cuidado)\b/;
/** "CPF e RG, por gentileza": too short to be about anything else. */
const BARE_WORDS = 6;

const MEANS =
  /\b(?:pix|transferencia|ted|deposito|sinal|adiantamento|caucao|boleto|pagamento|(?:valor|taxa|custo) (?:de|da|do) (?:entrada|reserva|adesao|cadastro|analise|inscricao|matricula|visita|projeto|engenharia|vistoria|instalacao)|entrada|parcela|mensalidade|taxa|qr ?code|copia e cola|link de pagamento)\b/;
const PAYING =
  /\b(?:faz|faca|fazer|fazendo|facam|mand[ae]r?|mande|envi[ae]r?|pass[ae]r?|realiz[ae]r?|realize|efetu[ae]r?|efetue|pague|pagar|quit[ae]r?|quite|acert[ae]r?|adiant[ae]r?|deposit[ae]r?|transf[ei]r[aei]\w*|(?:gero|gerar|gerei)(?= (?:o |um |o seu )?(?:boleto|link|pix|qr|codigo|pagamento))|emit\w+|precis(?:a|o|amos)|basta|falta|cobr(?:o|amos|ado))\b/;
const IMPERATIVE =
  /(?:^|[,;:]\s|\b(?:so|ja|entao|favor|basta|aproveit[ae] e|e so)\s)(?:pag(?:a|ue|ar)|deposit(?:a|e|ar)|transf(?:ere|ira|erir)|adiant(?:a|e|ar))\b.{0,40}(?:r\$|\breais\b|\bvalor\b|\bhoje\b|\bagora\b|\bantecipad|\bmetade\b|\bprimeira\b|\bcontrato\b|\bconta\b|\d)/;
const KEY =
  /\b(?:(?:chave|codigo|meu|nosso) (?:do |de )?pix|pix (?:copia e cola|da empresa|e|no)|qr ?code|copia e cola|link de pagamento|dados? pra (?:deposito|transferencia|pagamento)|conta pra (?:deposito|transferencia))\b/;
const TO_SECURE =
  /\b(?:pra|para|e assim|so) (?:garant\w+|reserv\w+|segur\w+|liber\w+|confirm\w+|agiliz\w+|adiantar|dar andamento|prosseguir|entrar|comecar|iniciar|marcar|agendar)\b.{0,60}\b(?:pag\w+|taxa|sinal|pix|reais|deposit\w+|entrada|transfer\w+|cartao)\b|\b(?:pag\w+|taxa|sinal|pix|reais|deposit\w+|transfer\w+)\b.{0,40}\b(?:pra|para|e|que) (?:garant\w+|reserv\w+|segur\w+|liber\w+|confirm\w+|agiliz\w+)\b/;
const FEE_BY =
  /\b(?:taxa|sinal|adiantamento|caucao|reserva)\b(?: \w+){0,5} (?:por|via|no|em|pelo) (?:pix|boleto|cartao|dinheiro|transferencia)\b/;
const FEE_DUE =
  /\bpag(?:a|am|ando)\b(?: \w+){0,3} (?:taxa|sinal|entrada|adiantamento|caucao|reserva|adesao|inscricao|matricula)\b/;
const PROOF = /\bcomprovante\b(?! de (?:residencia|renda|endereco))/;
/** The distributor's own charges, the lead's bill, and the plan's question about cash or credit ask for no money of ours. */
const HARMLESS =
  /\b(?:taxa (?:minima|de disponibilidade|de iluminacao|da prefeitura)|boleto da (?:sua )?(?:conta|luz|energia|concessionaria|distribuidora)|pagamento (?:da|de) (?:sua )?(?:conta de )?(?:luz|energia)|a vista ou|financiar ou|ou (?:em )?(?:pagar )?a vista|formas? de pagamento|condicoes de pagamento)\b/;

/** Does it ask for money or say where to send it? */
export function asksForPayment({ said, clauses }: Sentence): boolean {
  let isDenied = false;
  for (const clause of clauses) {
    const pays = PAYING.test(clause);
    if (pays || denies(clause)) isDenied = denies(clause);
    if (isDenied || HARMLESS.test(clause)) continue;
    if (
      KEY.test(clause) ||
      FEE_BY.test(clause) ||
      FEE_DUE.test(clause) ||
      (pays && MEANS.test(clause)) ||
      IMPERATIVE.test(clause)
    )
      return true;
    if (PROOF.test(clause) && ASKS.test(clause)) return true;
  }
  return TO_SECURE.test(said) && !denies(said) && !HARMLESS.test(said);
}
