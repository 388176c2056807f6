/** Today in one line: what was decided, and how old the oldest proof was that the bot spoke on. */
import { computed } from '@preact/signals';
import { dayKey } from './format.ts';
import { coarseNowMs, session, status, words } from './state.ts';

const COUNTED = ['speak', 'silence', 'hold', 'takeover'] as const;

const today = computed(() => {
  const key = dayKey(coarseNowMs.value);
  return (status.value?.news ?? []).filter(({ at }) => dayKey(at) === key);
});

export function Figures() {
  const w = words.value;
  const ages = today.value.flatMap(({ stageAgeMs }) => (stageAgeMs === null ? [] : [stageAgeMs]));
  return (
    <footer class="figures">
      <span class="figures-day">{w.today}</span>
      {COUNTED.map((kind) => (
        <span key={kind}>
          {w.figures[kind]} <b>{today.value.filter((line) => line.kind === kind).length}</b>
        </span>
      ))}
      {ages.length > 0 && (
        <span class="figures-delta">{w.deltaMost(Math.max(...ages), session.value?.stageMaxAgeMs ?? 0)}</span>
      )}
    </footer>
  );
}
