import type { Delivery, DeliveryCounts } from '../../server/api-types.js';
import { useResource } from '../api/use-resource.js';
import { EmptyState, LoadError, Moment } from '../parts/basics.js';
import { OUTCOME_LABELS, OUTCOMES } from '../parts/outcomes.js';
import { duration, figure } from '../parts/text.js';
import { changeQuery, href, route } from '../shell/route.js';
import { Chart } from './chart.js';
import { CHARTS } from './charts.js';
import { FaultPanel } from './fault-form.js';

const RANGES: readonly [seconds: string, label: string][] = [
  ['60', '1 min'],
  ['300', '5 min'],
  ['900', '15 min'],
  ['3600', '1 h'],
];
const RHYTHM_MS = 2000;

const choose = (seconds: string) =>
  changeQuery({ seconds: seconds === '300' ? undefined : seconds });

/** The charts of the delivery, and the form for simulated failures. */
export function DeliveryView() {
  const seconds = route.value.query.get('seconds') ?? '300';
  const { data, error } = useResource({ path: 'delivery', query: { seconds } }, RHYTHM_MS);
  return (
    <div class="delivery">
      <FaultPanel />
      <section class="delivery-charts" aria-label="Delivery over time">
        <div class="segments" role="group" aria-label="Time range">
          {RANGES.map(([value, label]) => (
            <button
              key={value}
              type="button"
              aria-pressed={value === seconds}
              onClick={() => choose(value)}
            >
              {label}
            </button>
          ))}
        </div>
        <LoadError message={error} />
        {data !== undefined && isQuiet(data) && <Quiet seconds={seconds} lastAt={data.lastAt} />}
        {data !== undefined && !isQuiet(data) && (
          <>
            <Totals totals={data.totals} />
            {CHARTS.map((spec) => (
              <Chart key={spec.title} spec={spec} delivery={data} />
            ))}
          </>
        )}
      </section>
    </div>
  );
}

function isQuiet({ totals }: Delivery): boolean {
  return OUTCOMES.every((outcome) => totals[outcome] === 0);
}

/** Instead of empty charts: when the last request came, and a range that has it. */
function Quiet({ seconds, lastAt }: { seconds: string; lastAt: string | null }) {
  const label = RANGES.find(([value]) => value === seconds)?.[1] ?? `${seconds} s`;
  if (lastAt === null) {
    return (
      <EmptyState title="No request yet" needsEvent>
        <p>Charts of outcomes, latency and retries appear here with the first request.</p>
      </EmptyState>
    );
  }
  const age = Date.now() - Date.parse(lastAt);
  const longer = RANGES.find(([value]) => Number(value) * 1000 > age);
  return (
    <EmptyState title={`No request in the last ${label}`}>
      <p>
        The last one came <Moment at={lastAt} />, {duration(age)} ago.
      </p>
      <p>
        {longer === undefined ? (
          <a href={href('logs')}>See it in the log</a>
        ) : (
          <button type="button" onClick={() => choose(longer[0])}>
            Show {longer[1]}
          </button>
        )}
      </p>
    </EmptyState>
  );
}

/** The totals of the time range. */
function Totals({ totals }: { totals: DeliveryCounts }) {
  const { latencyMs, retries } = totals;
  const figures: [label: string, value: string][] = [
    ...OUTCOMES.map((outcome): [string, string] => [
      OUTCOME_LABELS[outcome],
      figure(totals[outcome]),
    ]),
    ['retries', figure(retries)],
    ['latency p50', latencyMs === null ? '–' : duration(latencyMs.p50)],
    ['latency p95', latencyMs === null ? '–' : duration(latencyMs.p95)],
  ];
  return (
    <dl class="totals">
      {figures.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
