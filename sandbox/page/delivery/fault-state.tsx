import { signal } from '@preact/signals';
import type { Fault, FaultState } from '../../server/api-types.js';
import { call, read } from '../api/call.js';
import { arrivals, faultChanges, resets } from '../api/stream.js';
import { Icon } from '../parts/icon.js';
import { plural } from '../parts/text.js';
import { notify } from '../shell/notice.js';
import { describeFault } from './fault-text.js';

/** The failure that the sandbox simulates now. */
export const faultState = signal<FaultState>({ fault: null, affected: 0, simulated: [] });

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
    if (requests.some(({ outcome }) => outcome === 'fault')) reload();
  });
  reload();
}

/** The bar on every view while a failure is simulated, with a button to stop it. */
export function FaultBanner() {
  const { fault, affected } = faultState.value;
  if (fault === null) return null;
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
