import type { Detail } from '../api/types.js';
import { CodeBlock } from '../parts/code-block.js';

/** The request as it came. */
export function DetailRequest({ detail: { headers, body, simulated } }: { detail: Detail }) {
  return (
    <>
      <section class="detail-section">
        <h3>Headers</h3>
        <dl class="facts headers">
          {Object.entries(headers).map(([name, value]) => (
            <>
              <dt>
                <code>{name}</code>
              </dt>
              <dd>
                <code>{value}</code>
              </dd>
            </>
          ))}
        </dl>
        <p class="muted">The token is never kept.</p>
      </section>
      <section class="detail-section">
        <h3>Body</h3>
        {body === '' ? (
          <p class="muted">There was none, or it was larger than the sandbox takes.</p>
        ) : (
          <CodeBlock label="Body" text={body} />
        )}
      </section>
      {simulated.length > 0 && (
        <section class="detail-section">
          <h3>Simulated here</h3>
          <ul class="notes">
            {simulated.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
