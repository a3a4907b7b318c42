import { useRef } from 'preact/hooks';
import type { About } from '../api/types.js';
import { useResource } from '../state/use-resource.js';

/** Says that this is not Converge, and what of it is made up. */
export function SimulationNote() {
  const dialog = useRef<HTMLDialogElement>(null);
  const { data } = useResource<About>('about');
  return (
    <>
      <button
        type="button"
        class="simulation"
        aria-haspopup="dialog"
        title="This is not Converge: see what is simulated"
        onClick={() => dialog.current?.showModal()}
      >
        Simulation
      </button>
      <dialog ref={dialog} class="dialog" aria-labelledby="simulation-title">
        <h2 id="simulation-title">This is a local simulation, not Converge</h2>
        <p>
          Requests are judged by what Converge documents. What it does not document is made up here,
          and may differ there:
        </p>
        <ul class="notes">
          {data?.simulated.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
        {data !== undefined && (
          <p class="muted">
            The newest {data.maxEvents.toLocaleString('en')} events are kept{' '}
            {data.isOnDisk ? 'on disk' : 'in memory, until the sandbox ends'}.
          </p>
        )}
        <div class="actions">
          <button type="button" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
      </dialog>
    </>
  );
}
