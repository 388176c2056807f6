/** One lead on the board. */
import { draggable } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { useComputed } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { LeadCard } from '../../lib/console/wire.ts';
import { takerOf } from './baton.tsx';
import { moment, money, span } from './format.ts';
import { HolderIcon, Icon } from './icons.tsx';
import { moving, stageName } from './move.ts';
import { go, language, leadKey } from './place.ts';
import { coarseNowMs, session, words } from './state.ts';

function Facts({ lead }: { lead: LeadCard }) {
  const { billBrl, solution, nextFollowUpAt } = lead;
  const w = words.value;
  const facts = [
    billBrl === null ? null : money(billBrl, language.value),
    solution === null ? null : (session.value?.solutions[solution] ?? solution),
  ].filter((fact) => fact !== null);
  return (
    <>
      {facts.length > 0 && <span class="card-facts">{facts.join(' · ')}</span>}
      {nextFollowUpAt !== null && (
        <span class="card-facts">
          {w.followUp(moment(nextFollowUpAt, coarseNowMs.value, language.value))}
        </span>
      )}
      {lead.hasCard && lead.stageSeen !== null && lead.stage !== null && lead.stage !== lead.stageSeen && (
        <span class="card-drift">{w.unseen(stageName(lead.stageSeen))}</span>
      )}
    </>
  );
}

export function Card({ lead }: { lead: LeadCard }) {
  const element = useRef<HTMLLIElement>(null);
  const { key, name, holder, since, waitingSince, hasCard } = lead;
  useEffect(() => {
    if (!__PLAYS__ || !element.current || !hasCard) return undefined;
    return draggable({
      element: element.current,
      getInitialData: () => ({ lead: key }),
      onDragStart: () => element.current?.classList.add('is-dragged'),
      onDrop: () => element.current?.classList.remove('is-dragged'),
    });
  }, [key, hasCard]);
  const w = words.value;
  const now = coarseNowMs.value;
  // Drawn again only where the answer changes, and not for every card of the board.
  const isOpen = useComputed(() => leadKey.value === key).value;
  return (
    <li ref={element} class={`card is-${holder}${isOpen ? ' is-open' : ''}`} data-lead={key}>
      <button
        type="button"
        class="card-open"
        aria-current={isOpen ? 'true' : undefined}
        onClick={() => go({ lead: key, at: null, view: 'talk' })}
      >
        <span class="card-name">{name}</span>
        <span class="holder">
          <HolderIcon holder={holder} />
          {takerOf(lead) ?? w.holder[holder]}
          {since !== null && <span class="card-since">{span(now - since)}</span>}
        </span>
        {waitingSince !== null && hasCard && (
          <span class="card-waits">{w.waits(span(now - waitingSince))}</span>
        )}
        {!hasCard && <span class="card-facts">{w.arriving}</span>}
        <Facts lead={lead} />
      </button>
      {__PLAYS__ && hasCard && (
        <button
          type="button"
          class="card-menu"
          aria-label={w.move(name)}
          aria-haspopup="dialog"
          onClick={() => {
            moving.value = lead;
          }}
        >
          <Icon name="more" />
        </button>
      )}
    </li>
  );
}
