/** docs/texts.md: every text a lead can read, as one page for the company to review. */
import { KNOWLEDGE } from '../../lib/agent/knowledge/company.ts';

const SLOTS = new Map(KNOWLEDGE.slots.map((slot) => [slot.key, slot]));

/** A slot stands with its value; an empty one, or one whose day may pass, says so. */
const shown = (text: string): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const slot = SLOTS.get(name);
    if (slot === undefined) return whole;
    if (slot.contradiction !== null || slot.value === null) return `‹${name}: vazio›`;
    return slot.validUntil === null ? slot.value : `${slot.value} ‹até ${slot.validUntil}›`;
  });

const list = (lines: readonly string[]): string => lines.map((line) => `- ${shown(line)}`).join('\n');

export function textsPage(): string {
  const { solutions, passages, wordings } = KNOWLEDGE;
  return `${[
    '# Textos',
    'Tudo o que um lead pode ler do robô, para a empresa revisar. Gerado de [knowledge](../knowledge/README.md) por `npm run docs`: corrija lá.',
    'Entre chaves fica o que o código preenche. `‹campo: vazio›` é um campo da ficha que a empresa ainda não preencheu: a frase não é dita, e a pergunta fica anotada para uma pessoa.',
    '## Soluções',
    ...solutions.map(({ name, short, pitch, premium, handsOverWith }) =>
      [
        `**${name}**`,
        list([
          `No menu: ${short}`,
          `Escolhida: ${pitch}`,
          ...(premium === null
            ? []
            : [
                `${premium.name}, a partir de R$ ${premium.fromBillBrl.toLocaleString('pt-BR')}: ${premium.pitch}`,
              ]),
          ...(handsOverWith === null ? [] : [`Ao passar para uma pessoa: ${handsOverWith}`]),
        ]),
      ].join('\n\n'),
    ),
    '## Respostas',
    ...passages.map(({ id, questions, answer, meanwhile }) =>
      [
        `**${id}**: “${questions[0] ?? ''}”`,
        list([
          ...(answer === null ? [] : [answer]),
          ...(meanwhile === null ? [] : [`Enquanto isso: ${meanwhile}`]),
          ...(answer === null && meanwhile === null ? ['Uma pessoa responde.'] : []),
        ]),
      ].join('\n\n'),
    ),
    '## Frases da conversa',
    ...wordings.map(({ key, texts }) => [`**${key}**`, list(texts)].join('\n\n')),
  ].join('\n\n')}\n`;
}
