import type { ProfileAlias } from '../api/profile-types.js';
import { Icon } from '../parts/icon.js';

/** Explains what a shared alias does. */
export function SuspicionNote({ aliases }: { aliases: readonly ProfileAlias[] }) {
  const suspicious = aliases.filter((alias) => alias.suspicious);
  if (suspicious.length === 0) return null;
  return (
    <div class="suspicion">
      <Icon name="alert" />
      <div>
        <h3>This may be several customers in one profile</h3>
        <ul role="list">
          {suspicious.map(({ alias, reason }) => (
            <li key={alias}>
              <code>{alias}</code>
              {reason !== null && <span>: {reason}</span>}
            </li>
          ))}
        </ul>
        <p>
          In Converge a merge is never undone. An alias must belong to one customer alone: never
          build one from a value that customers share, such as <code>guest</code>, the shop’s own
          address, an empty field, or a cached response.
        </p>
      </div>
    </div>
  );
}
