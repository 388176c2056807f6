/** Questions and objections that leads raise, and what the playbook answers. No answer asks anything back. */

import type { Conversation } from './brain.ts';
import type { Choice } from './extract/choice.ts';
import type { Flow, Objection } from './extract/facts.ts';
import { objectionsIn } from './extract/objections.ts';
import { plain } from './extract/plain-text.ts';
import { solutionPitch } from './playbook.ts';

/** What can be asked about that is no objection. */
export const QUESTIONS_OF_LEADS = [
  'robot',
  'how_it_works',
  'titularity',
  'works',
  'discount',
  'savings',
  'price',
  'region',
  'company',
  'my_number',
  'ownership',
  'adjustment',
  'hours',
] as const;
export type QuestionOfLead = (typeof QUESTIONS_OF_LEADS)[number];

export type Topic =
  | { readonly kind: 'question'; readonly question: QuestionOfLead }
  | { readonly kind: 'objection'; readonly objection: Objection }
  | { readonly kind: 'solution'; readonly flow: Flow };

const SIGNS: Readonly<Record<QuestionOfLead, RegExp>> = {
  robot:
    /\b(?:robo|bot|chatbot|inteligencia artificial|maquina|automatic[oa]|pessoa de verdade|voce e (?:real|humana?|uma ia|ia|gente))\b/,
  how_it_works:
    /\bcomo (?:e que )?(?:isso )?(?:funciona|seria isso|e isso|que e isso)\b|\b(?:me )?explic(?:a|ar|ue) (?:melhor|isso|direito|como)\b|\bo que (?:e|seria) isso\b|\bdo que se trata\b|\bnao entendi (?:direito|bem|nada|como)\b/,
  titularity:
    /\b(?:titularidade|transferir a conta|conta (?:fica|continua) no meu nome|mudar (?:o nome|a titularidade|de companhia|a distribuidora)|trocar de (?:companhia|distribuidora))\b/,
  works:
    /\b(?:tem|precisa|vai ter|preciso)\b.{0,16}\b(?:obra|reforma|quebra|quebradeira|instalar (?:algo|alguma coisa))\b/,
  discount: /\b(?:qual|quanto|quantos?|tem|de quanto|quais)\b.{0,20}\bdescontos?\b/,
  savings: /\b(?:quanto|qual)\b.{0,24}\b(?:economi\w+|poup\w+)\b|\b(?:payback|retorno|se paga)\b/,
  price:
    /\b(?:quanto (?:custa|e|sai|fica|seria|que custa|eu pago|vou pagar|ta|esta)|qual (?:e )?o (?:valor|preco|custo|investimento)|preco|orcamento|tem taxa|taxa de adesao)\b/,
  region:
    /\b(?:atende(?:m)?|funciona|tem|chega|fazem?)\b.{0,12}\b(?:em|no|na|aqui)\b.{0,30}\?|\b(?:onde|que regiao|quais (?:cidades|estados))\b.{0,20}\b(?:atende|fica|voces|vcs|sao)\b/,
  company:
    /\b(?:quem (?:sao|e|seria) (?:voces|vcs|voce|vc|a empresa)|que empresa|qual (?:e )?a empresa|de onde (?:voces|vcs|voce|e|sao)|quem (?:esta falando|ta falando|fala|e)\s*\?)/,
  my_number:
    /\b(?:como|onde)\b.{0,16}\b(?:consegu\w+|pegou|pegaram|achou|acharam|tem|tiveram|obteve)\b.{0,12}\bmeu (?:numero|contato|telefone|zap|whatsapp)\b|\bquem (?:te |lhe )?(?:passou|deu) meu (?:numero|contato|telefone)\b/,
  ownership: /\b(?:usina|placas?)\b.{0,16}\b(?:fica|vai ser|e|sera|vira)\b.{0,12}\b(?:minha|meu|nossa)\b/,
  adjustment: /\b(?:reajust\w+|ipca|aument(?:a|o) (?:todo|por|ao) ano|iluminacao publica)\b/,
  hours: /\b(?:que horas|qual (?:o )?horario|horario de (?:atendimento|funcionamento))\b/,
};

const ABOUT_OWN_WISH = /\bnao quero (?:falar|conversar)\b/;

/** What the lead wants explained, most pressing first. */
export function topicsIn(text: string, { choice }: { choice: Choice }): readonly Topic[] {
  const said = plain(text);
  const isQuestion =
    said.includes('?') ||
    /^(?:e |mas |oi |ola |bom dia |boa tarde )*(?:como|qual|quais|quanto|onde|quem|que|o que|tem|voce e|vc e|me explica|nao entendi)\b/.test(
      said,
    ) ||
    /\b(?:quero|queria|gostaria de) (?:saber|entender)\b/.test(said);
  const questions = ABOUT_OWN_WISH.test(said)
    ? []
    : QUESTIONS_OF_LEADS.filter((question) => isQuestion && SIGNS[question].test(said));
  const [first] = questions;
  const topics: Topic[] = questions.map((question) => ({ kind: 'question', question }));
  // Asked about by name, a solution is explained by its own pitch rather than by a general answer.
  if (choice.kind === 'question' && (first === undefined || first === 'how_it_works'))
    topics.unshift({ kind: 'solution', flow: choice.flow });
  for (const objection of objectionsIn(text)) topics.push({ kind: 'objection', objection });
  return topics;
}

