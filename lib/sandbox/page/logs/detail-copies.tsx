import type { Copy, Detail, Difference } from '../api/types.js';
import { Moment } from '../parts/moment.js';
import { OutcomeMark } from '../parts/outcome-mark.js';
import { href } from '../state/route.js';

/** The other requests with the same event id, and in what they differ. */
export function DetailCopies({ detail: { number, eventId, copies } }: { detail: Detail }) {
  if (copies.length === 0) {
    return (
      <p class="muted detail-section">
        {eventId === null
          ? 'It has no event id, so nothing can be a copy of it.'
          : 'No other request has this event id.'}
      </p>
    );
  }
  return (
    <>
      <p class="muted detail-section">
        Converge drops all but the first with an event id: what a copy says otherwise is lost.
      </p>
      {copies.map((copy) => (
        <CopySection key={copy.number} copy={copy} number={number} />
      ))}
    </>
  );
}

function CopySection({ copy, number }: { copy: Copy; number: number }) {
  const { differences, isSameText } = copy;
  return (
    <section class="detail-section copy">
      <h3>
        <a href={href('logs', copy.number)}>#{copy.number}</a>
        <OutcomeMark outcome={copy.outcome} />
        <Moment at={copy.receivedAt} />
      </h3>
      {differences.length === 0 ? (
        <p class="muted">
          {isSameText ? 'The same body, byte for byte.' : 'The same content, written differently.'}
        </p>
      ) : (
        <DifferenceTable differences={differences} here={number} there={copy.number} />
      )}
    </section>
  );
}

interface TableProps {
  readonly differences: readonly Difference[];
  readonly here: number;
  readonly there: number;
}

function DifferenceTable({ differences, here, there }: TableProps) {
  return (
    <table class="differences">
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">#{here}</th>
          <th scope="col">#{there}</th>
        </tr>
      </thead>
      <tbody>
        {differences.map((difference) => (
          <tr key={difference.path}>
            <th scope="row">
              <code>{difference.path}</code>
            </th>
            <td>{shown(difference.here)}</td>
            <td>{shown(difference.there)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function shown(value: unknown) {
  if (value === undefined) return <span class="muted">missing</span>;
  return <code>{JSON.stringify(value)}</code>;
}
