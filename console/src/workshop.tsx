/** Oficina: the developer's screen of `npm start`. Break something, play a scene, send a body, see what a turn costs. */
import { useEffect, useState } from 'preact/hooks';
import {
  CALLED,
  FAULTS,
  type FaultState,
  type FaultyEnd,
  HOOK_FATES,
  type Plays,
  type Workshop as State,
  type Story,
} from '../../lib/console/workshop-wire.ts';
import { BoundedChart } from './chart.tsx';
import { go, language } from './place.ts';
import { play, played, readWorkshop, workshop } from './play.ts';
import { session, status, tell, words } from './state.ts';
import { WORKSHOP_WORDS, type WorkshopWords } from './words-workshop.ts';

const LOOK_EVERY_MS = 2_000;

/** Asked for, told when it is refused, and looked at again. */
async function ask<P extends keyof Plays>(
  path: P,
  input: Plays[P]['input'],
  onDone: (answer: Plays[P]['answer']) => void = () => {},
): Promise<void> {
  const outcome = await play(path, input);
  if (outcome.kind === 'done') onDone(outcome.answer);
  else tell(words.value.refusals[outcome.why], true);
  await readWorkshop();
}

function Weather({ state, w }: { state: State; w: WorkshopWords }) {
  const ends = Object.keys(FAULTS) as FaultyEnd[];
  const isFine = ends.every((end) => state.faults[end] === 'up') && state.diesAt === null;
  return (
    <section class="bench-card" aria-labelledby="weather-title">
      <header>
        <h3 id="weather-title">{w.weather}</h3>
        <button
          type="button"
          class="plain"
          disabled={isFine}
          onClick={() => void ask('/heal', {}, () => tell(w.healed))}
        >
          {w.heal}
        </button>
      </header>
      <p class="hint">{w.weatherHint}</p>
      <div class="faults">
        {ends.map((end) => (
          <fieldset key={end} class={`fault is-${state.faults[end] === 'up' ? 'up' : 'faulty'}`}>
            <legend>{w.ends[end]}</legend>
            <div class="segments">
              {FAULTS[end].map((one: FaultState) => (
                <label key={one} class={state.faults[end] === one ? 'is-on' : ''}>
                  <input
                    type="radio"
                    name={`fault-${end}`}
                    aria-label={`${w.ends[end]}: ${w.states[one]}`}
                    checked={state.faults[end] === one}
                    onChange={() => void ask('/fault', { end, state: one })}
                  />
                  {w.states[one]}
                </label>
              ))}
            </div>
          </fieldset>
        ))}
      </div>
    </section>
  );
}

function Once({ state, w }: { state: State; w: WorkshopWords }) {
  const [at, setAt] = useState(8);
  return (
    <section class="bench-card" aria-labelledby="hooks-title">
      <header>
        <h3 id="hooks-title">{w.hooks}</h3>
      </header>
      <p class="hint">{w.hooksHint}</p>
      {(['whatsapp', 'kommo'] as const).map((of) => (
        <div key={of} class="once">
          <h4>{w.hooksOf[of]}</h4>
          <div class="row">
            {HOOK_FATES.map((fate) => (
              <button
                key={fate}
                type="button"
                class="plain is-small"
                aria-label={`${w.hooks} ${w.hooksOf[of]} ${w.fates[fate]}`}
                onClick={() => void ask('/hook', { of, fate }, () => tell(w.armed))}
              >
                {w.fates[fate]}
              </button>
            ))}
          </div>
        </div>
      ))}
      <div class="once">
        <button
          type="button"
          class="plain is-small"
          onClick={() => void ask('/lost-answer', {}, () => tell(w.armed))}
        >
          {w.lostAnswer}
        </button>
        <p class="hint">{w.lostAnswerHint}</p>
      </div>
      <form
        class="once kill"
        onSubmit={(event) => {
          event.preventDefault();
          void ask('/kill', { at: state.diesAt === null ? at : null });
        }}
      >
        <h4>{w.kill}</h4>
        <div class="row">
          <label>
            {w.killHint}
            <input
              type="number"
              min={1}
              max={200}
              value={at}
              disabled={state.diesAt !== null}
              onInput={({ currentTarget }) => setAt(currentTarget.valueAsNumber || 1)}
            />
          </label>
          <button type="submit" class="plain is-small">
            {state.diesAt === null ? w.killArm : w.killDisarm}
          </button>
        </div>
        <p class="hint" role="status">
          {state.diesAt === null ? '' : w.killArmed(state.diesAt)}
        </p>
      </form>
    </section>
  );
}

