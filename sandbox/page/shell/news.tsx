import { effect, signal } from '@preact/signals';
import type { RequestSummary } from '../../server/api-types.js';
import { arrivals, resets, shopState } from '../api/stream.js';
import { figure } from '../parts/text.js';
import { route, type View } from './route.js';

/** What is counted for a view while another one is open: that one may want a look. */
const COUNTED = {
  logs: {
    what: 'refused since you looked',
    isNews: ({ outcome }: RequestSummary) => outcome === 'refused' || outcome === 'unauthorised',
  },
  warnings: {
    what: 'with warnings since you looked',
    isNews: ({ outcome, warnings }: RequestSummary) => outcome === 'accepted' && warnings > 0,
  },
} as const;

/** A higher number would push the last view off a phone's screen. */
const MAX_BADGE = 99;

const counts = signal<Partial<Record<View, number>>>({});
/** How many dead letters the outbox had when the view was open last; undefined before the first look. */
const seenDead = signal<number | undefined>(undefined);

arrivals.add((requests) => {
  const next = { ...counts.value };
  for (const view of ['logs', 'warnings'] as const) {
    const found = requests.filter(COUNTED[view].isNews).length;
    next[view] = (next[view] ?? 0) + found;
  }
  counts.value = { ...next, [route.value.view]: 0 };
});
resets.add(() => (counts.value = {}));
effect(() => {
  const { view } = route.value;
  if (counts.peek()[view]) counts.value = { ...counts.peek(), [view]: 0 };
});
effect(() => {
  const dead = shopState.value?.counts.dead;
  if (dead === undefined) return;
  const seen = seenDead.peek();
  // After some were replayed or discarded, fewer are known.
  if (route.value.view === 'shop' || seen === undefined || dead < seen) seenDead.value = dead;
});

/** How much a view has that is new; for the profiles, that is suspicious. */
export function NewsBadge({ view, suspicious }: { view: View; suspicious: number }) {
  if (view === 'profiles') return <Badge count={suspicious} what="suspicious" />;
  if (view === 'shop') {
    const dead = (shopState.value?.counts.dead ?? 0) - (seenDead.value ?? 0);
    return <Badge count={dead} what="dead letters since you looked" isNews />;
  }
  if (view !== 'logs' && view !== 'warnings') return null;
  return <Badge count={counts.value[view] ?? 0} what={COUNTED[view].what} isNews />;
}

interface BadgeProps {
  readonly count: number;
  readonly what: string;
  /** A phone has no room for these numbers, and shows a dot. */
  readonly isNews?: boolean;
}

function Badge({ count, what, isNews = false }: BadgeProps) {
  if (count <= 0) return null;
  return (
    <span class={isNews ? 'badge news' : 'badge'} title={`${figure(count)} ${what}`}>
      {count > MAX_BADGE ? `${MAX_BADGE}+` : count}
      <span class="off-screen"> {what}</span>
    </span>
  );
}
