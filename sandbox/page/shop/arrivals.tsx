import { useResource } from '../api/use-resource.js';
import { LoadError, Moment, OutcomeMark } from '../parts/basics.js';
import { money } from '../parts/text.js';
import { href } from '../shell/route.js';
import { EventTitle } from './event-title.js';

const SHOWN = 30;

/** The newest requests, each with a link to the log. */
export function Arrivals() {
  const { data, error } = useResource({
    path: 'requests',
    query: { limit: SHOWN, latest: 'true' },
  });
  return (
    <section class="card shop-arrivals" aria-labelledby="arrived">
      <h2 id="arrived">Arrived</h2>
      <LoadError message={error} />
      {data?.requests.length === 0 && <p class="muted">No request has arrived yet.</p>}
      <ul class="shop-list" role="list">
        {data?.requests.map((request) => {
          const { number, eventName, eventId, outcome, receivedAt, amount, currency } = request;
          return (
            <li key={number}>
              <EventTitle name={eventName} id={eventId} />
              <OutcomeMark outcome={outcome} />
              <span class="shop-note">
                <Moment at={receivedAt} />
                {amount !== null && <span>{money(amount, currency)}</span>}
              </span>
              <a href={href('logs', number)}>#{number}</a>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
