import { faultState } from '../state/fault.js';
import { FaultForm } from './fault-form.js';

/** The switches to misbehave. */
export function FaultPanel() {
  const { fault } = faultState.value;
  return (
    <section class="card fault-panel" aria-labelledby="fault-title">
      <h2 id="fault-title">Misbehave</h2>
      <p class="muted">
        {fault === null
          ? 'Let the sandbox fail on purpose, and watch how the library copes: it tries again, and nothing is lost.'
          : 'It misbehaves now, as the bar above says. Another choice replaces it.'}
      </p>
      <FaultForm />
    </section>
  );
}
