/** Por quê: the ledger of this lead, newest first. One line opens to its evidence. */
import { useEffect, useRef } from 'preact/hooks';
import type { LedgerLine } from '../../lib/console/wire.ts';
import { STAGE_PLACES } from '../../lib/pipeline.ts';
import { moment, second, sentence } from './format.ts';
import { stageName } from './move.ts';
import { go, language, leadKey, place } from './place.ts';
import { ledgerAsCurl } from './server.ts';
import { ledger, ledgerNext, nowMs, readOlder, session, tell, words } from './state.ts';
import { Waterfall } from './waterfall.tsx';

/** δ beside its bound: how far a look at the card may lie back when the bot speaks on it. */
function Delta({ ms }: { ms: number }) {
  const bound = session.value?.stageMaxAgeMs ?? 1_000;
  return (
    <span class="delta" title={words.value.stageAge}>
      <meter min={0} max={bound} value={ms} aria-label={words.value.stageAge} />δ {ms} ms
    </span>
  );
}

/** A stage by its name; where Kommo's ids stand behind it, without them. */
const shown = (value: unknown): string => {
  if (typeof value !== 'string') return JSON.stringify(value);
  const place = value.replace(/\(\d+\/\d+\)$/, '');
  return STAGE_PLACES.some((key) => key === place) ? stageName(place) : value;
};

async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  tell(words.value.copied);
}

function Detail({ line, lead }: { line: LedgerLine; lead: string }) {
  const w = words.value;
  const facts: readonly (readonly [string, string])[] = [
    ...Object.entries(line.evidence)
      .filter(([name]) => name !== 'epoch')
      .map(([name, value]) => [w.evidence[name] ?? name, shown(value)] as const),
    [w.source, line.reason],
    [w.epoch, String(line.epoch)],
  ];
  const json = JSON.stringify(line, null, 2);
  return (
    <div class="detail">
      <p class="detail-time">{second(line.at, language.value)}</p>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {__PLAYS__ && <Waterfall line={line} lead={lead} />}
      <p class="row">
        <button type="button" class="quiet" onClick={() => void copy(json)}>
          {w.copyJson}
        </button>
        <button type="button" class="quiet" onClick={() => void copy(ledgerAsCurl(lead, line.id))}>
          {w.copyCurl}
        </button>
      </p>
    </div>
  );
}

function Row({ line, lead }: { line: LedgerLine; lead: string }) {
  const element = useRef<HTMLDetailsElement>(null);
  const isOpen = place.value.at === line.id;
  useEffect(() => {
    if (isOpen) element.current?.scrollIntoView({ block: 'nearest' });
  }, [isOpen]);
  return (
    <li>
      <details
        ref={element}
        class={`why-line is-${line.kind}`}
        open={isOpen}
        onToggle={({ currentTarget }) => {
          if (currentTarget.open && !isOpen) go({ at: line.id });
          if (!currentTarget.open && place.value.at === line.id) go({ at: null });
        }}
      >
        <summary>
          <span class="why-words">{sentence(line, language.value)}</span>
          <span class="why-foot">
            <time>{moment(line.at, nowMs.value, language.value)}</time>
            {line.stageAgeMs !== null && <Delta ms={line.stageAgeMs} />}
          </span>
        </summary>
        {isOpen && <Detail line={line} lead={lead} />}
      </details>
    </li>
  );
}

export function Why() {
  const w = words.value;
  const lead = leadKey.value;
  const lines = ledger.value;
  return (
    <section class="pane why" aria-labelledby="why-title">
      <header class="pane-head">
        <h2 id="why-title">{w.why}</h2>
      </header>
      {lead === null || lines?.length === 0 ? (
        <p class="empty">
          {lead === null ? '' : w.nothingDecided} {w.whyHint}
        </p>
      ) : (
        <div class="why-scroll">
          <ol class="why-lines">
            {lines?.map((line) => (
              <Row key={line.id} line={line} lead={lead} />
            ))}
          </ol>
          {ledgerNext.value !== null && (
            <button
              type="button"
              class="quiet"
              onClick={() => void readOlder().catch(() => tell(w.unreachable, true))}
            >
              {w.older}
            </button>
          )}
        </div>
      )}
    </section>
  );
}
