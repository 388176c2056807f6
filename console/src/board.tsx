/** Quadro: the pipeline as Kommo has it, and who holds each lead. */
import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { computed, signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Holder } from '../../lib/console/wire.ts';
import { byRank, byWaiting, type Column, columnsOf, fits } from './board-order.ts';
import { Card } from './card.tsx';
import { Figures } from './figures.tsx';
import { FirstHello, isWritingNew } from './first-hello.tsx';
import { Icon } from './icons.tsx';
import { isUntold, moveTo, stageName } from './move.ts';
import { go, place } from './place.ts';
import { coarseNowMs, leads, loaded, session, words } from './state.ts';

const CARDS_AT_FIRST = 30;
/** A pointer that rests so long reads nothing any more. */
const READ_FOR_MS = 4_000;

/** Somebody reads or drags: nothing changes its place under their eyes. */
const isRead = signal(false);
let restTimer: ReturnType<typeof setTimeout> | undefined;
function read(): void {
  isRead.value = true;
  clearTimeout(restTimer);
  restTimer = setTimeout(() => {
    isRead.value = false;
  }, READ_FOR_MS);
}
function leave(): void {
  clearTimeout(restTimer);
  isRead.value = false;
}

let ranks: ReadonlyMap<string, number> = new Map();
const columns = computed((): readonly Column[] => {
  const filter = place.value;
  const shown = [...leads.value.values()].filter((lead) => fits(lead, filter, coarseNowMs.value));
  const stages = session.value?.stages ?? [];
  const made = columnsOf(shown, stages, isRead.value ? byRank(ranks) : byWaiting);
  ranks = new Map(made.flatMap((column) => column.leads).map(({ key }, rank) => [key, rank]));
  return filter.stage === null ? made : made.filter(({ key }) => key === filter.stage);
});

function StageColumn({ column }: { column: Column }) {
  const element = useRef<HTMLElement>(null);
  const [isOver, setOver] = useState(false);
  const [limit, setLimit] = useState(CARDS_AT_FIRST);
  const { stage } = column;
  useEffect(() => {
    if (!__PLAYS__ || !element.current || !stage) return undefined;
    return dropTargetForElements({
      element: element.current,
      onDragEnter: () => setOver(true),
      onDragLeave: () => setOver(false),
      onDrop: ({ source }) => {
        setOver(false);
        const lead = leads.value.get(String(source.data['lead']));
        if (lead) void moveTo(lead, stage);
      },
    });
  }, [stage?.key]);
  const w = words.value;
  const hidden = column.leads.length - limit;
  const isEmpty = column.leads.length === 0;
  const name = stageName(stage);
  return (
    <section
      ref={element}
      class={`column${isEmpty ? ' is-empty' : ''}${isOver ? ' is-over' : ''}`}
      aria-label={name}
      data-stage={column.key}
    >
      <h3 class="column-head">
        <span class="column-name">{name}</span>
        <span class="column-count">{column.leads.length}</span>
      </h3>
      {!isEmpty && (
        <ul class="cards">
          {column.leads.slice(0, limit).map((lead) => (
            <Card key={lead.key} lead={lead} />
          ))}
        </ul>
      )}
      {hidden > 0 && (
        <button type="button" class="quiet" onClick={() => setLimit(limit + CARDS_AT_FIRST)}>
          {w.showMore(Math.min(hidden, CARDS_AT_FIRST))}
        </button>
      )}
    </section>
  );
}

function Filters() {
  const w = words.value;
  const { text, holder, stage, isWaiting } = place.value;
  return (
    <div class="filters">
      <input
        type="search"
        value={text}
        placeholder={w.search}
        aria-label={w.search}
        onInput={({ currentTarget }) => go({ text: currentTarget.value })}
      />
      <select
        aria-label={w.holderFilter}
        value={holder ?? ''}
        onChange={({ currentTarget }) => go({ holder: (currentTarget.value || null) as Holder | null })}
      >
        <option value="">{w.anyHolder}</option>
        {(['bot', 'person', 'nobody'] as const).map((who) => (
          <option key={who} value={who}>
            {w.holderShort[who]}
          </option>
        ))}
      </select>
      <select
        aria-label={w.stageFilter}
        value={stage ?? ''}
        onChange={({ currentTarget }) => go({ stage: currentTarget.value || null })}
      >
        <option value="">{w.anyStage}</option>
        {session.value?.stages.map((one) => (
          <option key={one.key} value={one.key}>
            {stageName(one)}
          </option>
        ))}
      </select>
      <label class="check">
        <input type="checkbox" checked={isWaiting} onChange={() => go({ isWaiting: !isWaiting })} />
        {w.waitingFilter}
      </label>
      {__PLAYS__ && (
        <label class="check" title={w.untoldHint}>
          <input
            type="checkbox"
            checked={isUntold.value}
            onChange={() => {
              isUntold.value = !isUntold.value;
            }}
          />
          {w.untold}
        </label>
      )}
    </div>
  );
}

function Stages() {
  const w = words.value;
  if (loaded.value === 'loading') return <p class="empty">{w.loading}</p>;
  if (loaded.value === 'unreachable') return <p class="empty">{w.unreachable}</p>;
  if (leads.value.size === 0) return __PLAYS__ ? <FirstHello /> : <p class="empty">{w.nobodyYet}</p>;
  if (columns.value.every((column) => column.leads.length === 0)) return <p class="empty">{w.noMatch}</p>;
  return (
    <div class="stages" onPointerMove={read} onPointerDown={read} onPointerLeave={leave}>
      {columns.value.map((column) => (
        <StageColumn key={column.key} column={column} />
      ))}
    </div>
  );
}

export function Board() {
  const w = words.value;
  return (
    <section class="pane board" aria-labelledby="board-title">
      <header class="pane-head">
        <h2 id="board-title">{w.board}</h2>
        {__PLAYS__ && (
          <button
            type="button"
            class="plain"
            onClick={() => {
              isWritingNew.value = true;
            }}
          >
            <Icon name="plus" />
            {w.newLead}
          </button>
        )}
      </header>
      <Filters />
      <Stages />
      <Figures />
    </section>
  );
}
