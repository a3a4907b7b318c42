import type { Delivery } from '../../server/api-types.js';
import { OUTCOME_LABELS, OUTCOMES } from '../parts/outcomes.js';
import { duration, figure } from '../parts/text.js';

type Bucket = Delivery['buckets'][number];

/** The content of a chart over time. */
export interface ChartSpec {
  readonly title: string;
  readonly hint: string;
  /**
   * `lines`; `stack`: bars on top of each other; `layers`: bars in front of each other, each a subset of
   * the one before.
   */
  readonly kind: 'lines' | 'stack' | 'layers';
  /** The least height of the scale. */
  readonly least: number;
  /** The steps between two labels; those of uPlot by default. */
  readonly incrs?: number[];
  readonly format: (value: number) => string;
  readonly series: readonly SeriesSpec[];
}

interface SeriesSpec {
  readonly label: string;
  /** The name of a colour of the style sheet, without the dashes. */
  readonly colour: string;
  readonly value: (bucket: Bucket, bucketSeconds: number) => number | null;
}

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;
const YEAR = 365.25 * DAY;

/** Steps that are whole in their unit, in milliseconds. */
const DURATION_STEPS = [
  [1, 2, 5, 10, 20, 50, 100, 200, 500],
  [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800].map((seconds) => seconds * SECOND),
  [1, 2, 6, 12, 24].map((hours) => hours * HOUR),
  [2, 5, 10, 20, 50, 100, 200].map((days) => days * DAY),
  [1, 2, 5, 10, 20, 50, 100, 1000].map((years) => years * YEAR),
].flat();

const COUNT_STEPS = [0, 1, 2, 3, 4, 5].flatMap((power) =>
  [1, 2, 5].map((digit) => digit * 10 ** power),
);

export const CHARTS: readonly ChartSpec[] = [
  {
    title: 'Events per second',
    hint: 'by outcome',
    kind: 'stack',
    least: 1,
    format: (value) => String(Number(value.toFixed(value < 10 ? 2 : 0))),
    series: OUTCOMES.toReversed().map((outcome) => ({
      label: OUTCOME_LABELS[outcome],
      // Accepted events have a soft colour, so that the others stand out.
      colour: outcome === 'accepted' ? 'accepted-bar' : outcome,
      value: (bucket, bucketSeconds) => bucket[outcome] / bucketSeconds,
    })),
  },
  {
    title: 'Latency',
    hint: 'from event time to ingestion, of accepted events',
    kind: 'lines',
    least: 100,
    incrs: DURATION_STEPS,
    format: duration,
    series: [
      { label: 'p95', colour: 'fault', value: ({ latencyMs }) => latencyMs?.p95 ?? null },
      { label: 'p50', colour: 'accepted', value: ({ latencyMs }) => latencyMs?.p50 ?? null },
    ],
  },
  {
    title: 'Retries and duplicates',
    hint: 'duplicates are retries of accepted events',
    kind: 'layers',
    least: 2,
    incrs: COUNT_STEPS,
    format: figure,
    series: [
      { label: 'retries', colour: 'fault', value: ({ retries }) => retries },
      { label: 'duplicates', colour: 'duplicate', value: ({ duplicate }) => duplicate },
    ],
  },
];

type Values = readonly (number | null)[];

/**
 * Stacks series: each becomes the sum of itself and of those after it. Drawn in order, the later ones
 * cover the lower part of the earlier ones. Empty values are not drawn.
 */
export function stack(series: readonly Values[]): Values[] {
  const sums: number[] = [];
  const stacked = series.toReversed().map((values) =>
    values.map((value, index) => {
      sums[index] = (sums[index] ?? 0) + (value ?? 0);
      return value === null || value === 0 ? null : (sums[index] ?? null);
    }),
  );
  return stacked.toReversed();
}
