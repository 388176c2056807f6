/** A line over time by uPlot, loaded when it is first drawn, in the colours of the page. The table beside it says the same in words. */
import { useEffect, useRef } from 'preact/hooks';
import { second } from './format.ts';
import { language } from './place.ts';

const HEIGHT_PX = 180;
const FONT = '12px Inter, system-ui, sans-serif';

export type Points = readonly { readonly at: number; readonly ms: number }[];

const color = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Milliseconds over time, and the bound that none may pass. */
export function BoundedChart({ points, bound, label }: { points: Points; bound: number; label: string }) {
  const element = useRef<HTMLDivElement>(null);
  const lang = language.value;
  useEffect(() => {
    const target = element.current;
    if (!target || points.length === 0) return undefined;
    let close = (): void => {};
    let isHere = true;
    Promise.all([import('uplot'), import('uplot/dist/uPlot.min.css')])
      .then(([{ default: UPlot }]) => {
        if (!isHere) return;
        const axis = {
          stroke: color('--muted'),
          font: FONT,
          grid: { stroke: color('--line'), width: 1 },
          ticks: { stroke: color('--line'), width: 1 },
        };
        const chart = new UPlot(
          {
            width: target.clientWidth,
            height: HEIGHT_PX,
            legend: { show: false },
            cursor: { drag: { x: false, y: false } },
            scales: {
              x: { time: false },
              y: { range: (_chart, _min, max) => [0, Math.max(bound, max) * 1.15] },
            },
            axes: [
              // One message is one step: days of silence between two would leave the rest a smear.
              {
                ...axis,
                values: (_chart, ticks) =>
                  ticks.map((tick) => {
                    const point = points[tick];
                    return point ? second(point.at, lang) : '';
                  }),
                space: 90,
                incrs: [1, 2, 5, 10, 20, 50, 100],
              },
              { ...axis, size: 52, values: (_chart, ticks) => ticks.map((tick) => `${tick}`) },
            ],
            series: [
              {},
              {
                stroke: color('--accent'),
                width: 1.5,
                fill: `color-mix(in srgb, ${color('--accent')} 12%, transparent)`,
                points: { show: true, size: 6, fill: color('--accent') },
              },
              { stroke: color('--danger'), width: 1.5, dash: [5, 5], points: { show: false } },
            ],
          },
          [points.map((_point, index) => index), points.map(({ ms }) => ms), points.map(() => bound)],
          target,
        );
        const observer = new ResizeObserver(() =>
          chart.setSize({ width: target.clientWidth, height: HEIGHT_PX }),
        );
        observer.observe(target);
        close = () => {
          observer.disconnect();
          chart.destroy();
        };
      })
      // Without its drawing the sentence beside it still says the figures.
      .catch(() => undefined);
    return () => {
      isHere = false;
      close();
    };
  }, [points.map(({ at, ms }) => `${at} ${ms}`).join(), bound, lang]);
  return <div class="chart" ref={element} role="img" aria-label={label} />;
}
