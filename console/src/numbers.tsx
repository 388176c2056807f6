/** Números: what a day, a week or a month came to. What `ops report` computes, drawn; nothing is counted here. */
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Numbers as Read } from '../../lib/console/wire.ts';
import { reasonIn } from '../../lib/language.ts';
import type { Counted, Report } from '../../lib/report/report.ts';
import { civilDay, milliseconds } from './format.ts';
import { Icon } from './icons.tsx';
import { stageName } from './move.ts';
import { go, language, PERIODS, place } from './place.ts';
import { readNumbers } from './server.ts';
import { status, words } from './state.ts';
import { NUMBERS_WORDS, type NumbersWords } from './words-numbers.ts';

const AGAIN_MS = 4_000;
const REASONS_SHOWN = 8;
const DAY_MS = 24 * 3_600_000;

const read = signal<Read | null>(null);
const isLate = signal(false);

const share = (part: number, whole: number): string =>
  whole === 0 ? '0%' : `${Math.round((part / whole) * 100)}%`;
const width = (part: number, whole: number) => ({ width: share(part, whole) });
const count = (figure: number): string => figure.toLocaleString(language.value === 'pt' ? 'pt-BR' : 'en-GB');
const dollars = (usd: number): string =>
  new Intl.NumberFormat(language.value === 'pt' ? 'pt-BR' : 'en-GB', {
    style: 'currency',
    currency: 'USD',
    maximumFractionDigits: usd < 1 ? 4 : 2,
  }).format(usd);
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function Panel({
  title,
  hint = null,
  size = '',
  isEmpty = false,
  children,
}: {
  title: string;
  hint?: string | null;
  size?: string;
  isEmpty?: boolean;
  children: ComponentChildren;
}) {
  return (
    <section class={`bench-card ${size}`} aria-label={title}>
      <header>
        <h3>{title}</h3>
      </header>
      {hint !== null && <p class="hint">{hint}</p>}
      {isEmpty ? <p class="hint">{NUMBERS_WORDS[language.value].none}</p> : children}
    </section>
  );
}

/** The day before or after the period that is shown: one within the neighbouring one. */
const neighbour = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T12:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

function PeriodChoice({ w }: { w: NumbersWords }) {
  const { period } = place.value;
  const shown = read.value?.period ?? null;
  const isNow = shown === null || shown.toMs > (status.value?.nowMs ?? Date.now());
  const range =
    shown === null
      ? ''
      : shown.first === shown.last
        ? civilDay(shown.first, language.value)
        : `${civilDay(shown.first, language.value)} – ${civilDay(shown.last, language.value)}`;
  return (
    <div class="period">
      <button
        type="button"
        class="round"
        aria-label={w.before}
        disabled={shown === null}
        onClick={() => shown && go({ on: neighbour(shown.first, -1) })}
      >
        <Icon name="back" />
      </button>
      <span class="period-range" aria-live="polite">
        {range}
      </span>
      <button
        type="button"
        class="round turned"
        aria-label={w.after}
        disabled={isNow}
        onClick={() => shown && go({ on: neighbour(shown.last, 1) })}
      >
        <Icon name="back" />
      </button>
      <fieldset class="segments">
        <legend class="unseen">{w.period}</legend>
        {PERIODS.map((one) => (
          <label key={one} class={period === one ? 'is-on' : ''}>
            <input
              type="radio"
              name="period"
              checked={period === one}
              onChange={() => go({ period: one, on: null })}
            />
            {w.periods[one]}
          </label>
        ))}
      </fieldset>
    </div>
  );
}

function Figure({ name, figure, hint = '' }: { name: string; figure: string; hint?: string }) {
  return (
    <dl class="figure">
      <dt>{name}</dt>
      <dd>
        {figure} <div class="hint">{hint}</div>
      </dd>
    </dl>
  );
}

