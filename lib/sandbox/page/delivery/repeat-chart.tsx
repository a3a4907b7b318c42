import { useMemo } from 'preact/hooks';
import type { Delivery } from '../api/delivery-types.js';
import { Chart } from './chart.js';
import { timesOf } from './times-of.js';

/** How often the same event came again. */
export function RepeatChart({ delivery }: { delivery: Delivery }) {
  const { buckets } = delivery;
  const times = useMemo(() => timesOf(delivery), [delivery]);
  const series = useMemo(
    () => [
      {
        label: 'retries',
        colour: 'misbehaved',
        values: buckets.map(({ retries }) => retries),
      },
      {
        label: 'duplicates',
        colour: 'duplicate',
        values: buckets.map(({ duplicate }) => duplicate),
      },
    ],
    [delivery],
  );
  return (
    <Chart
      title="Retries and duplicates"
      hint="duplicates are retries of what had been taken already"
      times={times}
      series={series}
      kind="layers"
      least={2}
      format={(value) => String(Number(value.toFixed(2)))}
    />
  );
}
