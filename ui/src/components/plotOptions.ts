// How a plot looks, in the present theme's colours. Pure: Plot.tsx draws.
import type uPlot from 'uplot';

export interface PlotSeries {
  label: string;
  /** Oldest first; null: no sample, drawn as a gap. */
  values: readonly (number | null)[];
  tone?: 'accent' | 'info' | 'ok' | 'warn' | 'bad';
}

export interface LimitLine {
  label: string;
  value: number;
}

export interface PlotLook {
  width: number;
  height: number;
  series: readonly PlotSeries[];
  limits: readonly LimitLine[];
  format: (value: number) => string;
  /** Plots of the same key move their cursors together. */
  syncKey?: string;
}

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** Counts and bytes are whole: no line of the grid stands at a half. */
const STEPS = Array.from({ length: 19 }, (_, tens) => [1, 2, 5].map((first) => first * 10 ** tens)).flat();

type Ink = (name: string) => string;

export function inkOf(element: Element): Ink {
  const style = getComputedStyle(element);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}

/** From 0 to the highest value or limit, with air above; a limit far above all use does not flatten the line. */
export function scaleTop(series: readonly PlotSeries[], limits: readonly LimitLine[]): number {
  const most = Math.max(1, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const shown = limits.map(({ value }) => value).filter((value) => value <= most * 4);
  return Math.max(most, ...shown) * 1.08;
}

export function plotOptions(look: PlotLook, ink: Ink): uPlot.Options {
  const { width, height, series, limits, format, syncKey } = look;
  const font = '11px "Inter Variable", sans-serif';
  const axis = {
    stroke: ink('ink-3'),
    font,
    grid: { stroke: ink('line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width,
    height,
    legend: { show: false },
    padding: [8, 8, 0, 0],
    cursor: {
      y: false,
      points: { size: 7 },
      drag: { x: false, y: false },
      ...(syncKey ? { sync: { key: syncKey } } : {}),
    },
    scales: { y: { range: [0, scaleTop(series, limits)] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 24,
        values: (_, splits) => splits.map((second) => DAY.format(second * 1000)),
      },
      { ...axis, size: 72, incrs: STEPS, values: (_, splits) => splits.map(format) },
    ],
    series: [{}, ...series.map((line) => stroke(line, ink))],
    hooks: { draw: [(plot) => drawLimits(plot, limits, ink)] },
  };
}

function stroke({ label, tone = 'accent' }: PlotSeries, ink: Ink): uPlot.Series {
  return {
    label,
    stroke: ink(tone === 'accent' ? 'bar' : tone),
    width: 1.5,
    spanGaps: false,
    points: { show: false },
  };
}

function drawLimits(plot: uPlot, limits: readonly LimitLine[], ink: Ink): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = ink('bad');
  ctx.fillStyle = ink('bad-text');
  ctx.textAlign = 'left';
  ctx.textBaseline = 'bottom';
  ctx.setLineDash([4, 4]);
  ctx.font = `${11 * devicePixelRatio}px "Inter Variable", sans-serif`;
  for (const { label, value } of limits) {
    const y = Math.round(plot.valToPos(value, 'y', true));
    if (y < bbox.top) continue;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.fillText(label, bbox.left + 4 * devicePixelRatio, y - 4 * devicePixelRatio);
  }
  ctx.restore();
}
