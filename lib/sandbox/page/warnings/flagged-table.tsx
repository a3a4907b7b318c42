import type { About } from '../api/types.js';
import type { WarningGroup } from '../api/warning-types.js';
import { EmptyState } from '../parts/empty-state.js';
import { LoadError } from '../parts/load-error.js';
import { plural } from '../parts/plural.js';
import { useResource } from '../state/use-resource.js';
import { FlaggedEvent } from './flagged-event.js';

/** The warnings, grouped by event and property. */
export function FlaggedTable() {
  const { data, error } = useResource<readonly WarningGroup[]>('warnings');
  const about = useResource<About>('about');
  if (error !== undefined) return <LoadError message={error} />;
  if (data === undefined) return null;
  if (data.length === 0) {
    const taken = about.data?.outcomes.accepted ?? 0;
    return (
      <EmptyState title={taken > 0 ? 'Nothing to flag' : 'Nothing yet'} needsEvent={taken === 0}>
        <p>
          {taken > 0 ? `None of ${plural(taken, 'event')} lacks` : 'Events appear here that lack'} a
          field that Converge’s spec requires, or {taken > 0 ? 'holds' : 'hold'} what its source
          monitoring flags: no item price, or an email, a phone number or a country code that it
          cannot use.
        </p>
      </EmptyState>
    );
  }
  const names = [...new Set(data.map(({ eventName }) => eventName))];
  return (
    <>
      <p class="lead">
        Converge takes these events. But they lack what its spec requires, or hold what its source
        monitoring flags.
      </p>
      {names.map((name) => (
        <FlaggedEvent
          key={name}
          name={name ?? 'No event name'}
          groups={data.filter(({ eventName }) => eventName === name)}
        />
      ))}
    </>
  );
}
