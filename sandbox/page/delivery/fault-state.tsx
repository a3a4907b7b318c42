import { signal } from '@preact/signals';
import type { EndedFault, Fault, FaultState } from '../../server/api-types.js';
import { call, read } from '../api/call.js';
import { arrivals, faultChanges, resets } from '../api/stream.js';
import { Icon } from '../parts/icon.js';
import { plural } from '../parts/text.js';
import { notify } from '../shell/notice.js';
import { describeEnd, describeFault } from './fault-text.js';

/** The failure that the sandbox simulates now. */
export const faultState = signal<FaultState>({
  fault: null,
  affected: 0,
  ended: null,
  simulated: [],
});

export async function startFault(fault: Fault): Promise<void> {
  await call('fault', { method: 'PUT', body: JSON.stringify(fault) });
  await loadFault();
}

export async function stopFault(): Promise<void> {
  await call('fault', { method: 'DELETE' });
  await loadFault();
}

async function loadFault(): Promise<void> {
  faultState.value = await read({ path: 'fault' });
}

/** Keeps {@link faultState} up to date when another tab, a test or its last request changes it. */
export function watchFault(): void {
  const reload = () => void loadFault().catch(() => {});
  faultChanges.add((state) => (faultState.value = state));
  resets.add(reload);
  arrivals.add((requests) => {
    const { ended } = faultState.value;
    const isOpen = ended !== null && ended.delivered < ended.events;
    if (isOpen || requests.some(({ outcome }) => outcome === 'fault')) reload();
  });
  reload();
}

/** How long the verdict on a failure that has ended is shown, in milliseconds. */
const VERDICT_MS = 600_000;

/** The end whose verdict was closed. */
const closed = signal<string | undefined>(undefined);

/** The bar on every view while a failure is simulated, with a button to stop it, and its verdict. */
export function FaultBanner() {
  const { fault, affected, ended } = faultState.value;
  if (fault === null) return ended === null ? null : <Verdict ended={ended} />;
  return (
    <div class="banner fault-banner" role="status">
      <Icon name="alert" />
      <p>
        <b>Simulating failures:</b> {describeFault(fault)}.{' '}
        <span class="affected">{plural(affected, 'request')} affected.</span>
      </p>
      <button
        type="button"
        onClick={() => void stopFault().catch((error: Error) => notify(error.message))}
      >
        Stop
      </button>
    </div>
  );
}

function Verdict({ ended }: { ended: EndedFault }) {
  const { endedAt, events, delivered } = ended;
  const isOld = Date.now() - Date.parse(endedAt) > VERDICT_MS;
  if (isOld || closed.value === endedAt || events === 0) return null;
  const isDone = delivered === events;
  return (
    <div class={`banner verdict-banner ${isDone ? 'accepted' : 'warned'}`} role="status">
      <Icon name={isDone ? 'check' : 'alert'} />
      <p>
        <b>The failure has ended.</b> {describeEnd(ended)}.
      </p>
      <button type="button" onClick={() => (closed.value = endedAt)}>
        Close
      </button>
    </div>
  );
}
