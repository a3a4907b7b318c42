import { toQuery } from '../api/call.js';
import type { Delivery } from '../api/delivery-types.js';
import { LoadError } from '../parts/load-error.js';
import { changeQuery, route } from '../state/route.js';
import { useResource } from '../state/use-resource.js';
import { FaultPanel } from './fault-panel.js';
import { LatencyChart } from './latency-chart.js';
import { OutcomeChart } from './outcome-chart.js';
import { RepeatChart } from './repeat-chart.js';
import { Totals } from './totals.js';

const RANGES: readonly [seconds: string, label: string][] = [
  ['60', '1 min'],
  ['300', '5 min'],
  ['900', '15 min'],
  ['3600', '1 h'],
];
const RHYTHM_MS = 2000;

/** How delivery goes, and switches to make it go badly. */
export function DeliveryView() {
  const seconds = route.value.query.get('seconds') ?? '300';
  const { data, error } = useResource<Delivery>(`delivery${toQuery({ seconds })}`, RHYTHM_MS);
  return (
    <div class="delivery">
      <section class="delivery-charts" aria-label="Delivery over time">
        <div class="segments" role="group" aria-label="Time range">
          {RANGES.map(([value, label]) => (
            <button
              key={value}
              type="button"
              aria-pressed={value === seconds}
              onClick={() => changeQuery({ seconds: value === '300' ? undefined : value })}
            >
              {label}
            </button>
          ))}
        </div>
        {error !== undefined && <LoadError message={error} />}
        {data !== undefined && (
          <>
            <Totals totals={data.totals} />
            <OutcomeChart delivery={data} />
            <LatencyChart delivery={data} />
            <RepeatChart delivery={data} />
          </>
        )}
      </section>
      <FaultPanel />
    </div>
  );
}
