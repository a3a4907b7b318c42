import { signal } from '@preact/signals';
import { useRef, useState } from 'preact/hooks';
import { useResource } from '../api/use-resource.js';
import { EmptyState, LoadError } from '../parts/basics.js';
import { FindingSections } from '../parts/findings.js';
import { JsonTree } from '../parts/json-tree.js';
import { toMarks } from '../parts/marks.js';
import { useValidation, VERDICT_COLOURS } from './use-validation.js';

/** Kept while another view is open. */
const body = signal('');

/** Checks a body like a real request, without storing it. */
export function ValidateView() {
  const [isOver, setOver] = useState(false);
  const take = async (file: File | undefined) => {
    if (file !== undefined) body.value = await file.text();
  };
  return (
    <div
      class={`validate ${isOver ? 'over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const text = event.dataTransfer?.getData('text/plain');
        if (text) body.value = text;
        else void take(event.dataTransfer?.files[0]);
      }}
    >
      <JsonInput text={body.value} onFile={take} />
      {body.value.trim() === '' ? (
        <EmptyState title="Validate an event">
          <p>
            Paste the body of a request to see its violations of the contract and the warnings of
            Converge’s source monitoring.
          </p>
        </EmptyState>
      ) : (
        <section class="validate-result" aria-label="Verdict" aria-live="polite">
          <Verdict text={body.value} />
        </section>
      )}
    </div>
  );
}

interface InputProps {
  readonly text: string;
  readonly onFile: (file: File | undefined) => Promise<void>;
}

/** The field for a body that is typed, pasted, dropped or opened. */
function JsonInput({ text, onFile }: InputProps) {
  const file = useRef<HTMLInputElement>(null);
  return (
    <div class="validate-input">
      <div class="card-head">
        <h2>
          <label for="validate-body">JSON body</label>
        </h2>
        <ExampleChoice />
        <button type="button" onClick={() => file.current?.click()}>
          Open a file
        </button>
        <input
          ref={file}
          type="file"
          accept=".json,application/json"
          hidden
          onChange={({ currentTarget }) => void onFile(currentTarget.files?.[0])}
        />
        <button type="button" disabled={text === ''} onClick={() => (body.value = '')}>
          Clear
        </button>
      </div>
      <textarea
        id="validate-body"
        value={text}
        placeholder="Paste or drop the body of a request"
        spellcheck={false}
        autocomplete="off"
        data-main-search
        onInput={({ currentTarget }) => (body.value = currentTarget.value)}
      />
      <p class="muted">Checked like a real request, never stored.</p>
    </div>
  );
}

/** Fills the field with an example of Converge's spec. */
function ExampleChoice() {
  const { data = [] } = useResource({ path: 'examples' });
  return (
    <select
      aria-label="Example"
      value=""
      onChange={({ currentTarget }) => {
        const example = data.find(({ eventName }) => eventName === currentTarget.value);
        if (example !== undefined) body.value = JSON.stringify(example.event, null, 2);
        currentTarget.value = '';
      }}
    >
      <option value="">Example…</option>
      {data.map(({ eventName }) => (
        <option key={eventName}>{eventName}</option>
      ))}
    </select>
  );
}

/** The verdict on the body. */
function Verdict({ text }: { text: string }) {
  const parsed = parse(text);
  const { result, error } = useValidation('error' in parsed ? '' : text);
  if ('error' in parsed) {
    return (
      <div class="verdict refused">
        <h2>Not JSON</h2>
        <p>{parsed.error}</p>
      </div>
    );
  }
  if (result === undefined) return <LoadError message={error} />;
  const { verdict, violations, warnings, eventName, inSpec } = result;
  return (
    <>
      <div class={`verdict ${VERDICT_COLOURS[verdict]}`}>
        <h2>{verdict}</h2>
        <p>
          {eventName === null ? 'Without an event name' : <b>{eventName}</b>}
          {eventName !== null && (inSpec ? ', an event of Converge’s spec' : ', a custom event')}
        </p>
      </div>
      <FindingSections violations={violations} warnings={warnings} event={parsed.value} />
      <section class="detail-section">
        <h3>Parsed event</h3>
        <JsonTree value={parsed.value} path="" marks={toMarks(result)} />
      </section>
    </>
  );
}

function parse(text: string): { value: unknown } | { error: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { error: (error as Error).message };
  }
}
