import type { Verdict } from '../api/types.js';
import { EmptyState } from '../parts/empty-state.js';
import { FindingList } from '../parts/finding-list.js';
import { JsonTree } from '../parts/json-tree.js';
import { LoadError } from '../parts/load-error.js';
import { toMarks } from '../parts/mark.js';
import { plural } from '../parts/plural.js';
import type { Parsed } from './parse-json.js';

interface Props {
  readonly text: string;
  readonly parsed: Parsed;
  readonly verdict: Verdict | undefined;
  readonly error: string | undefined;
}

/** What Converge would say to the body. */
export function VerdictPanel({ text, parsed, verdict, error }: Props) {
  if (text.trim() === '') {
    return (
      <EmptyState title="What would Converge say?">
        <p>
          Paste the body of a request to see whether it keeps the contract, and what Converge’s
          source monitoring would warn of, with the path of each place.
        </p>
      </EmptyState>
    );
  }
  return (
    <section class="compare-verdict" aria-label="Verdict" aria-live="polite">
      {parsed.error !== undefined && (
        <div class="verdict refused">
          <h2>Not JSON</h2>
          <p>{parsed.error}</p>
        </div>
      )}
      {error !== undefined && <LoadError message={error} />}
      {parsed.error === undefined && verdict !== undefined && (
        <Judgement verdict={verdict} value={parsed.value} />
      )}
    </section>
  );
}

const COLOURS = { accepted: 'accepted', 'accepted with warnings': 'warned', refused: 'refused' };

function Judgement({ verdict, value }: { verdict: Verdict; value: unknown }) {
  const { violations, warnings, eventName, inSpec } = verdict;
  return (
    <>
      <div class={`verdict ${COLOURS[verdict.verdict]}`}>
        <h2>{verdict.verdict}</h2>
        <p>
          {eventName === null ? 'Without an event name' : <b>{eventName}</b>}
          {eventName !== null &&
            (inSpec ? ', an event of Converge’s spec' : ', an event of your own')}
        </p>
      </div>
      {violations.length > 0 && (
        <section class="detail-section">
          <h3>{plural(violations.length, 'violation')}</h3>
          <FindingList findings={violations} kind="violation" />
        </section>
      )}
      {warnings.length > 0 && (
        <section class="detail-section">
          <h3>{plural(warnings.length, 'warning')}</h3>
          <FindingList findings={warnings} kind="warning" />
        </section>
      )}
      <section class="detail-section">
        <h3>As it was read</h3>
        <JsonTree value={value} path="" marks={toMarks(verdict)} />
      </section>
    </>
  );
}
