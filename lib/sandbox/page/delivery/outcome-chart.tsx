import { useMemo } from 'preact/hooks';
import type { Delivery } from '../api/delivery-types.js';
import { OUTCOMES } from '../api/types.js';
import { Chart } from './chart.js';
import { timesOf } from './times-of.js';

/** Events per second, by what became of them. */
export function OutcomeChart({ delivery }: { delivery: Delivery }) {
  const { buckets, bucketSeconds } = delivery;
  const times = useMemo(() => timesOf(delivery), [delivery]);
  const series = useMemo(
    () =>
      OUTCOMES.toReversed().map((outcome) => ({
        label: outcome,
        // The usual is drawn softly, so that the rest stands out.
        colour: outcome === 'accepted' ? 'accepted-bar' : outcome,
        values: buckets.map((bucket) => bucket[outcome] / bucketSeconds),
      })),
    [delivery],
  );
  return (
    <Chart
      title="Events per second"
      hint="by outcome"
      times={times}
      series={series}
      kind="stack"
      least={1}
      format={(value) => String(Number(value.toFixed(value < 10 ? 2 : 0)))}
    />
  );
}
