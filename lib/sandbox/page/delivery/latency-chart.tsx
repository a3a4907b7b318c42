import { useMemo } from 'preact/hooks';
import type { Delivery } from '../api/delivery-types.js';
import { duration } from '../parts/time-text.js';
import { Chart } from './chart.js';
import { timesOf } from './times-of.js';

/** How long events took from when they happened to when they came. */
export function LatencyChart({ delivery }: { delivery: Delivery }) {
  const { buckets } = delivery;
  const times = useMemo(() => timesOf(delivery), [delivery]);
  const series = useMemo(
    () => [
      {
        label: '95 of 100 within',
        colour: 'misbehaved',
        values: buckets.map(({ latencyMs }) => latencyMs?.p95 ?? null),
      },
      {
        label: 'half within',
        colour: 'accepted',
        values: buckets.map(({ latencyMs }) => latencyMs?.p50 ?? null),
      },
    ],
    [delivery],
  );
  return (
    <Chart
      title="Latency"
      hint="from event time to ingestion, of accepted events"
      times={times}
      series={series}
      kind="lines"
      least={100}
      format={duration}
    />
  );
}
