/** Sentences by which the assistant would pass for a person (L1), or deny that it is a machine. */
import type { Sentence } from './sentences.ts';

const MACHINE =
  '(?:robo\\w*|bots?|chatbot|maquina|ia|i\\.a\\.?|inteligencia artificial|assistente virtual|(?:atendimento|resposta|mensagem) automatic[oa]|programa de computador|computador)';
const DENIES_MACHINE = new RegExp(
  String.raw`\b(?:nao (?:sou|somos|e|estou|tem|existe|ha|usamos|esta falando com|ta falando com)|nada de|nenhum|nem sou|longe de ser|sem|esquece esse papo de) (?:mais |e |de |com )*(?:um |uma |nenhum |nenhuma |nada de )*${MACHINE}\b|\b(?:isso|isto|aqui|eu) nao (?:e|sou) (?:nada )?automatic[oa]`,
);
const HUMAN =
  '(?:pessoa|human[oa]s?|ser humano|gente(?: (?:de verdade|como|igual|que))|mulher|homem|moca|rapaz|de verdade|real|de carne e osso|profissional de verdade|atendente human[oa]|atendente de verdade)';
const CLAIMS_HUMAN = new RegExp(
  String.raw`\b(?:(?<!nao )(?<!que eu )(?:eu )?(?:sou|somos)(?: sim)?|aqui (?:e|quem fala e|fala)|quem (?:escreve|digita|responde|fala)(?: aqui)? e|(?:esta|ta)(?: ja)? (?:falando|conversando|lidando) (?:e )?com)(?: eu| mesmo| sim| mesma| todinha|,)* (?:uma? |bem |muito |toda )*${HUMAN}\b`,
);
const LIVES =
  /\b(?:tenho \d+ anos(?! de (?:garantia|mercado))|nasci (?:em|no|na|aqui)|(?:eu )?moro (?:em|no|na|aqui|perto)|sou (?:casad|solteir|mae|pai|avo|filh|natural|pernambucan|nordestin|recifens|paraiban|engenheir|tecnic|formad|gradua)\w*|meu (?:marido|esposo|namorado|filho|pai)|minha (?:esposa|mae|filha|familia|propria (?:casa|conta|usina))|meus (?:filhos|pais)|na minha (?:casa|conta|rua)|la em casa (?:eu|tambem|a gente|botei|instal)|eu mesm[oa] (?:instal|uso|tenho|fui|vou|coloq|botei|test|visit)\w*|instalei (?:na minha|la em|em casa)|(?:estou|to) (?:aqui )?(?:no escritorio|na loja|na rua|no carro|no transito|no almoco|em casa|almocando|dirigindo|cansad|digitando|com sono|na minha mesa)|acabei de (?:almocar|voltar|chegar|sair|tomar|acordar)|tomei um cafe|trabalho (?:aqui )?(?:ha|faz|desde)|meus \d+ anos de|tenho (?:muitos |varios |\d+ )?anos de (?:experiencia|profissao|area)|te (?:encontro|vejo|espero) (?:la|ai|na)|carne e osso|meu rosto|minha voz|quem (?:digita|escreve|esta aqui) sou eu|sou eu (?:mesm[oa] )?que (?:digit|escrev|vou)\w*)\b/;
const PLEDGES_REAL =
  /\b(?:pode (?:acreditar|confiar|ficar tranquil[oa])\W+)?(?:eu )?sou (?:bem |muito )?(?:real|de verdade|gente)\b|\bgente de verdade (?:escrev|digit|respond|aqui|desse|do outro)\w*/;
/** "não sou uma pessoa", "quer falar com uma pessoa": the truth, and an offer. */
const TRUTH = /\bnao (?:sou|e) (?:uma? )?(?:pessoa|human[oa]|gente)\b/;

/** Does it claim to be human, or to have a human's life? */
export const claimsToBeAPerson = ({ said }: Sentence): boolean =>
  !TRUTH.test(said) &&
  (DENIES_MACHINE.test(said) || CLAIMS_HUMAN.test(said) || LIVES.test(said) || PLEDGES_REAL.test(said));
