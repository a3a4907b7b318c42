import type { EventCoverage } from '../api/warning-types.js';
import { EmptyState } from '../parts/empty-state.js';
import { LoadError } from '../parts/load-error.js';
import { useResource } from '../state/use-resource.js';
import { CoverageEvent } from './coverage-event.js';

/** Which fields of Converge's spec were sent, for each event that came. */
export function CoverageTable() {
  const { data, error } = useResource<readonly EventCoverage[]>('coverage');
  if (error !== undefined) return <LoadError message={error} />;
  if (data === undefined) return null;
  if (data.length === 0) {
    return (
      <EmptyState needsEvent title="No event was taken yet">
        <p>
          As soon as events come, this table shows which required and optional fields of Converge’s
          spec they always, sometimes or never have.
        </p>
      </EmptyState>
    );
  }
  return (
    <>
      <p class="lead">How often each field of Converge’s spec was sent with an event.</p>
      {data.map((event) => (
        <CoverageEvent key={event.eventName} event={event} />
      ))}
    </>
  );
}
