import { useEffect, useId, useState } from 'preact/hooks';
import type { Fault } from '../../lib/sandbox/api-types.js';
import { LoadError } from '../parts/basics.js';
import { faultState, startFault, stopFault } from './fault-state.js';

const KINDS: readonly { kind: Fault['kind']; label: string; hint: string }[] = [
  { kind: 'status', label: 'A status', hint: 'instead of the usual answer' },
  { kind: 'delay', label: 'A delay', hint: 'before the usual answer' },
  { kind: 'hang', label: 'No answer', hint: 'the connection stays open' },
  { kind: 'hang-in-answer', label: 'Half an answer', hint: 'status 200, then nothing more' },
  { kind: 'reset', label: 'A reset', hint: 'the connection breaks' },
  { kind: 'huge-answer', label: 'A huge answer', hint: 'status 200 and 64 MiB' },
];

/** What the form holds, as it was typed. */
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

/** Chooses which failure to simulate. */
export function FaultPanel() {
  const { fault } = faultState.value;
  const [choice, setChoice] = useState(INITIAL);
  const [error, setError] = useState<string>();
  const change = (changes: Partial<Choice>) => setChoice({ ...choice, ...changes });
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
          ? 'Make the sandbox fail, and watch how the library copes: it retries, and nothing is lost.'
          : 'Failures are on, as the bar above says. Apply another choice to replace them.'}
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
        <KindFields choice={choice} onChange={change} />
        <RangeFields choice={choice} onChange={change} />
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

interface FieldsProps {
  readonly choice: Choice;
  readonly onChange: (changes: Partial<Choice>) => void;
}

/** What some kinds of failure need to know. */
function KindFields({ choice, onChange }: FieldsProps) {
  if (choice.kind === 'status') {
    return (
      <div class="fields">
        <NumberField
          label="Status"
          value={choice.status}
          min={200}
          max={599}
          isRequired
          suggestions={['429', '500', '503', '401', '400', '204']}
          onChange={(status) => onChange({ status })}
        />
        <NumberField
          label="Retry-After (seconds)"
          value={choice.retryAfter}
          min={0}
          placeholder="none"
          onChange={(retryAfter) => onChange({ retryAfter })}
        />
      </div>
    );
  }
  if (choice.kind !== 'delay') return null;
  return (
    <div class="fields">
      <NumberField
        label="Delay (milliseconds)"
        value={choice.ms}
        min={1}
        isRequired
        onChange={(ms) => onChange({ ms })}
      />
    </div>
  );
}

/** Which requests the failure affects. */
function RangeFields({ choice: { share, times }, onChange }: FieldsProps) {
  return (
    <div class="fields">
      <label class="field">
        <span>Share of requests: {share} %</span>
        <input
          type="range"
          min={1}
          max={100}
          value={share}
          aria-valuetext={`${share} percent`}
          onInput={({ currentTarget }) => onChange({ share: currentTarget.value })}
        />
      </label>
      <NumberField
        label="Stop after (requests)"
        value={times}
        min={1}
        placeholder="until stopped"
        onChange={(changed) => onChange({ times: changed })}
      />
    </div>
  );
}

interface NumberProps {
  readonly label: string;
  readonly value: string;
  readonly min: number;
  readonly max?: number;
  readonly isRequired?: boolean;
  readonly placeholder?: string;
  readonly suggestions?: readonly string[];
  readonly onChange: (value: string) => void;
}

/** A field for a whole number. */
function NumberField({ label, isRequired, suggestions, onChange, ...attributes }: NumberProps) {
  const listId = useId();
  return (
    <label class="field">
      {label}
      <input
        type="number"
        inputMode="numeric"
        step={1}
        required={isRequired}
        list={suggestions && listId}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
        {...attributes}
      />
      {suggestions && (
        <datalist id={listId}>
          {suggestions.map((suggestion) => (
            <option key={suggestion} value={suggestion} />
          ))}
        </datalist>
      )}
    </label>
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
