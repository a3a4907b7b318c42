import { useEffect, useRef, useState } from 'preact/hooks';
import { useSize } from '../parts/use-size.js';
import { isDark } from '../state/theme.js';
import { drawChart, type ChartKind } from './draw-chart.js';

export interface ChartSeries {
  readonly label: string;
  /** The name of a colour of the style sheet, without the dashes. */
  readonly colour: string;
  readonly values: readonly (number | null)[];
}

interface Props {
  readonly title: string;
  readonly hint: string;
  /** Epoch seconds, ascending. */
  readonly times: readonly number[];
  readonly series: readonly ChartSeries[];
  readonly kind: ChartKind;
  /** The least height of the scale. */
  readonly least: number;
  readonly format: (value: number) => string;
}

/** A chart over time; what stands under the pointer is told in its legend. */
export function Chart({ title, hint, times, series, kind, least, format }: Props) {
  const { ref, width } = useSize<HTMLDivElement>();
  const chart = useRef<ReturnType<typeof drawChart>>(undefined);
  const [index, setIndex] = useState<number | null>(null);
  const isWide = width > 0;
  const dark = isDark();

  useEffect(() => {
    if (ref.current === null || !isWide) return;
    const labels = series.map(({ label, colour }) => ({ label, colour }));
    chart.current = drawChart(ref.current, { labels, kind, least, format, onMove: setIndex });
    return () => chart.current?.destroy();
  }, [isWide, dark]);
  useEffect(() => chart.current?.resize(width), [width, dark]);
  useEffect(() => {
    chart.current?.fill(
      times,
      series.map(({ values }) => values),
    );
  }, [times, series, isWide, dark]);

  const at = index === null ? undefined : times[index];
  return (
    <figure class="card chart">
      <figcaption>
        <h2>{title}</h2>
        <span class="muted">
          {at === undefined ? hint : new Date(at * 1000).toLocaleTimeString('en-GB')}
        </span>
      </figcaption>
      <div ref={ref} class="chart-canvas" role="img" aria-label={describe(title, series, format)} />
      <ul class="legend" role="list">
        {series.map(({ label, colour, values }) => (
          <li key={label}>
            <span class={`swatch ${colour}`} aria-hidden="true" />
            {label}
            <span class="legend-value">{index === null ? '' : told(values[index], format)}</span>
          </li>
        ))}
      </ul>
    </figure>
  );
}

function told(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? '–' : format(value);
}

/** What the picture shows, for those who do not see it. */
function describe(
  title: string,
  series: readonly ChartSeries[],
  format: (value: number) => string,
): string {
  const highest = series.map(({ label, values }) => {
    const numbers = values.filter((value) => value !== null);
    return `${label} ${numbers.length === 0 ? 'none' : format(Math.max(...numbers))}`;
  });
  return `${title}, highest: ${highest.join(', ')}`;
}