function Figures({ report, w }: { report: Report; w: NumbersWords }) {
  const { newcomers, meetings, model } = report;
  const { firstAnswerP50Ms: half, firstAnswerP95Ms: most } = newcomers;
  return (
    <div class="figures-row">
      <Figure name={w.came} figure={count(newcomers.leads)} hint={w.wrote(report.messages.leads)} />
      <Figure
        name={`${w.firstAnswer}, ${w.half}`}
        figure={half === null ? '–' : milliseconds(half, language.value)}
        hint={most === null ? '' : w.most(milliseconds(most, language.value))}
      />
      <Figure name={w.qualified} figure={count(report.qualified)} />
      <Figure
        name={w.booked}
        figure={count(meetings.booked)}
        hint={meetings.cancelled > 0 ? w.cancelled(meetings.cancelled) : ''}
      />
      <Figure
        name={w.cost}
        figure={model.costUsd === null ? '–' : dollars(model.costUsd)}
        hint={
          model.replies === 0
            ? w.noModel
            : model.costUsd === null
              ? w.unpriced(model.unpriced)
              : w.replies(model.replies)
        }
      />
    </div>
  );
}

function Funnel({ report, w }: { report: Report; w: NumbersWords }) {
  const { newcomers } = report;
  const steps = ['leads', 'answered', 'qualified', 'booked'] as const;
  return (
    <Panel
      title={w.funnel}
      hint={w.answeredBy(newcomers.answeredByBot, newcomers.answeredByPerson)}
      size="is-two-thirds"
      isEmpty={newcomers.leads === 0}
    >
      <ol class="funnel">
        {steps.map((step) => (
          <li key={step}>
            {newcomers[step] > 0 && <i class="funnel-fill" style={width(newcomers[step], newcomers.leads)} />}
            {w.funnelSteps[step]}
            <b>{count(newcomers[step])}</b>
            <span>{share(newcomers[step], newcomers.leads)}</span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

type Row = { readonly key: string; readonly name: string; readonly figure: number; readonly hint?: string };

function Bars({ rows, isAccent = false }: { rows: readonly Row[]; isAccent?: boolean }) {
  const most = Math.max(1, ...rows.map(({ figure }) => figure));
  return (
    <ul class={`bars ${isAccent ? 'is-accent' : ''}`}>
      {rows.map(({ key, name, figure, hint }) => (
        <li key={key} class="bar">
          <span class="bar-name">{name}</span>
          <span class="bar-figure">
            {count(figure)}
            {hint && <span>{hint}</span>}
          </span>
          <span class="bar-line">
            <i class="bar-fill" style={width(figure, most)} />
          </span>
        </li>
      ))}
    </ul>
  );
}

const reasonRows = (counted: readonly Counted[], w: NumbersWords): readonly Row[] =>
  counted.slice(0, REASONS_SHOWN).map(({ reason, lines, leads }) => ({
    key: reason,
    name: capital(reasonIn(language.value, reason)),
    figure: lines,
    hint: w.leadsOf(leads),
  }));

function Stages({ report, w }: { report: Report; w: NumbersWords }) {
  const { stages } = report.newcomers;
  return (
    <Panel title={w.stages} isEmpty={stages.length === 0}>
      <Bars
        isAccent
        rows={stages.map(({ stage, leads }) => ({
          key: stage ?? 'none',
          name: stage === null ? w.noStage : stageName(stage),
          figure: leads,
        }))}
      />
    </Panel>
  );
}

const COLUMNS = ['leads', 'answered', 'qualified', 'booked'] as const;

function Sources({ report, w }: { report: Report; w: NumbersWords }) {
  const { sources, otherAds } = report.newcomers;
  const rows = [
    ...sources.map((source) => ({ ...source, name: source.ad ?? w.noAd })),
    ...(otherAds.leads > 0 ? [{ ...otherAds, name: w.otherAds(otherAds.ads) }] : []),
  ];
  return (
    <Panel title={w.sources} size="is-half" isEmpty={rows.length === 0}>
      <section
        class="scroll-x"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls is reached by the keyboard.
        tabIndex={0}
        aria-label={w.source}
      >
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{w.source}</th>
              {COLUMNS.map((column) => (
                <th key={column} scope="col">
                  {w.columns[column]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <th scope="row">{row.name}</th>
                {COLUMNS.map((column) => (
                  <td key={column}>{count(row[column])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Panel>
  );
}

function FollowUps({ report, w }: { report: Report; w: NumbersWords }) {
  const { sent, answered, steps } = report.followUps;
  const most = Math.max(1, ...steps.map((step) => step.sent));
  return (
    <Panel
      title={w.followUps}
      hint={sent === 0 ? null : w.sentAnswered(sent, answered)}
      isEmpty={steps.length === 0}
    >
      <ul class="bars">
        {steps.map((step) => (
          <li key={step.step} class="bar">
            <span class="bar-name">{w.step(step.step)}</span>
            <span class="bar-figure">
              {count(step.sent)}
              <span>{share(step.answered, step.sent)}</span>
            </span>
            <span class="bar-line">
              <i class="bar-fill" style={width(step.sent, most)} />
              <i class="bar-fill is-accent" style={width(step.answered, most)} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Questions({ report, w }: { report: Report; w: NumbersWords }) {
  return (
    <Panel
      title={w.questions}
      hint={report.questions.length === 0 ? null : w.questionsHint}
      size="is-half"
      isEmpty={report.questions.length === 0}
    >
      <ul class="asked">
        {report.questions.map(({ about, text, leads, lead }) => (
          <li key={`${about} ${text}`}>
            <b title={w.leadsOf(leads)}>{leads}</b>
            {lead === null ? (
              text
            ) : (
              <button type="button" onClick={() => go({ screen: 'stage', lead, at: null, view: 'talk' })}>
                {text}
              </button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Models({ report, w }: { report: Report; w: NumbersWords }) {
  const { byModel } = report.model;
  if (byModel.length === 0) return null;
  const { modelColumns } = w;
  return (
    <Panel title={w.model} size="is-half">
      <section
        class="scroll-x"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls is reached by the keyboard.
        tabIndex={0}
        aria-label={w.modelColumns.replies}
      >
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{w.model}</th>
              <th scope="col">{modelColumns.replies}</th>
              <th scope="col">{modelColumns.tokensIn}</th>
              <th scope="col">{modelColumns.tokensOut}</th>
              <th scope="col">{modelColumns.cost}</th>
            </tr>
          </thead>
          <tbody>
            {byModel.map(({ model, replies, tokensIn, tokensOut, costUsd }) => (
              <tr key={model}>
                <th scope="row">{model}</th>
                <td>{count(replies)}</td>
                <td>{count(tokensIn)}</td>
                <td>{count(tokensOut)}</td>
                <td>{costUsd === null ? '–' : dollars(costUsd)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Panel>
  );
}

/** Read again with every decision that is heard of: figures that stand still would be those of an hour ago. */
function useNumbers(): void {
  const { period, on } = place.value;
  const newest = status.value?.news[0]?.id ?? 0;
  useEffect(() => {
    let isHere = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = (): void => {
      readNumbers(period, on).then(
        (found) => {
          if (!isHere) return;
          read.value = found;
          isLate.value = false;
        },
        () => {
          if (!isHere) return;
          isLate.value = true;
          timer = setTimeout(ask, AGAIN_MS);
        },
      );
    };
    ask();
    return () => {
      isHere = false;
      clearTimeout(timer);
    };
  }, [period, on, newest]);
}

export function Numbers() {
  useNumbers();
  const w = NUMBERS_WORDS[language.value];
  const shown = read.value;
  const isOther = shown !== null && shown.period.kind !== place.value.period;
  return (
    <main class="screen" aria-labelledby="numbers-title">
      <header class="screen-head">
        <h2 id="numbers-title">{words.value.screens.numbers}</h2>
        <PeriodChoice w={w} />
      </header>
      {isLate.value && (
        <p class="hint" role="status">
          {w.unreadable}
        </p>
      )}
      {shown === null ? (
        <p class="empty">{words.value.loading}</p>
      ) : (
        <div class="numbers" aria-busy={isOther}>
          <Figures report={shown.report} w={w} />
          <Funnel report={shown.report} w={w} />
          <Stages report={shown.report} w={w} />
          <Panel title={w.takeovers} isEmpty={shown.report.takeovers.length === 0}>
            <Bars rows={reasonRows(shown.report.takeovers, w)} />
          </Panel>
          <Panel title={w.silences} isEmpty={shown.report.silences.length === 0}>
            <Bars rows={reasonRows(shown.report.silences, w)} />
          </Panel>
          <FollowUps report={shown.report} w={w} />
          <Sources report={shown.report} w={w} />
          <Questions report={shown.report} w={w} />
          <Models report={shown.report} w={w} />
        </div>
      )}
    </main>
  );
}
