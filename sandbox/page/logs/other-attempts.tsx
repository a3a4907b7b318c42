import type { Difference, OtherAttempt, RequestDetail } from '../../server/api-types.js';
import { Moment, OutcomeMark, TableHead } from '../parts/basics.js';
import { LongText } from '../parts/long-text.js';
import { visible } from '../parts/text.js';
import { href } from '../shell/route.js';
import { AttemptTimeline } from './attempt-timeline.js';

type Props = { readonly detail: RequestDetail };

/** The other requests with the same event id, and how they differ. */
export function OtherAttempts({ detail }: Props) {
  const { number, eventId, otherAttempts } = detail;
  if (otherAttempts.length === 0) {
    return (
      <p class="muted detail-section">
        {eventId === null
          ? 'Without an event id, other attempts cannot be found.'
          : 'No other request has this event id.'}
      </p>
    );
  }
  return (
    <>
      <AttemptTimeline detail={detail} />
      <p class="muted detail-section">
        Converge keeps the first event with an id; later differences are lost.
      </p>
      {otherAttempts.map((attempt) => (
        <AttemptSection key={attempt.number} attempt={attempt} number={number} />
      ))}
    </>
  );
}

function AttemptSection({ attempt, number }: { attempt: OtherAttempt; number: number }) {
  const { differences, isSameText, outcome, receivedAt } = attempt;
  return (
    <section class="detail-section copy">
      <h3>
        <a href={href('logs', attempt.number)}>#{attempt.number}</a>
        <OutcomeMark outcome={outcome} />
        <Moment at={receivedAt} />
      </h3>
      {differences.length === 0 ? (
        <p class="muted">
          {isSameText ? 'The same body, byte for byte.' : 'The same content, written differently.'}
        </p>
      ) : (
        <table class="table differences">
          <TableHead columns={['Field', `#${number}`, `#${attempt.number}`]} />
          <tbody>
            {differences.map((difference) => (
              <DifferenceRow key={difference.path} difference={difference} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function DifferenceRow({ difference: { path, here, there } }: { difference: Difference }) {
  return (
    <tr>
      <th scope="row">
        <code>{path}</code>
      </th>
      {[here, there].map((value, index) => (
        <td key={index}>
          {value === undefined ? (
            <span class="muted">missing</span>
          ) : (
            <code>
              <LongText length={150} text={visible(JSON.stringify(value))} />
            </code>
          )}
        </td>
      ))}
    </tr>
  );
}
