import type { Summary } from '../api/types.js';
import { Moment } from '../parts/moment.js';
import { OutcomeMark } from '../parts/outcome-mark.js';
import { href } from '../state/route.js';

interface Props {
  readonly events: readonly Summary[];
  /** How many there are in all. */
  readonly total: number;
}

/** What a profile did, in order. */
export function ProfileEvents({ events, total }: Props) {
  return (
    <>
      <ol class="timeline" role="list">
        {events.map(({ number, eventName, eventTime, receivedAt, outcome }) => (
          <li key={number}>
            <Moment at={eventTime ?? receivedAt} />
            <a href={href('logs', number)}>{eventName ?? 'No event name'}</a>
            {outcome !== 'accepted' && <OutcomeMark outcome={outcome} />}
          </li>
        ))}
      </ol>
      {events.length < total && (
        <p class="muted">
          The newest {events.length.toLocaleString('en')} of {total.toLocaleString('en')}.
        </p>
      )}
    </>
  );
}
