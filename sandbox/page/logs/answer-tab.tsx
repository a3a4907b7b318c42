import type { RequestDetail } from '../../server/api-types.js';
import { CodeBlock } from '../parts/copy.js';

/** What the sandbox answered. */
export function AnswerTab({ detail: { answer } }: { detail: RequestDetail }) {
  if (answer === null) {
    return (
      <p class="muted detail-section">
        No answer was sent: the connection stayed open, or it was reset.
      </p>
    );
  }
  const { status, headers, body, note } = answer;
  return (
    <section class="detail-section answer">
      <dl class="facts">
        <dt>Status</dt>
        <dd>
          <code>{status}</code>
        </dd>
        {Object.entries(headers).map(([name, value]) => (
          <>
            <dt>
              <code>{name.toLowerCase()}</code>
            </dt>
            <dd>
              <code>{value}</code>
            </dd>
          </>
        ))}
      </dl>
      {note !== null && <p class="muted">{note}</p>}
      {body !== '' && <CodeBlock label="Answer" text={body} />}
    </section>
  );
}
