import type { Findings, Violation } from '../../lib/sandbox/api-types.js';
import { plural, sentence } from './text.js';

/** The violations and warnings of an event, each with its path and advice. */
export function FindingSections({ violations, warnings }: Findings) {
  return (
    <>
      <FindingSection findings={violations} kind="violation" />
      <FindingSection findings={warnings} kind="warning" />
    </>
  );
}

interface Props {
  readonly findings: readonly Violation[];
  readonly kind: 'violation' | 'warning';
}

function FindingSection({ findings, kind }: Props) {
  if (findings.length === 0) return null;
  return (
    <section class="detail-section">
      <h3>{plural(findings.length, kind)}</h3>
      <ul class={`findings ${kind}`} role="list">
        {findings.map((finding) => (
          <li key={`${finding.path} ${finding.rule}`}>
            <FindingText finding={finding} />
          </li>
        ))}
      </ul>
    </section>
  );
}

export function FindingText({ finding: { path, advice, received } }: { finding: Violation }) {
  return (
    <>
      <code class="path">{path}</code>
      <p>
        {sentence(advice)} <span class="muted">Received {received}.</span>
      </p>
    </>
  );
}
