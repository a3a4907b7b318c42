import { useEffect, useState } from 'preact/hooks';
import type { Fault } from '../../server/api-types.js';
import { LoadError } from '../parts/basics.js';
import { isNarrow } from '../parts/hooks.js';
import { faultState, startFault, stopFault } from './fault-state.js';

const KINDS: readonly { kind: Fault['kind']; label: string; hint: string }[] = [
  { kind: 'status', label: 'A status', hint: 'instead of the usual answer' },
  { kind: 'delay', label: 'A delay', hint: 'before the usual answer' },
  { kind: 'hang', label: 'No answer', hint: 'the connection stays open' },
  { kind: 'hang-in-answer', label: 'Half an answer', hint: 'status 200, then nothing' },
  { kind: 'reset', label: 'A reset', hint: 'the connection breaks' },
  { kind: 'huge-answer', label: 'A huge answer', hint: 'status 200 and 64 MiB' },
];

/** The failures that are worth a look first. */
const PRESETS: readonly { label: string; hint: string; fault: Fault }[] = [
  {
    label: 'Down for a minute',
    hint: 'status 503',
    fault: { kind: 'status', status: 503, seconds: 60 },
  },
  {
    label: '429 with Retry-After',
    hint: '3 requests, 5 s each',
    fault: { kind: 'status', status: 429, retryAfter: 5, times: 3 },
  },
  {
    label: 'Wrong token',
    hint: 'status 401, for 20 s',
    fault: { kind: 'status', status: 401, seconds: 20 },
  },
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
  /** Empty for any time. */
  readonly seconds: string;
}

const INITIAL: Choice = {
  kind: 'status',
  status: '503',
  retryAfter: '',
  ms: '2000',
  share: '100',
  times: '',
  seconds: '',
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
      <div class="presets" role="group" aria-label="Frequent failures">
        {PRESETS.map(({ label, hint, fault: preset }) => (
          <button key={label} type="button" onClick={() => void run(startFault(preset))}>
            {label} <span class="muted">{hint}</span>
          </button>
        ))}
      </div>
      <details class="own-failure" open={!isNarrow.value}>
        <summary>Another failure</summary>
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
            {numberField('times', 'Stop after (requests)', {
              min: 1,
              placeholder: 'until stopped',
            })}
            {numberField('seconds', 'Stop after (seconds)', {
              min: 1,
              placeholder: 'until stopped',
            })}
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
      </details>
    </section>
  );
}

function toChoice(fault: Fault): Choice {
  const { kind, share = 1, times = '', seconds = '' } = fault;
  const { status, retryAfter = '' } = kind === 'status' ? fault : INITIAL;
  const { ms } = kind === 'delay' ? fault : INITIAL;
  return {
    kind,
    status: String(status),
    retryAfter: String(retryAfter),
    ms: String(ms),
    share: String(Math.round(share * 100)),
    times: String(times),
    seconds: String(seconds),
  };
}

function toFault({ kind, status, retryAfter, ms, share, times, seconds }: Choice): Fault {
  const limit = (text: string) => (text === '' ? undefined : Number(text));
  const range = { share: Number(share) / 100, times: limit(times), seconds: limit(seconds) };
  if (kind === 'delay') return { kind, ms: Number(ms), ...range };
  if (kind !== 'status') return { kind, ...range };
  return { kind, status: Number(status), retryAfter: limit(retryAfter), ...range };
}
