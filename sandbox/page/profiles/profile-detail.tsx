import type { ProfileAlias, RequestSummary } from '../../server/api-types.js';
import { useResource } from '../api/use-resource.js';
import { LoadError, Moment, OutcomeMark, ShownOf, TableHead } from '../parts/basics.js';
import { Icon, IconButton } from '../parts/icon.js';
import { JsonTree } from '../parts/json-tree.js';
import { cut, figure, nameText, plural } from '../parts/text.js';
import { changeId, href } from '../shell/route.js';
import { titleOf } from './profile-list.js';

const MAX_NAME = 200;
const MAX_REASONS = 5;

/** One profile: its aliases, properties and events. */
export function ProfileDetailPanel({ id }: { id: string }) {
  const { data, error } = useResource({ path: 'profiles/*', id });
  if (error !== undefined) return <LoadError message={error} />;
  if (data === undefined) return <div class="profile" />;
  const { name, aliases, properties, events, aliasCount, eventCount } = data;
  const title = titleOf(name);
  return (
    <article class="profile" aria-label={title}>
      <header class="profile-head">
        <IconButton icon="close" label="Close" class="quiet" onClick={() => changeId(undefined)} />
        <h2>{title}</h2>
        <span class="muted">
          {plural(aliasCount, 'alias', 'aliases')}, {plural(eventCount, 'event')}
        </span>
      </header>
      <SuspicionNote aliases={aliases.filter(({ suspicious }) => suspicious)} />
      <section class="card">
        <h3>Aliases</h3>
        <AliasTable aliases={aliases} />
        <ShownOf what="first" shown={aliases.length} total={aliasCount} />
      </section>
      <section class="card">
        <h3>Current properties</h3>
        <JsonTree value={properties} path="" marks={[]} />
      </section>
      <section class="card">
        <h3>Events, newest first</h3>
        <Timeline events={events} />
        <ShownOf what="newest" shown={events.length} total={eventCount} />
      </section>
    </article>
  );
}

/** Explains the effect of a shared alias. */
function SuspicionNote({ aliases }: { aliases: readonly ProfileAlias[] }) {
  if (aliases.length === 0) return null;
  return (
    <div class="suspicion">
      <Icon name="alert" />
      <div>
        <h3>This may be several customers in one profile</h3>
        <ul role="list">
          {aliases.slice(0, MAX_REASONS).map(({ alias, reason }) => (
            <li key={alias}>
              <code>{cut(nameText(alias), MAX_NAME)}</code>: {reason}
            </li>
          ))}
        </ul>
        {aliases.length > MAX_REASONS && (
          <p>And {figure(aliases.length - MAX_REASONS)} more: see the table of aliases.</p>
        )}
        <p>
          Converge never undoes a merge. An alias must belong to one customer only. Never build one
          from a value that customers share, such as <code>guest</code>, the shop’s own address, an
          empty field or a cached response.
        </p>
      </div>
    </div>
  );
}

function AliasTable({ aliases }: { aliases: readonly ProfileAlias[] }) {
  return (
    <table class="table alias-table">
      <TableHead columns={['Alias', 'Events', 'Emails']} />
      <tbody>
        {aliases.map(({ alias, events, emails, suspicious }) => (
          <tr key={alias}>
            <th scope="row">
              <a href={href('logs', undefined, { alias })}>
                <code>{cut(nameText(alias), MAX_NAME)}</code>
              </a>
              {suspicious && <span class="mark refused">suspicious</span>}
            </th>
            <td>{figure(events)}</td>
            <td>{figure(emails)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Timeline({ events }: { events: readonly RequestSummary[] }) {
  return (
    <ol class="timeline" role="list">
      {events.map(({ number, eventName, eventTime, receivedAt, outcome }) => (
        <li key={number}>
          <Moment at={eventTime ?? receivedAt} />
          <a dir="auto" href={href('logs', number)}>
            {eventName === null ? 'No event name' : cut(nameText(eventName), MAX_NAME)}
          </a>
          {outcome !== 'accepted' && <OutcomeMark outcome={outcome} />}
        </li>
      ))}
    </ol>
  );
}
