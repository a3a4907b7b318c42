import { href } from '../state/route.js';

/** The aliases of an event; each leads to its profile. */
export function AliasList({ aliases }: { aliases: readonly string[] }) {
  if (aliases.length === 0) return <p class="muted">none</p>;
  return (
    <ul class="aliases" role="list">
      {aliases.map((alias, index) => (
        <li key={`${index} ${alias}`}>
          <a href={href('profiles', undefined, { text: alias })}>
            <code>{alias === '' ? '(empty)' : alias}</code>
          </a>
        </li>
      ))}
    </ul>
  );
}
