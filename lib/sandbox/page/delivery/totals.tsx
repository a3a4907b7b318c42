import type { Counts } from '../api/delivery-types.js';
import { OUTCOMES } from '../api/types.js';
import { duration } from '../parts/time-text.js';

/** The figures of the whole time. */
export function Totals({ totals }: { totals: Counts }) {
  const { latencyMs } = totals;
  return (
    <dl class="totals">
      {OUTCOMES.map((outcome) => (
        <div key={outcome} class={outcome}>
          <dt>{outcome}</dt>
          <dd>{totals[outcome].toLocaleString('en')}</dd>
        </div>
      ))}
      <div>
        <dt>retries</dt>
        <dd>{totals.retries.toLocaleString('en')}</dd>
      </div>
      <div>
        <dt>latency p50</dt>
        <dd>{latencyMs === null ? '–' : duration(latencyMs.p50)}</dd>
      </div>
      <div>
        <dt>latency p95</dt>
        <dd>{latencyMs === null ? '–' : duration(latencyMs.p95)}</dd>
      </div>
    </dl>
  );
}
