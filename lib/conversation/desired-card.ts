/** What the card should show for what the conversation knows (design §6). Pure. */
import type { DesiredCard } from '../kommo/sync.ts';
import type { LeadRecord } from '../store/rows.ts';
import type { Flow } from './facts/facts.ts';
import { flowTag, objectionTag } from './playbook.ts';
import { score, targetStage, verdict } from './qualification.ts';
import { knowledgeOf } from './talk.ts';

/** The options of the field "Solução Solar" (playbook.md, numbers of the real account). */
const SOLUTION_OPTIONS = {
  instalacao_usina_propria: 'Instalação Usina Própria',
  aluguel_lote: 'Aluguel de Lote',
  compra_energia_desconto: 'Compra com Desconto',
  usina_investimento: 'Usina Investimento',
} as const satisfies Record<Flow, string>;

export function desiredCard(lead: LeadRecord, limits: { minBillBrl: number; minScore: number }): DesiredCard {
  const { facts, dialogue } = knowledgeOf(lead);
  const points = score(facts);
  const stage =
    lead.signals.botHandoffAtMs !== null ? 'atendimento_humano' : targetStage({ facts, dialogue, verdict: verdict(facts, limits) });
  return {
    ...(stage !== null && { stage }),
    ...(facts.name !== null && { name: facts.name }),
    fields: {
      ...(lead.address.phone !== null && { whatsapp: lead.address.phone }),
      ...(facts.billBrl !== null && { bill_value: facts.billBrl }),
      ...(facts.chosenFlow !== null && { solution: SOLUTION_OPTIONS[facts.chosenFlow] }),
      ...(points > 0 && { score: points }),
    },
    tagsToAdd: [
      ...(facts.chosenFlow === null ? [] : [flowTag(facts.chosenFlow)]),
      ...facts.objections.map(objectionTag),
      ...(lead.signals.optedOutAtMs !== null ? ['opt-out'] : []),
    ],
  };
}
