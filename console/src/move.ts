/** Moving a card: shown at once, undone with a sentence where Kommo refuses. */
import { signal } from '@preact/signals';
import type { LeadCard, Stage } from '../../lib/console/wire.ts';
import { act } from './server.ts';
import { leads, putLeads, session, tell, words } from './state.ts';

/** Kommo's webhook about the next move is lost. */
export const isUntold = signal(false);
/** Whose card the keyboard's menu is about to move. */
export const moving = signal<LeadCard | null>(null);

/** Written as Kommo's stages are: "EM QUALIFICAÇÃO" reads as "Em qualificação". */
export function stageName(stage: Stage | string | null): string {
  const found = typeof stage === 'string' ? session.value?.stages.find(({ key }) => key === stage) : stage;
  if (!found) return words.value.otherStage;
  return found.name === found.name.toUpperCase()
    ? found.name.charAt(0) + found.name.slice(1).toLowerCase()
    : found.name;
}

export async function moveTo(lead: LeadCard, stage: Stage): Promise<void> {
  if (stage.key === lead.stage || stage.key === 'unmapped') return;
  const before = lead.stage;
  putLeads([{ ...lead, stage: stage.key }]);
  const refusal = await act('/move', {
    lead: lead.key,
    stage: stage.key,
    seller: session.value?.sellers[0]?.key ?? '',
    told: !isUntold.value,
  });
  if (refusal === null) {
    tell(words.value.moved(lead.name, stageName(stage)));
    return;
  }
  const now = leads.value.get(lead.key);
  // What came meanwhile stands; only our own guess is taken back.
  if (now?.stage === stage.key) putLeads([{ ...now, stage: before }]);
  tell(words.value.refusals[refusal], true);
}
