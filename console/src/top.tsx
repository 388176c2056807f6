/** Above everything: the time of the stack, how its far ends are, and the one red button. */
import { useComputed } from '@preact/signals';
import { useRef, useState } from 'preact/hooks';
import type { FarEnd } from '../../lib/console/wire.ts';
import { day, hour, second } from './format.ts';
import { Icon, Mark } from './icons.tsx';
import { go, language, place, type Screen } from './place.ts';
import { act, signOut } from './server.ts';
import { leads, notice, nowMs, session, staleSeconds, status, tell, words } from './state.ts';

const HOUR_MS = 3_600_000;
const STEPS = [
  ['+30 min', HOUR_MS / 2],
  ['+2 h', 2 * HOUR_MS],
  ['+1 d', 24 * HOUR_MS],
] as const;
/** What is due is begun just after its time. */
const AFTER_DUE_MS = 5_000;

/** The clock of a deployed stage goes as it goes. */
const PlainClock = () => (
  <p class="clock clock-time">
    <span class="clock-day">{day(nowMs.value, language.value)}</span>
    <time>{second(nowMs.value, language.value)}</time>
  </p>
);

function Clock() {
  const menu = useRef<HTMLDivElement>(null);
  const [isBusy, setBusy] = useState(false);
  const next = useComputed(() => {
    const due = [...leads.value.values()].flatMap(({ nextFollowUpAt }) => nextFollowUpAt ?? []);
    const ahead = due.filter((at) => at > nowMs.value);
    return ahead.length === 0 ? null : Math.min(...ahead);
  });
  const w = words.value;
  const isPaused = status.value?.isPaused ?? false;
  const change = async (input: Parameters<typeof act<'/clock'>>[1]): Promise<void> => {
    menu.current?.hidePopover();
    setBusy(true);
    const refusal = await act('/clock', input);
    setBusy(false);
    if (refusal !== null) tell(w.refusals[refusal], true);
  };
  return (
    <div class="clock" aria-busy={isBusy}>
      <button
        type="button"
        class="round"
        aria-label={isPaused ? w.resume : w.pause}
        onClick={() => void change({ isPaused: !isPaused })}
      >
        <Icon name={isPaused ? 'play' : 'pause'} />
      </button>
      <button type="button" class="clock-time" popovertarget="clock-menu">
        <span class="unseen">{w.advance}</span>
        <span class="clock-day">{isBusy ? w.advancing : day(nowMs.value, language.value)}</span>
        <time>{second(nowMs.value, language.value)}</time>
        <Icon name="forward" />
      </button>
      <div id="clock-menu" class="menu" popover="auto" ref={menu}>
        {STEPS.map(([name, advanceMs]) => (
          <button key={name} type="button" onClick={() => void change({ advanceMs })}>
            {name}
          </button>
        ))}
        <button
          type="button"
          disabled={next.value === null}
          onClick={() => void change({ advanceMs: (next.value ?? 0) - nowMs.value + AFTER_DUE_MS })}
        >
          {w.toNext}
        </button>
      </div>
    </div>
  );
}

const FAR_ENDS: readonly FarEnd[] = ['kommo', 'whatsapp', 'postgres', 'redis', 'queue', 'scheduler'];

function Health() {
  const menu = useRef<HTMLDivElement>(null);
  const w = words.value;
  const ends = status.value?.farEnds;
  const down = FAR_ENDS.filter((end) => ends?.[end] === 'down');
  const isKommoDown = ends?.kommo === 'down';
  return (
    <>
      <button
        type="button"
        class={`health ${down.length > 0 ? 'is-down' : 'is-up'}`}
        popovertarget="health-menu"
      >
        <span class="unseen">{w.health}: </span>
        <span class="dot" />
        {down.length === 0 ? w.allUp : down.map((end) => w.isDown(w.farEnds[end])).join(', ')}
      </button>
      <div id="health-menu" class="menu" popover="auto" ref={menu}>
        <ul class="ends">
          {FAR_ENDS.map((end) => (
            <li key={end} class={`is-${ends?.[end] ?? 'unknown'}`}>
              <span class="dot" />
              {w.farEnds[end]}
              <span class="ends-state">{w.states[ends?.[end] ?? 'unknown']}</span>
            </li>
          ))}
        </ul>
        {__PLAYS__ && (
          <button
            type="button"
            onClick={() => {
              menu.current?.hidePopover();
              void act('/kommo', { isUp: isKommoDown });
            }}
          >
            {isKommoDown ? w.bringUp : w.takeDown}
          </button>
        )}
      </div>
    </>
  );
}

