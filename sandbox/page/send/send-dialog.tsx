import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { ExampleEvent, RequestSummary } from '../../server/api-types.js';
import { call, read } from '../api/call.js';
import { LoadError } from '../parts/basics.js';
import { useDialog } from '../parts/dialog.js';
import { Icon } from '../parts/icon.js';
import { OUTCOME_LABELS } from '../parts/outcomes.js';
import { notify } from '../shell/notice.js';
import { href } from '../shell/route.js';
import { useValidation, VERDICT_COLOURS } from '../validate/use-validation.js';
import { withNewId } from './new-id.js';

/** The body to edit; empty for an example, undefined while the dialog is closed. */
const draft = signal<string | undefined>(undefined);

export function SendTestButton() {
  return (
    <button
      type="button"
      class="send-test"
      aria-haspopup="dialog"
      title="Send a test event"
      onClick={() => (draft.value = '')}
    >
      <Icon name="send" />
      <span>Send test event</span>
    </button>
  );
}

/** Opens the dialog with the body of a request. */
export function editAndSend(body: string): void {
  draft.value = body;
}

/** Sends a body to the sandbox's webhook, and shows the request. Rejects with a message. */
export async function send(body: string): Promise<void> {
  const sent = (await call('send', { method: 'POST', body })) as RequestSummary;
  notify(`Sent: ${OUTCOME_LABELS[sent.outcome]}`);
  location.hash = href('logs', sent.number);
}

/** The dialog for a test event, or for an event that is edited and sent again. */
export function SendDialog() {
  const dialog = useDialog();
  const isOpen = draft.value !== undefined;
  useEffect(() => {
    if (isOpen) dialog.open();
  }, [isOpen]);
  return (
    <dialog
      ref={dialog.ref}
      class="dialog send"
      aria-labelledby="send-title"
      onClose={() => (draft.value = undefined)}
    >
      {isOpen && <SendForm given={draft.value ?? ''} onClose={dialog.close} />}
    </dialog>
  );
}

/** What the webhook would say about a body, while it is written. */
function LiveCheck({ body }: { body: string }) {
  const { result } = useValidation(body);
  if (result === undefined || body === '') return null;
  const { verdict, violations, warnings } = result;
  const findings = [...violations, ...warnings];
  const first = findings[0];
  return (
    <p class="live-check" role="status">
      <span class={`mark ${VERDICT_COLOURS[verdict]}`}>{verdict}</span>
      {first !== undefined && (
        <span>
          <code>{first.path}</code>: {first.advice}
          {findings.length > 1 && <span class="muted">, and {findings.length - 1} more</span>}
        </span>
      )}
    </p>
  );
}

function SendForm({ given, onClose }: { given: string; onClose: () => void }) {
  const isExample = given === '';
  const [examples, setExamples] = useState<readonly ExampleEvent[]>([]);
  const [name, setName] = useState('Placed Order');
  const [typed, setTyped] = useState(isExample ? undefined : given);
  const [error, setError] = useState<string>();
  useEffect(() => {
    if (!isExample) return;
    read({ path: 'examples' }).then(setExamples, (failure: Error) => setError(failure.message));
  }, []);
  const example = examples.find(({ eventName }) => eventName === name);
  const body = typed ?? (example === undefined ? '' : JSON.stringify(example.event, null, 2));

  const submit = () =>
    send(body).then(onClose, (failure: Error) => {
      setError(failure.message);
    });
  const renew = () => {
    const renewed = withNewId(body);
    if (renewed === undefined) return setError('The body is not a JSON object.');
    setError(undefined);
    setTyped(renewed);
  };

  return (
    <form
      class="send-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h2 id="send-title" tabIndex={-1} autofocus>
        {isExample ? 'Send a test event' : 'Edit and send again'}
      </h2>
      {isExample ? (
        <label class="field">
          Event
          <select
            value={name}
            onChange={({ currentTarget }) => {
              setName(currentTarget.value);
              setTyped(undefined);
            }}
          >
            {examples.map(({ eventName }) => (
              <option key={eventName}>{eventName}</option>
            ))}
          </select>
        </label>
      ) : (
        <p class="muted">
          With the same <code>event_id</code>, it is a duplicate of an accepted event, and its
          changes are lost.
        </p>
      )}
      <label class="field">
        JSON body
        <textarea
          value={body}
          rows={16}
          spellcheck={false}
          autocomplete="off"
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      </label>
      <LiveCheck body={body} />
      <LoadError message={error} />
      <div class="actions">
        <button type="button" class="first" onClick={renew}>
          New event id
        </button>
        <button type="button" onClick={onClose}>
          Cancel
        </button>
        <button class="primary" disabled={body === ''}>
          Send
        </button>
      </div>
    </form>
  );
}
