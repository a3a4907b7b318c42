import type { Finding } from '../api/types.js';

interface Props {
  readonly findings: readonly Finding[];
  readonly kind: 'violation' | 'warning';
}

/** What is wrong, each with its place and its remedy. */
export function FindingList({ findings, kind }: Props) {
  return (
    <ul class={`findings ${kind}`} role="list">
      {findings.map(({ path, rule, received, advice }) => (
        <li key={`${path} ${rule}`}>
          <code class="path">{path}</code>
          <p>
            {sentence(advice)} <span class="muted">Received {received}.</span>
          </p>
        </li>
      ))}
    </ul>
  );
}

/** An advice is written as a part of a sentence. */
export function sentence(advice: string): string {
  return `${advice.charAt(0).toUpperCase()}${advice.slice(1)}.`;
}
