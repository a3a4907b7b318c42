import type { Difference, OtherAttempt, RequestDetail } from '../../server/api-types.js';
import { Moment, OutcomeMark, TableHead } from '../parts/basics.js';
import { LongText } from '../parts/long-text.js';
import { plural, visible } from '../parts/text.js';
import { href } from '../shell/route.js';
import { Timeline } from './timeline.js';

type Props = { readonly detail: RequestDetail };

/** How a duplicate differs from the event that Converge keeps. */
export function CopyNote({ detail: { number, copyOf, otherAttempts } }: Props) {
  const kept = otherAttempts.find((other) => other.number === copyOf);
  if (kept === undefined) return null;
  const { differences } = kept;
  return (
    <section class="detail-section copy-note">
      <h3>
        {differences.length === 0
          ? 'No field differs from'
          : `${plural(differences.length, 'field')} ${differences.length === 1 ? 'differs' : 'differ'} from`}{' '}
        <a href={href('logs', kept.number)}>#{kept.number}</a>
      </h3>
      {differences.length > 0 && (
        <>
          <p class="muted">Converge keeps the first event with an id, so these changes are lost.</p>
          <DifferenceTable differences={differences} numbers={[number, kept.number]} />
        </>
      )}
    </section>
  );
}

/** The course of an event, and the other requests with the same event id, and how they differ. */
export function OtherAttempts({ detail }: Props) {
  const { number, eventId, otherAttempts } = detail;
  return (
    <>
      <Timeline detail={detail} />
      <p class="muted detail-section">
        {eventId === null
          ? 'Without an event id, other attempts cannot be found.'
          : otherAttempts.length === 0
            ? 'No other request has this event id.'
            : 'Converge keeps the first event with an id; later differences are lost.'}
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
        <DifferenceTable differences={differences} numbers={[number, attempt.number]} />
      )}
    </section>
  );
}

interface TableProps {
  readonly differences: readonly Difference[];
  /** Of the two requests. */
  readonly numbers: readonly [here: number, there: number];
}

function DifferenceTable({ differences, numbers: [here, there] }: TableProps) {
  return (
    <table class="table differences">
      <TableHead columns={['Field', `#${here}`, `#${there}`]} />
      <tbody>
        {differences.map((difference) => (
          <DifferenceRow key={difference.path} difference={difference} />
        ))}
      </tbody>
    </table>
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
