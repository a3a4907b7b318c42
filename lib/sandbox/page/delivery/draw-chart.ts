import uPlot from 'uplot';
import { readColour } from './read-colour.js';
import { stack } from './stack.js';

const HEIGHT = 168;
const AXIS_WIDTH = 56;

/**
 * `lines`; `stack`: bars on top of each other; `layers`: bars in front of each other, each a part of
 * the one before.
 */
export type ChartKind = 'lines' | 'stack' | 'layers';

interface Options {
  readonly labels: readonly { readonly label: string; readonly colour: string }[];
  readonly kind: ChartKind;
  /** The least height of the scale. */
  readonly least: number;
  readonly format: (value: number) => string;
  /** Told which place the pointer is at, null for none. */
  readonly onMove: (index: number | null) => void;
}

/** Puts a chart into an element, in the colours of the moment. */
export function drawChart(element: HTMLElement, { labels, kind, least, format, onMove }: Options) {
  const axis: uPlot.Axis = {
    stroke: readColour(element, 'muted'),
    grid: { stroke: readColour(element, 'line'), width: 1 },
    ticks: { show: false },
    font: `12px ${getComputedStyle(element).fontFamily}`,
  };
  const chart = new uPlot(
    {
      width: element.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, drag: { x: false }, points: { show: kind === 'lines' } },
      padding: [8, 8, 0, 0],
      scales: { y: { range: (_, __, highest) => [0, Math.max(highest * 1.1, least)] } },
      axes: [
        {
          ...axis,
          grid: { show: false },
          size: 24,
          space: 72,
          values: (_, ticks) => ticks.map(clock),
        },
        { ...axis, size: AXIS_WIDTH, space: 36, values: (_, ticks) => ticks.map(format) },
      ],
      series: [{}, ...labels.map(({ label, colour }) => toSeries(label, colour))],
      hooks: { setCursor: [({ cursor }) => onMove(cursor.idx ?? null)] },
    },
    [[]],
    element,
  );

  function toSeries(label: string, name: string): uPlot.Series {
    const colour = readColour(element, name);
    if (kind === 'lines') return { label, stroke: colour, width: 2, spanGaps: true };
    const paths = uPlot.paths.bars?.({ size: [1, 24], align: 1 });
    return { label, fill: colour, width: 0, points: { show: false }, paths };
  }

  return {
    fill(times: readonly number[], series: readonly (readonly (number | null)[])[]) {
      const drawn = kind === 'stack' ? stack(series) : series;
      chart.setData([times, ...drawn] as uPlot.AlignedData);
    },
    resize: (width: number) => chart.setSize({ width, height: HEIGHT }),
    destroy: () => chart.destroy(),
  };
}

const withSeconds = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const withoutSeconds = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' });

function clock(seconds: number): string {
  const format = seconds % 60 === 0 ? withoutSeconds : withSeconds;
  return format.format(seconds * 1000);
}