function Stop() {
  const dialog = useRef<HTMLDialogElement>(null);
  const w = words.value;
  const isStopped = status.value?.stoppedAt != null;
  const speech = async (isOn: boolean): Promise<void> => {
    dialog.current?.close();
    const refusal = await act('/speech', { isOn });
    if (refusal !== null) tell(w.refusals[refusal], true);
  };
  // Letting it speak again is an operator's on a deployed stage.
  if (isStopped && !__PLAYS__) return null;
  if (isStopped)
    return (
      <button type="button" class="main" onClick={() => void speech(true)}>
        {w.start}
      </button>
    );
  return (
    <>
      <button type="button" class="stop" onClick={() => dialog.current?.showModal()}>
        {w.stop}
      </button>
      <dialog ref={dialog} aria-labelledby="stop-title">
        <h2 id="stop-title">{w.stopAsk}</h2>
        <p>{w.stopHint}</p>
        {!__PLAYS__ && <p>{w.startElsewhere}</p>}
        <p class="row row-end">
          <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
            {w.cancel}
          </button>
          <button type="button" class="stop" onClick={() => void speech(false)}>
            {w.stopYes}
          </button>
        </p>
      </dialog>
    </>
  );
}

const SCREENS: readonly Screen[] = __PLAYS__ ? ['stage', 'numbers', 'workshop'] : ['stage', 'numbers'];

function Screens() {
  const w = words.value;
  return (
    <nav class="screens" aria-label={w.screensLabel}>
      {SCREENS.map((screen) => (
        <button
          key={screen}
          type="button"
          aria-current={place.value.screen === screen ? 'page' : undefined}
          onClick={() => go({ screen })}
        >
          {w.screens[screen]}
        </button>
      ))}
    </nav>
  );
}

export function Top() {
  const w = words.value;
  return (
    <header class="top">
      <a class="skip" href="#talk">
        {w.skip}
      </a>
      <h1 class="brand">
        <Mark />
        Bastão
      </h1>
      <Screens />
      {__PLAYS__ ? <Clock /> : <PlainClock />}
      <Health />
      <button
        type="button"
        class="quiet lang"
        lang={language.value === 'pt' ? 'en' : 'pt-BR'}
        onClick={() => go({ lang: language.value === 'pt' ? 'en' : 'pt' })}
      >
        {w.otherLanguage}
      </button>
      {!__PLAYS__ && session.value?.person && (
        <button type="button" class="quiet" onClick={signOut}>
          {w.signOut(session.value.person)}
        </button>
      )}
      <Stop />
    </header>
  );
}

/** What everybody must know now, above the panes; nothing most of the time. */
export function Notices() {
  const w = words.value;
  const stoppedAt = status.value?.stoppedAt ?? null;
  return (
    <div class="notices" aria-live="polite">
      {staleSeconds.value > 0 && <p class="banner">{w.stale(staleSeconds.value)}</p>}
      {stoppedAt !== null && (
        <p class="banner is-stopped">
          {w.stoppedSince(hour(stoppedAt, language.value), status.value?.stoppedBy ?? null)}
          {!__PLAYS__ && ` ${w.startElsewhere}`}
        </p>
      )}
      {status.value?.farEnds.kommo === 'down' && <p class="banner">{w.kommoDown}</p>}
      {notice.value && (
        <p class={notice.value.isProblem ? 'toast is-problem' : 'toast'}>{notice.value.text}</p>
      )}
    </div>
  );
}
