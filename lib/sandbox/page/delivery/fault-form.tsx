import { useEffect, useState } from 'preact/hooks';
import { faultState, startFault, stopFault } from '../state/fault.js';
import { LoadError } from '../parts/load-error.js';
import { FaultDetails } from './fault-details.js';
import { FaultReach } from './fault-reach.js';
import { FAULT_KINDS, INITIAL, toChoice, toFault, type FaultChoice } from './fault-choice.js';

/** Chooses a fault and switches it on. */
export function FaultForm() {
  const [choice, setChoice] = useState<FaultChoice>(INITIAL);
  const [error, setError] = useState<string>();
  const { fault } = faultState.value;
  const active = JSON.stringify(fault);
  useEffect(() => {
    if (fault !== null) setChoice(toChoice(fault));
  }, [active]);
  const change = (changes: Partial<FaultChoice>) => setChoice({ ...choice, ...changes });
  const run = (action: Promise<void>) =>
    action.then(
      () => setError(undefined),
      (failure: Error) => setError(failure.message),
    );

  return (
    <form
      class="fault-form"
      onSubmit={(event) => {
        event.preventDefault();
        void run(startFault(toFault(choice)));
      }}
    >
      <fieldset class="kinds">
        <legend>What happens</legend>
        {FAULT_KINDS.map(({ kind, label, hint }) => (
          <label key={kind}>
            <input
              type="radio"
              name="kind"
              checked={choice.kind === kind}
              onChange={() => change({ kind })}
            />
            <span>
              {label} <span class="muted">{hint}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <FaultDetails choice={choice} onChange={change} />
      <FaultReach choice={choice} onChange={change} />
      {error !== undefined && <LoadError message={error} />}
      <div class="actions">
        <button class="primary">{fault === null ? 'Misbehave' : 'Misbehave so instead'}</button>
        {fault !== null && (
          <button type="button" onClick={() => void run(stopFault())}>
            Switch it off
          </button>
        )}
      </div>
    </form>
  );
}
