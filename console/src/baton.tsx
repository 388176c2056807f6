/** Who has the conversation: the one thing that everybody must understand in five seconds. */
import type { LeadCard } from '../../lib/console/wire.ts';
import { reasonIn } from '../../lib/language.ts';
import { hour, moment } from './format.ts';
import { HolderIcon } from './icons.tsx';
import { stageName } from './move.ts';
import { language } from './place.ts';
import { act } from './server.ts';
import { coarseNowMs, status, tell, words } from './state.ts';

/** Words of the ledger that name no one. */
const NOBODYS_NAMES = new Set(['lead', 'bot', 'person', 'operator']);

/** Who took it, where that is known. */
export function takerOf({ holder, takenBy }: LeadCard): string | null {
  const author = takenBy?.author ?? null;
  return holder !== 'person' || author === null || NOBODYS_NAMES.has(author) ? null : author;
}

function headline(lead: LeadCard): string {
  const w = words.value;
  if (lead.holder !== 'person') return w.holds[lead.holder];
  const who = takerOf(lead) ?? w.somebody;
  const until = lead.until === null ? null : moment(lead.until, coarseNowMs.value, language.value);
  return w.holds.person(who, until);
}

function because(lead: LeadCard): string {
  const w = words.value;
  if (lead.holder === 'bot') return w.botAnswers;
  const reason =
    lead.holder === 'nobody'
      ? lead.heldCause
      : lead.heldBy === 'opt_out'
        ? 'opt_out'
        : (lead.takenBy?.reason ?? null);
  if (reason === null) return '';
  const sentence = reasonIn(language.value, reason);
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

async function ask(path: '/take' | '/give-back', lead: LeadCard): Promise<void> {
  const refusal = await act(path, { lead: lead.key });
  if (refusal !== null) tell(words.value.refusals[refusal], true);
}

export function Baton({ lead }: { lead: LeadCard }) {
  const w = words.value;
  const stoppedAt = status.value?.stoppedAt ?? null;
  const isDrifted =
    lead.stage !== null && lead.stageSeen !== null && lead.stage !== lead.stageSeen && lead.holder === 'bot';
  return (
    <div class={`baton is-${lead.holder}`} role="status" data-holder={lead.holder}>
      <HolderIcon holder={lead.holder} />
      <div class="baton-words">
        <strong>{headline(lead)}</strong>
        <span>
          {stoppedAt !== null && lead.holder === 'bot'
            ? w.stoppedSince(hour(stoppedAt, language.value), status.value?.stoppedBy ?? null)
            : isDrifted
              ? w.drift(stageName(lead.stage), stageName(lead.stageSeen))
              : because(lead)}
        </span>
      </div>
      {lead.holder === 'bot' ? (
        <button type="button" class="plain" onClick={() => void ask('/take', lead)}>
          {w.take}
        </button>
      ) : (
        <button type="button" class="plain" onClick={() => void ask('/give-back', lead)}>
          {w.giveBack}
        </button>
      )}
    </div>
  );
}
