/** The turn behind a line of the ledger: how long each part took and what each far end was asked, and the same event once more. */
import { useEffect, useState } from 'preact/hooks';
import type { LedgerLine } from '../../lib/console/wire.ts';
import type { Replayed, Trace } from '../../lib/console/workshop-wire.ts';
import { milliseconds, sentence } from './format.ts';
import { language } from './place.ts';
import { play, readTrace } from './play.ts';
import { tell, words } from './state.ts';
import { WORKSHOP_WORDS } from './words-workshop.ts';

/** A queue waits on purpose for a whole burst: drawn to scale it would leave a hair for everything else. */
const QUEUE_SHARE = 0.16;

const percent = (share: number): string => `${(Math.max(0, Math.min(1, share)) * 100).toFixed(2)}%`;

function Bars({ trace }: { trace: Trace }) {
  const w = WORKSHOP_WORDS[language.value];
  const hasQueue = trace.phases.some(({ name }) => name === 'queue');
  const from = hasQueue ? QUEUE_SHARE : 0;
  const total = Math.max(1, trace.ms);
  const place = (startMs: number, ms: number, start: number) => ({
    left: percent(start + (startMs / total) * (1 - start)),
    width: percent((ms / total) * (1 - start)),
  });
  return (
    <div class="waterfall">
      <ol class="phases" aria-label={w.waterfall}>
        {trace.phases.map(({ name, startMs, ms }) => (
          <li
            key={name}
            class={`phase is-${name}`}
            style={name === 'queue' ? { left: '0', width: percent(QUEUE_SHARE) } : place(startMs, ms, from)}
          >
            <span class="unseen">
              {w.phases[name]} {milliseconds(ms, language.value)}
            </span>
          </li>
        ))}
      </ol>
      <ul class="phase-names">
        {trace.phases.map(({ name, ms }) => (
          <li key={name} class={`is-${name}`}>
            <span class="phase-dot" />
            {w.phases[name]} <span class="phase-ms">{milliseconds(ms, language.value)}</span>
          </li>
        ))}
      </ul>
      <table class="calls">
        <caption class="unseen">{w.calls}</caption>
        <tbody>
          {trace.calls.map((call, index) => (
            // Calls have no name of their own, and never change their place.
            <tr key={`${index} ${call.what}`} class={call.status === 0 || call.status >= 400 ? 'is-bad' : ''}>
              <th scope="row" title={call.what}>
                {w.called[call.end]}
              </th>
              <td class="call-line" title={call.what}>
                <span class="call-bar" style={place(call.startMs, Math.max(call.ms, total / 100), 0)} />
                <span class="unseen">{call.what}</span>
              </td>
              <td class="call-ms">
                {call.status === 0 || call.status >= 400 ? `${call.status || '✕'} · ` : ''}
                {milliseconds(call.ms, language.value)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Difference({ replayed }: { replayed: Replayed }) {
  const w = WORKSHOP_WORDS[language.value];
  const { bubbles, lines, changed } = replayed;
  const isSame = bubbles === 0 && changed.length === 0;
  return (
    <div class="difference" role="status">
      <p>{w.replayed(replayed.function)}</p>
      {isSame && <p>{w.nothingNew}</p>}
      {bubbles > 0 && <p>{w.newBubbles(bubbles)}</p>}
      {changed.map(({ name, before, after }) => (
        <p key={name}>{w.changed(name, before, after)}</p>
      ))}
      {lines.length > 0 && (
        <>
          <p>{w.newLines}</p>
          <ul>
            {lines.map((line) => (
              <li key={line.id}>{sentence(line, language.value)}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

export function Waterfall({ line, lead }: { line: LedgerLine; lead: string }) {
  const [trace, setTrace] = useState<Trace | null | 'loading'>('loading');
  const [replayed, setReplayed] = useState<Replayed | null>(null);
  const [isBusy, setBusy] = useState(false);
  const w = WORKSHOP_WORDS[language.value];
  useEffect(() => {
    let isHere = true;
    setReplayed(null);
    readTrace(lead, line.at).then(
      (found) => isHere && setTrace(found),
      () => isHere && setTrace(null),
    );
    return () => {
      isHere = false;
    };
  }, [lead, line.id]);
  const replay = async (): Promise<void> => {
    setBusy(true);
    const outcome = await play('/replay', { lead, line: line.id });
    setBusy(false);
    if (outcome.kind === 'done') setReplayed(outcome.answer);
    else tell(words.value.refusals[outcome.why], true);
  };
  if (trace === 'loading') return <div class="waterfall is-loading" aria-busy="true" />;
  if (trace === null) return <p class="detail-time">{w.noTrace}</p>;
  return (
    <>
      <h4 class="detail-title">
        {w.waterfall} <span>{milliseconds(trace.ms, language.value)}</span>
      </h4>
      <Bars trace={trace} />
      <p class="row">
        <button type="button" class="quiet" disabled={isBusy} onClick={() => void replay()}>
          {isBusy ? w.replaying : w.replay}
        </button>
      </p>
      {replayed && <Difference replayed={replayed} />}
    </>
  );
}
