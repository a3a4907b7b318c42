import { signal } from '@preact/signals';
import { call } from '../api/call.js';
import { arrivals, faultChanges, resets } from '../api/stream.js';
import type { Fault, FaultState } from '../api/delivery-types.js';

/** How the sandbox misbehaves at the moment. */
export const faultState = signal<FaultState>({ fault: null, met: 0 });

export async function startFault(fault: Fault): Promise<void> {
  await call('fault', { method: 'PUT', body: JSON.stringify(fault) });
  await loadFault();
}

export async function stopFault(): Promise<void> {
  await call('fault', { method: 'DELETE' });
  await loadFault();
}

export async function loadFault(): Promise<void> {
  faultState.value = await call<FaultState>('fault');
}

/** Keeps {@link faultState} true, whoever changes it: another tab, a test, the last of its times. */
export function watchFault(): void {
  const reload = () => void loadFault().catch(() => {});
  faultChanges.add((state) => (faultState.value = state));
  resets.add(reload);
  arrivals.add((requests) => {
    if (requests.some(({ outcome }) => outcome === 'misbehaved')) reload();
  });
  reload();
}
