/** Conversa: the lead's phone, with the bot's silences drawn inside it. */
import { computed } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { TalkLine } from '../../lib/console/wire.ts';
import { Baton } from './baton.tsx';
import { Composer } from './composer.tsx';
import { day, hour, sentence } from './format.ts';
import { Icon, type IconName, Mark, Ticks } from './icons.tsx';
import { go, language, leadKey } from './place.ts';
import { forgotten, ledger, openLead, talk, words } from './state.ts';
import { type Entry, entriesOf } from './talk-lines.ts';

const NEAR_END_PX = 80;

const ICONS: Readonly<Record<string, IconName>> = {
  voice: 'voice',
  image: 'image',
  sticker: 'image',
  video: 'image',
  location: 'location',
};

const entries = computed(() => entriesOf(talk.value ?? [], ledger.value ?? []));

function Status({ line }: { line: TalkLine }) {
  if (line.author === 'lead' || line.status === null) return null;
  const words_ = words.value.ticks[line.status];
  return (
    <span class="status" title={words_}>
      {line.status === 'pending' || line.status === 'failed' || line.status === 'unknown' ? (
        <span class="status-word">{words_}</span>
      ) : (
        <>
          <Ticks isDouble={line.status !== 'sent'} isRead={line.status === 'read'} />
          <span class="unseen">{words_}</span>
        </>
      )}
    </span>
  );
}

/** As WhatsApp shows it: what stands between asterisks is bold. Text nodes, whatever was written. */
function Written({ text }: { text: string }) {
  const parts = text.split(/\*([^*\n]+)\*/);
  return (
    <span class="bubble-text">
      {parts.map((part, index) => (index % 2 === 1 ? <strong key={part}>{part}</strong> : part))}
    </span>
  );
}

function Bubble({ line }: { line: TalkLine }) {
  const w = words.value;
  const { author, deleted, kind, text } = line;
  return (
    <li class={`bubble is-${author}`} data-author={author}>
      <span class={author === 'lead' ? 'unseen' : 'bubble-author'}>{w.author[author]}</span>
      {deleted ? (
        <em class="bubble-text">{w.deleted}</em>
      ) : (
        <>
          {kind !== null && (
            <span class="bubble-kind">
              <Icon name={ICONS[kind] ?? 'file'} />
              {w.kinds[kind] ?? kind}
            </span>
          )}
          {text !== '' && <Written text={text} />}
        </>
      )}
      <span class="bubble-foot">
        {line.reaction !== '' && <span class="reaction">{line.reaction}</span>}
        {line.edited && !deleted && <span>{w.edited}</span>}
        <time>{hour(line.at, language.value)}</time>
        <Status line={line} />
      </span>
    </li>
  );
}

function Line({ entry }: { entry: Entry }) {
  if (entry.kind === 'day') return <li class="day">{day(entry.at, language.value)}</li>;
  if (entry.kind === 'message') return <Bubble line={entry.line} />;
  const { line, times } = entry;
  return (
    <li class={`decision is-${line.kind}`}>
      <button type="button" onClick={() => go({ at: line.id, view: 'why' })}>
        <span class="decision-words">
          {sentence(line, language.value)}
          <span class="decision-time">
            {times > 1 ? `${words.value.times(times)}, ` : ''}
            {hour(line.at, language.value)}
          </span>
        </span>
      </button>
    </li>
  );
}

function Lines() {
  const list = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const key = leadKey.value;
  useEffect(() => {
    isAtEnd.current = true;
  }, [key]);
  useLayoutEffect(() => {
    // Whoever scrolled up reads there, whatever arrives below.
    if (list.current && isAtEnd.current) list.current.scrollTop = list.current.scrollHeight;
  }, [entries.value, key]);
  const w = words.value;
  return (
    <div
      class="lines"
      ref={list}
      role="log"
      aria-label={w.talk}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls is reached by the keyboard.
      tabIndex={0}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
      }}
    >
      {talk.value === null ? (
        <p class="empty">{w.loading}</p>
      ) : entries.value.length === 0 ? (
        <p class="empty">{w.noWords}</p>
      ) : (
        <ol>
          {entries.value.map((entry) => (
            <Line key={entry.id} entry={entry} />
          ))}
        </ol>
      )}
    </div>
  );
}

export function Talk() {
  const w = words.value;
  const key = leadKey.value;
  const lead = openLead.value;
  const isForgotten = key !== null && forgotten.value.has(key) && !lead;
  return (
    <section class="pane talk" aria-labelledby="talk-title" id="talk">
      <header class="pane-head">
        <h2 id="talk-title">{lead ? lead.name : w.talk}</h2>
        {lead?.phone && lead.phone !== lead.name && <span class="phone">{lead.phone}</span>}
      </header>
      {key === null || isForgotten ? (
        <div class="hello">
          <Mark />
          <h3>{isForgotten ? w.forgotten : w.pickLead}</h3>
          <p>{isForgotten ? w.forgottenHint : w.pickLeadHint}</p>
        </div>
      ) : (
        <>
          {lead && <Baton lead={lead} />}
          <Lines />
          {__PLAYS__ && (
            <Composer key={key} leadKey={key} phone={lead?.phone ?? (key.startsWith('+') ? key : null)} />
          )}
        </>
      )}
    </section>
  );
}