type Asker = Pick<Conversation, 'agentName' | 'companyName' | 'facts'>;

/** The answer, without a question mark, or null where the next question of the conversation answers better. */
export function answerTo(topic: Topic, { agentName, companyName, facts }: Asker): string | null {
  switch (topic.kind) {
    case 'solution':
      return solutionPitch(topic.flow, facts);
    case 'objection':
      return OBJECTION_ANSWERS[topic.objection];
    case 'question':
      return questionAnswer(topic.question, { agentName, companyName });
  }
}

function questionAnswer(
  question: QuestionOfLead,
  { agentName, companyName }: Pick<Asker, 'agentName' | 'companyName'>,
): string {
  switch (question) {
    case 'robot':
      return `Sou ${agentName}, a assistente virtual da ${companyName}, então é um atendimento automático. Se preferir uma pessoa da equipe, é só me dizer.`;
    case 'how_it_works':
      return 'A ideia é baixar a sua conta de luz com energia solar, com placas suas ou comprando energia mais barata sem obra, e o melhor caminho depende do valor da conta.';
    case 'titularity':
      return 'Essa parte da titularidade é explicada por escrito antes de qualquer assinatura, e nossa equipe acompanha você do começo ao fim.';
    case 'works':
      return 'Só a usina própria tem instalação no imóvel. Na compra de energia com desconto não tem obra nenhuma.';
    case 'discount':
      return 'Na compra de energia o desconto é de até 20% na conta, garantido em contrato, e começa cerca de 90 dias depois da assinatura.';
    case 'savings':
      return 'Com a usina própria a economia chega a 90% da conta e o investimento costuma se pagar em cerca de 3 anos. Na compra de energia são até 20% a menos, sem investir.';
    case 'price':
      return 'Depende da solução e do tamanho da conta: a compra de energia com desconto não tem investimento, e a usina própria é orçada conforme o consumo.';
    case 'region':
      return 'Nossa base é em Pernambuco, e o que dá pra fazer em cada cidade depende da distribuidora de energia.';
    case 'company':
      return `Aqui é ${agentName}, da ${companyName}, uma empresa de energia solar.`;
    case 'my_number':
      return 'Seu contato chegou pra gente por aqui mesmo, por alguém que se interessou em economizar na conta de luz. Se preferir não receber mensagens, é só escrever SAIR.';
    case 'ownership':
      return 'A usina própria é sua desde o início. Na compra de energia ela só passa a ser do cliente em Pernambuco, com conta a partir de R$ 4.000, depois de 6 anos.';
    case 'adjustment':
      return 'O valor é reajustado pelo IPCA, e a iluminação pública representa mais 1,5%.';
    case 'hours':
      return 'As conversas com nossos especialistas são de segunda a sexta, das 8h às 18h.';
  }
}

const OBJECTION_ANSWERS: Readonly<Record<Objection, string | null>> = {
  // The next question is the answer: a new plant, or none.
  ja_tem_usina: null,
  terreno_proprio:
    'Dá pra instalar no seu próprio terreno, desde que ele receba bem o sol, e isso entra na análise.',
  ja_tem_desconto:
    'Vale comparar, porque o nosso desconto é de até 20% líquido, garantido em contrato, e a análise da conta é gratuita.',
  prazo_contrato:
    'O contrato da compra de energia é de 36 a 40 meses, com o desconto garantido por escrito durante todo esse tempo.',
  cancelamento:
    'As condições de cancelamento ficam claras no contrato antes de você assinar, e nosso especialista passa por elas com calma.',
  custo_depois: 'Depois que a usina é sua, o custo que fica é o do lote, de R$ 500 mensais.',
  manutencao:
    'As placas pedem pouca manutenção, basicamente limpeza, e foram feitas pra durar mais de 25 anos.',
  preco:
    'Entendo a preocupação com o custo. A compra de energia com desconto não pede investimento nenhum, a economia vem direto na conta.',
  desconfianca:
    'Faz bem em desconfiar. Aqui tudo fica em contrato, a análise da conta é gratuita e nada é cobrado pra conversar.',
  concorrente:
    'É bom comparar mesmo. O que oferecemos é desconto garantido em contrato e análise gratuita da conta, pra você decidir com os números na mão.',
  vou_pensar: 'Sem pressa, o importante é você decidir tranquilo.',
};
