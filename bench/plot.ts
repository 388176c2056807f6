/** Bars as SVG, without a library: a plot of the docs is a text that git can compare. */

export type Bar = {
  readonly label: string;
  readonly parts: readonly { readonly value: number; readonly colour: string }[];
};

const WIDTH = 720;
const LABEL = 170;
const ROW = 26;
const TOP = 54;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Horizontal bars, each of stacked parts, with its sum behind it. */
export function barsSvg({
  title,
  bars,
  legend = [],
  digits = 0,
}: {
  title: string;
  bars: readonly Bar[];
  legend?: readonly { readonly label: string; readonly colour: string }[];
  digits?: number;
}): string {
  const sumOf = (bar: Bar): number => bar.parts.reduce((sum, { value }) => sum + value, 0);
  const most = Math.max(1e-9, ...bars.map(sumOf));
  const room = WIDTH - LABEL - 90;
  const rows = bars.map((bar, index) => {
    const y = TOP + index * ROW;
    let x = LABEL;
    const parts = bar.parts.map(({ value, colour }) => {
      const width = (value / most) * room;
      const rect = `<rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${ROW - 8}" fill="${colour}"/>`;
      x += width;
      return rect;
    });
    const middle = y + ROW / 2;
    return [
      `<text x="${LABEL - 8}" y="${middle}" text-anchor="end">${escaped(bar.label)}</text>`,
      ...parts,
      `<text x="${(x + 6).toFixed(1)}" y="${middle}">${sumOf(bar).toFixed(digits)}</text>`,
    ].join('\n');
  });
  const keys = legend.map(
    ({ label, colour }, index) =>
      `<rect x="${LABEL + index * 125}" y="30" width="10" height="10" fill="${colour}"/>` +
      `<text x="${LABEL + 15 + index * 125}" y="39">${escaped(label)}</text>`,
  );
  const height = TOP + bars.length * ROW + 10;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">
<title>${escaped(title)}</title>
<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>
<text x="10" y="18" font-size="14">${escaped(title)}</text>
${[...keys, ...rows].join('\n')}
</svg>
`;
}
