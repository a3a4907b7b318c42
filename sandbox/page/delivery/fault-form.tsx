import { useEffect, useState } from 'preact/hooks';
import type { Fault } from '../../server/api-types.js';
import { LoadError } from '../parts/basics.js';
import { faultState, startFault, stopFault } from './fault-state.js';

const KINDS: readonly { kind: Fault['kind']; label: string; hint: string }[] = [
  { kind: 'status', label: 'A status', hint: 'instead of the usual answer' },
  { kind: 'delay', label: 'A delay', hint: 'before the usual answer' },
  { kind: 'hang', label: 'No answer', hint: 'the connection stays open' },
  { kind: 'hang-in-answer', label: 'Half an answer', hint: 'status 200, then nothing' },
  { kind: 'reset', label: 'A reset', hint: 'the connection breaks' },
  { kind: 'huge-answer', label: 'A huge answer', hint: 'status 200 and 64 MiB' },
];

const STATUSES = [429, 500, 503, 401, 400, 204];

/** The texts of the form's fields. */
interface Choice {
  readonly kind: Fault['kind'];
  readonly status: string;
  readonly retryAfter: string;
  readonly ms: string;
  /** In percent. */
  readonly share: string;
  /** Empty for all. */
  readonly times: string;
}

const INITIAL: Choice = {
  kind: 'status',
  status: '503',
  retryAfter: '',
  ms: '2000',
  share: '100',
  times: '',
};

interface NumberAttributes {
  readonly min: number;
  readonly max?: number;
  readonly required?: boolean;
  readonly placeholder?: string;
  readonly list?: string;
}

/** The form that chooses the failure to simulate. */
export function FaultPanel() {
  const { fault } = faultState.value;
  const [choice, setChoice] = useState(INITIAL);
  const [error, setError] = useState<string>();
  const change = (changes: Partial<Choice>) => setChoice({ ...choice, ...changes });
  /** A field for a whole number. */
  const numberField = (name: keyof Choice, label: string, attributes: NumberAttributes) => (
    <label class="field">
      {label}
      <input
        type="number"
        inputMode="numeric"
        step={1}
        value={choice[name]}
        onInput={({ currentTarget }) => change({ [name]: currentTarget.value })}
        {...attributes}
      />
    </label>
  );
  useEffect(() => {
    if (fault !== null) setChoice(toChoice(fault));
  }, [JSON.stringify(fault)]);
  const run = (action: Promise<void>) =>
    action.then(
      () => setError(undefined),
      (failure: Error) => setError(failure.message),
    );

  return (
    <section class="card fault-panel" aria-labelledby="fault-title">
      <h2 id="fault-title">Simulate failures</h2>
      <p class="muted">
        {fault === null
          ? 'Make the sandbox fail and watch the library retry without losing an event.'
          : 'Failures are on, see the bar above. Apply another choice to replace them.'}
      </p>
      <form
        class="fault-form"
        onSubmit={(event) => {
          event.preventDefault();
          void run(startFault(toFault(choice)));
        }}
      >
        <fieldset class="kinds">
          <legend>What happens</legend>
          {KINDS.map(({ kind, label, hint }) => (
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
        {choice.kind === 'status' && (
          <div class="fields">
            <datalist id="statuses">
              {STATUSES.map((status) => (
                <option key={status} value={status} />
              ))}
            </datalist>
            {numberField('status', 'Status', {
              min: 200,
              max: 599,
              required: true,
              list: 'statuses',
            })}
            {numberField('retryAfter', 'Retry-After (seconds)', { min: 0, placeholder: 'none' })}
          </div>
        )}
        {choice.kind === 'delay' && (
          <div class="fields">
            {numberField('ms', 'Delay (milliseconds)', { min: 1, required: true })}
          </div>
        )}
        <div class="fields">
          <label class="field">
            <span>Failure rate: {choice.share} %</span>
            <input
              type="range"
              min={1}
              max={100}
              value={choice.share}
              aria-valuetext={`${choice.share} percent`}
              onInput={({ currentTarget }) => change({ share: currentTarget.value })}
            />
          </label>
          {numberField('times', 'Stop after (requests)', { min: 1, placeholder: 'until stopped' })}
        </div>
        <LoadError message={error} />
        <div class="actions">
          <button class="primary">Apply</button>
          {fault !== null && (
            <button type="button" onClick={() => void run(stopFault())}>
              Stop
            </button>
          )}
        </div>
      </form>
    </section>
  );
}

function toChoice(fault: Fault): Choice {
  const { kind, share = 1, times = '' } = fault;
  const { status, retryAfter = '' } = kind === 'status' ? fault : INITIAL;
  const { ms } = kind === 'delay' ? fault : INITIAL;
  return {
    kind,
    status: String(status),
    retryAfter: String(retryAfter),
    ms: String(ms),
    share: String(Math.round(share * 100)),
    times: String(times),
  };
}

function toFault({ kind, status, retryAfter, ms, share, times }: Choice): Fault {
  const range = { share: Number(share) / 100, times: times === '' ? undefined : Number(times) };
  if (kind === 'delay') return { kind, ms: Number(ms), ...range };
  if (kind !== 'status') return { kind, ...range };
  const seconds = retryAfter === '' ? undefined : Number(retryAfter);
  return { kind, status: Number(status), retryAfter: seconds, ...range };
}
