import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import type { Delivery } from '../../server/api-types.js';
import { useSize } from '../parts/hooks.js';
import { isDark } from '../shell/theme.js';
import { stack, type ChartSpec } from './charts.js';

const HEIGHT = 168;
/** The room beside the labels of the vertical axis. */
const AXIS_GAP = 12;
/** So that the axes of all charts begin at the same place, unless a label is long. */
const MIN_AXIS = 56;
/** Half of the widest label of a time, which may stand at the right end. */
const END_WIDTH = 28;
/** The steps between two labels, in seconds: with those of two minutes, narrow charts have several. */
const STEPS = [1, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800];

/** A chart over time; the legend shows the values under the pointer. */
export function Chart({ spec, delivery }: { spec: ChartSpec; delivery: Delivery }) {
  const { title, hint, kind, series, format } = spec;
  const { ref, width } = useSize<HTMLDivElement>();
  const chart = useRef<uPlot>(undefined);
  const [index, setIndex] = useState<number | null>(null);
  const isWide = width > 0;
  const dark = isDark();
  const { times, values } = useMemo(() => {
    const { buckets, bucketSeconds } = delivery;
    return {
      times: buckets.map(({ at }) => Date.parse(at) / 1000),
      values: series.map(({ value }) => buckets.map((bucket) => value(bucket, bucketSeconds))),
    };
  }, [delivery]);

  useEffect(() => {
    if (ref.current === null || !isWide) return;
    chart.current = drawChart(ref.current, spec, setIndex);
    return () => chart.current?.destroy();
  }, [isWide, dark]);
  useEffect(() => chart.current?.setSize({ width, height: HEIGHT }), [width, dark]);
  useEffect(() => {
    const drawn = kind === 'stack' ? stack(values) : values;
    chart.current?.setData([times, ...drawn] as uPlot.AlignedData);
  }, [times, values, isWide, dark]);

  const at = index === null ? undefined : times[index];
  // For screen readers.
  const highest = series.map(({ label }, which) => {
    const numbers = values[which]?.filter((value) => value !== null) ?? [];
    return `${label} ${numbers.length === 0 ? 'none' : format(Math.max(...numbers))}`;
  });
  return (
    <figure class="card chart">
      <figcaption>
        <h2>{title}</h2>
        <span class="muted">
          {at === undefined ? hint : new Date(at * 1000).toLocaleTimeString('en-GB')}
        </span>
      </figcaption>
      <div
        ref={ref}
        class="chart-canvas"
        role="img"
        aria-label={`${title}, highest: ${highest.join(', ')}`}
      />
      <ul class="legend" role="list">
        {series.map(({ label, colour }, which) => {
          const value = index === null ? undefined : (values[which]?.[index] ?? null);
          return (
            <li key={label}>
              <span class={`swatch ${colour}`} aria-hidden="true" />
              {label}
              <span class="legend-value">
                {value === undefined ? '' : value === null ? '–' : format(value)}
              </span>
            </li>
          );
        })}
      </ul>
    </figure>
  );
}

/** Draws an empty chart in the present colours. */
function drawChart(
  element: HTMLElement,
  { series, kind, least, incrs, format }: ChartSpec,
  onMove: (index: number | null) => void,
): uPlot {
  const axis: uPlot.Axis = {
    stroke: readColour(element, 'muted'),
    grid: { stroke: readColour(element, 'line'), width: 1 },
    ticks: { show: false },
    font: `12px ${getComputedStyle(element).fontFamily}`,
  };
  const paths = uPlot.paths.bars?.({ size: [1, 24], align: 1 });
  const drawn = series.map(({ label, colour: name }): uPlot.Series => {
    const colour = readColour(element, name);
    return kind === 'lines'
      ? { label, stroke: colour, width: 2, points: { size: 5, fill: colour, filter: isolated } }
      : { label, fill: colour, width: 0, points: { show: false }, paths };
  });
  const options: uPlot.Options = {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, drag: { x: false }, points: { show: kind === 'lines' } },
    padding: [8, END_WIDTH, 0, 0],
    scales: {
      y: {
        // An event time in the future makes a negative latency.
        range: (_, lowest, highest) => [
          Math.min(0, (lowest ?? 0) * 1.1),
          Math.max((highest ?? 0) * 1.1, least),
        ],
      },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 24,
        space: 72,
        incrs: STEPS,
        values: (_, ticks) => ticks.map(clock),
      },
      { ...axis, size: widthOfLabels, space: 36, incrs, values: (_, ticks) => ticks.map(format) },
    ],
    series: [{}, ...drawn],
    hooks: { setCursor: [({ cursor }) => onMove(cursor.idx ?? null)] },
  };
  return new uPlot(options, [[]], element);
}

/** The points without a neighbour, which no line would show. */
function isolated(chart: uPlot, index: number): number[] {
  const values = chart.data[index] ?? [];
  const isGap = (at: number) => (values[at] ?? null) === null;
  return [...values.keys()].filter((at) => !isGap(at) && isGap(at - 1) && isGap(at + 1));
}

/** The width of an axis with these labels, in pixels. */
function widthOfLabels(chart: uPlot, labels: readonly string[] | null): number {
  const { ctx } = chart;
  ctx.save();
  ctx.font = `12px ${getComputedStyle(chart.root).fontFamily}`;
  const widths = (labels ?? []).map((label) => ctx.measureText(label).width);
  ctx.restore();
  return Math.max(MIN_AXIS, Math.ceil(Math.max(0, ...widths)) + AXIS_GAP);
}

/** @returns the present value of a colour variable; a canvas cannot use variables */
function readColour(element: HTMLElement, name: string): string {
  const probe = document.createElement('span');
  probe.className = 'colour-probe';
  probe.style.color = `var(--${name})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

const withSeconds = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const withoutSeconds = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' });

function clock(seconds: number): string {
  const format = seconds % 60 === 0 ? withoutSeconds : withSeconds;
  return format.format(seconds * 1000);
}
