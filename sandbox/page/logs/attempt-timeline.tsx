import type { OtherAttempt, RequestDetail } from '../../server/api-types.js';
import { Moment, OutcomeMark } from '../parts/basics.js';
import { duration } from '../parts/text.js';
import { href } from '../shell/route.js';

type Attempt = Pick<OtherAttempt, 'number' | 'receivedAt' | 'outcome' | 'status'>;

/** All attempts of one event, oldest first, with the time between them: a sender's backoff. */
export function AttemptTimeline({ detail }: { detail: RequestDetail }) {
  const attempts: Attempt[] = [detail, ...detail.otherAttempts].sort(
    (one, other) => one.number - other.number,
  );
  const gaps = attempts.map(({ receivedAt }, index) => {
    const before = attempts[index - 1];
    return before === undefined ? 0 : Date.parse(receivedAt) - Date.parse(before.receivedAt);
  });
  const longest = Math.max(...gaps, 1);
  return (
    <section class="detail-section">
      <h3>Timeline</h3>
      <ol class="attempts" role="list">
        {attempts.map(({ number, receivedAt, outcome, status }, index) => {
          const gap = gaps[index] ?? 0;
          return (
            <li key={number}>
              {index > 0 && (
                <p class="gap">
                  <span class="share" aria-hidden="true">
                    <span style={{ width: `${(gap / longest) * 100}%` }} />
                  </span>
                  {duration(gap)} later
                </p>
              )}
              <p class="attempt">
                {number === detail.number ? (
                  <b aria-current="true">#{number}</b>
                ) : (
                  <a href={href('logs', number, { show: 'attempts' })}>#{number}</a>
                )}
                <OutcomeMark outcome={outcome} status={status} />
                <Moment at={receivedAt} />
              </p>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
