import { describeFault } from '../delivery/describe-fault.js';
import { Icon } from '../parts/icon.js';
import { plural } from '../parts/plural.js';
import { faultState, stopFault } from '../state/fault.js';
import { notify } from '../state/notice.js';

/** Stands on every view while the sandbox misbehaves, with the way out. */
export function FaultBanner() {
  const { fault, met } = faultState.value;
  if (fault === null) return null;
  return (
    <div class="fault-banner" role="status">
      <Icon name="alert" />
      <p>
        <b>Misbehaving on purpose:</b> {describeFault(fault)}.{' '}
        <span class="met">{plural(met, 'request')} met it so far.</span>
      </p>
      <button
        type="button"
        onClick={() => void stopFault().catch((error: Error) => notify(error.message))}
      >
        Switch it off
      </button>
    </div>
  );
}