function Stories({ state, w }: { state: State; w: WorkshopWords }) {
  const result = played.value;
  const playStory = (name: Story): void =>
    void ask('/story', { name }, (answer) => {
      played.value = answer;
      const kept = answer.verdicts.filter((verdict) => verdict.kept).length;
      tell(w.kept(kept, answer.verdicts.length), kept < answer.verdicts.length);
    });
  return (
    <section class="bench-card" aria-labelledby="stories-title">
      <header>
        <h3 id="stories-title">{w.stories}</h3>
        {state.playing !== null && <span class="pill">{w.playing}</span>}
      </header>
      <p class="hint">{w.storiesHint}</p>
      <ul class="stories">
        {state.stories.map((name) => (
          <li key={name}>
            <button
              type="button"
              class="story"
              disabled={state.playing !== null}
              aria-busy={state.playing === name}
              onClick={() => playStory(name)}
            >
              {w.story[name]}
            </button>
          </li>
        ))}
      </ul>
      {result && (
        <div class="verdicts">
          <p class="verdicts-head">
            <b>{w.kept(result.verdicts.filter(({ kept }) => kept).length, result.verdicts.length)}</b>
            <button
              type="button"
              class="quiet"
              onClick={() => go({ screen: 'stage', lead: result.lead, at: null, view: 'talk' })}
            >
              {w.openTalk}
            </button>
          </p>
          <ul>
            {result.verdicts.map(({ scene, promise, kept, saw }) => (
              <li key={`${scene} ${promise}`} class={kept ? 'is-kept' : 'is-broken'} title={scene}>
                {promise}
                {!kept && <span class="hint"> ({`${w.seen}: ${saw}`})</span>}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

const COSTS = ['kommoReads', 'kommoWrites', 'postgres', 'redis', 'whatsapp'] as const;

function Cost({ state, w }: { state: State; w: WorkshopWords }) {
  const { lastTurn, budget, calls } = state;
  return (
    <section class="bench-card" aria-labelledby="cost-title">
      <header>
        <h3 id="cost-title">{w.cost}</h3>
        {lastTurn && <span class="pill">{w.bubbles(lastTurn.bubbles)}</span>}
      </header>
      <p class="hint">{lastTurn === null ? w.noTurn : lastTurn.isFirst ? w.costFirst : w.costHint}</p>
      <ul class="budget">
        {COSTS.map((name) => {
          const spent = lastTurn?.spent[name] ?? 0;
          const allowed = budget[name];
          return (
            <li key={name} class={spent > allowed ? 'is-over' : ''}>
              <span>{w.costOf[name]}</span>
              <span class="ticks-row" aria-hidden="true">
                {Array.from({ length: Math.max(spent, allowed) }, (_, index) => (
                  <i
                    // One mark is like the next, and stands where it stands.
                    key={`${name} ${index}`}
                    class={index >= allowed ? 'is-over' : index < spent ? 'is-spent' : ''}
                  />
                ))}
              </span>
              <b>{w.of(spent, allowed)}</b>
            </li>
          );
        })}
      </ul>
      <h4>{w.total}</h4>
      <dl class="totals">
        {CALLED.filter((end) => calls[end] > 0).map((end) => (
          <div key={end}>
            <dt>{w.called[end]}</dt>
            <dd>{calls[end]}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Deltas({ state, w }: { state: State; w: WorkshopWords }) {
  const bound = session.value?.stageMaxAgeMs ?? 1_000;
  const { deltas } = state;
  const summary = w.deltaTable(deltas.length, Math.max(0, ...deltas.map(({ ms }) => ms)));
  return (
    <section class="bench-card is-wide" aria-labelledby="delta-title">
      <header>
        <h3 id="delta-title">{w.delta}</h3>
        {deltas.length > 0 && <span class="pill">{summary}</span>}
      </header>
      <p class="hint">{w.deltaHint(bound)}</p>
      {deltas.length === 0 ? (
        <p class="chart is-empty">{w.noDelta}</p>
      ) : (
        <BoundedChart
          points={deltas}
          bound={bound}
          label={`${w.delta}: ${summary}, ${w.bound} ${bound} ms`}
        />
      )}
    </section>
  );
}

function Fixtures({ state, w }: { state: State; w: WorkshopWords }) {
  const [name, setName] = useState<string | null>(null);
  const [isNow, setNow] = useState(true);
  const chosen = name ?? state.fixtures.find((one) => one.includes('/text')) ?? state.fixtures[0] ?? '';
  return (
    <form
      class="bench-card"
      aria-labelledby="fixtures-title"
      onSubmit={(event) => {
        event.preventDefault();
        void ask('/fixture', { name: chosen, isNow }, ({ status: answered }) => tell(w.posted(answered)));
      }}
    >
      <header>
        <h3 id="fixtures-title">{w.fixtures}</h3>
      </header>
      <p class="hint">{w.fixturesHint}</p>
      <div class="row">
        <select
          aria-label={w.fixture}
          value={chosen}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        >
          {state.fixtures.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
        <label class="check">
          <input type="checkbox" checked={isNow} onChange={() => setNow(!isNow)} />
          {w.asNow}
        </label>
        <button type="submit" class="plain" disabled={chosen === ''}>
          {w.send}
        </button>
      </div>
    </form>
  );
}

function Environment({ state, w }: { state: State; w: WorkshopWords }) {
  const file = state.environmentFile;
  const command = `npm run ops -- doctor${file === null ? '' : ` --env-file ${file}`}`;
  return (
    <section class="bench-card" aria-labelledby="environment-title">
      <header>
        <h3 id="environment-title">{w.environment}</h3>
      </header>
      <p class="hint">{w.environmentHint}</p>
      <p class="command">
        <code>{command}</code>
        <button
          type="button"
          class="quiet"
          onClick={() =>
            void navigator.clipboard.writeText(command).then(
              () => tell(words.value.copied),
              () => tell(words.value.refusals.failed, true),
            )
          }
        >
          {w.copyCommand}
        </button>
      </p>
      <details class="variables">
        <summary>{w.showAll}</summary>
        <dl>
          {state.environment.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
}

export function Workshop() {
  const w = WORKSHOP_WORDS[language.value];
  const state = workshop.value;
  const newest = status.value?.news[0]?.id ?? 0;
  useEffect(() => {
    void readWorkshop();
  }, [newest]);
  useEffect(() => {
    const timer = setInterval(() => void readWorkshop(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <main class="screen" aria-labelledby="workshop-title">
      <header class="screen-head">
        <h2 id="workshop-title">{words.value.screens.workshop}</h2>
        <p class="hint">{w.hint}</p>
      </header>
      {state === null ? (
        <p class="empty">{words.value.loading}</p>
      ) : (
        <div class="bench">
          <Stories state={state} w={w} />
          <Weather state={state} w={w} />
          <Once state={state} w={w} />
          <Cost state={state} w={w} />
          <Deltas state={state} w={w} />
          <Fixtures state={state} w={w} />
          <Environment state={state} w={w} />
        </div>
      )}
    </main>
  );
}
