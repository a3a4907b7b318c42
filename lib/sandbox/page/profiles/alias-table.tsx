import type { ProfileAlias } from '../api/profile-types.js';
import { href } from '../state/route.js';

interface Props {
  readonly aliases: readonly ProfileAlias[];
  /** How many there are in all. */
  readonly total: number;
}

/** The aliases of a profile, and how much hangs on each. */
export function AliasTable({ aliases, total }: Props) {
  return (
    <>
      <table class="table alias-table">
        <thead>
          <tr>
            <th scope="col">Alias</th>
            <th scope="col">Events</th>
            <th scope="col">Emails</th>
          </tr>
        </thead>
        <tbody>
          {aliases.map(({ alias, events, emails, suspicious }) => (
            <tr key={alias}>
              <th scope="row">
                <a href={href('logs', undefined, { alias })}>
                  <code>{alias === '' ? '(empty)' : alias}</code>
                </a>
                {suspicious && <span class="mark misjoined">suspicious</span>}
              </th>
              <td>{events.toLocaleString('en')}</td>
              <td>{emails.toLocaleString('en')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {aliases.length < total && (
        <p class="muted">
          The most connected {aliases.length.toLocaleString('en')} of {total.toLocaleString('en')}.
        </p>
      )}
    </>
  );
}
