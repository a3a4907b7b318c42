import type { Profile, ProfileSummary } from '../api/profile-types.js';
import { Icon } from '../parts/icon.js';
import { JsonTree } from '../parts/json-tree.js';
import { LoadError } from '../parts/load-error.js';
import { plural } from '../parts/plural.js';
import { changeId } from '../state/route.js';
import { useResource } from '../state/use-resource.js';
import { AliasGraph } from './alias-graph.js';
import { AliasTable } from './alias-table.js';
import { ProfileEvents } from './profile-events.js';
import { SuspicionNote } from './suspicion-note.js';
import { titleOf } from './title-of.js';

interface Props {
  readonly id: string;
  /** As it stands in the list, if it does. */
  readonly summary: ProfileSummary | undefined;
}

/** One profile: what joins it, what is known of it, what it did. */
export function ProfileDetail({ id, summary }: Props) {
  const { data, error } = useResource<Profile>(`profiles/${encodeURIComponent(id)}`);
  if (error !== undefined) return <LoadError message={error} />;
  if (data === undefined) return <div class="profile" />;
  const { aliases, links, properties, events, aliasCount, eventCount } = data;
  const title = titleOf(summary?.aliases ?? aliases.map(({ alias }) => alias));
  return (
    <article class="profile" aria-label={title}>
      <header class="profile-head">
        <button
          type="button"
          class="quiet icon-button"
          aria-label="Close the profile"
          onClick={() => changeId(undefined)}
        >
          <Icon name="close" />
        </button>
        <h2>{title}</h2>
        <span class="muted">
          {plural(aliasCount, 'alias', 'aliases')}, {plural(eventCount, 'event')}
        </span>
      </header>
      <SuspicionNote aliases={aliases} />
      <section class="card">
        <h3>Aliases</h3>
        <AliasGraph aliases={aliases} links={links} />
        <AliasTable aliases={aliases} total={aliasCount} />
      </section>
      <section class="card">
        <h3>Current properties</h3>
        <JsonTree value={properties} path="" marks={[]} />
      </section>
      <section class="card">
        <h3>Events, newest first</h3>
        <ProfileEvents events={events} total={eventCount} />
      </section>
    </article>
  );
}
