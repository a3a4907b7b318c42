import type { ProfilePage } from '../api/profile-types.js';
import { EmptyState } from '../parts/empty-state.js';
import { indexAfter } from '../parts/index-after.js';
import { LoadError } from '../parts/load-error.js';
import { plural } from '../parts/plural.js';
import { SearchField } from '../parts/search-field.js';
import { changeQuery } from '../state/route.js';
import { useHeld } from '../state/use-held.js';
import { ProfileLine } from './profile-line.js';

/** As many as the sandbox gives at once. */
const MAX_LINES = 500;

interface Props {
  readonly open: string | undefined;
  readonly text: string;
  readonly page: ProfilePage | undefined;
  /** Where the page was loaded from. */
  readonly from: string | undefined;
  readonly error: string | undefined;
  readonly onMore: () => void;
}

/** All profiles, the one with the latest event first. */
export function ProfileList({ open, text, page, from, error, onMore }: Props) {
  const held = useHeld(page?.profiles, from);
  const profiles = held.value ?? [];
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    const links = [...event.currentTarget.querySelectorAll('a')];
    const index = links.findIndex((link) => link === document.activeElement);
    const next = indexAfter(event.key, index, links.length, 10);
    if (next === undefined) return;
    event.preventDefault();
    links[next]?.focus();
  };

  return (
    <>
      <div class="profiles-search">
        <SearchField
          label="Alias"
          placeholder="Find an alias"
          value={text}
          isMain
          onChange={(changed) => changeQuery({ text: changed })}
        />
        <p class="muted" role="status">
          {page !== undefined && describeCount(page, text !== '')}
        </p>
      </div>
      {error !== undefined && <LoadError message={error} />}
      {page?.total === 0 && <NoProfile />}
      {page !== undefined && page.total > 0 && page.profiles.length === 0 && <NoMatch />}
      <ul class="profile-lines" role="list" onKeyDown={onKeyDown} {...held.handlers}>
        {profiles.map((profile) => (
          <ProfileLine key={profile.id} profile={profile} isOpen={profile.id === open} />
        ))}
      </ul>
      {page !== undefined && page.next !== null && <More count={profiles.length} onMore={onMore} />}
    </>
  );
}

function describeCount({ total, next, profiles }: ProfilePage, isSearched: boolean): string {
  if (!isSearched) return plural(total, 'profile');
  const shown = next === null ? String(profiles.length) : `${profiles.length}+`;
  return `${shown} of ${plural(total, 'profile')}`;
}

function More({ count, onMore }: { count: number; onMore: () => void }) {
  if (count >= MAX_LINES) return <p class="more-lines muted">Find older ones by an alias.</p>;
  return (
    <button type="button" class="more-lines" onClick={onMore}>
      Show more
    </button>
  );
}

function NoProfile() {
  return (
    <EmptyState needsEvent title="No profile yet">
      <p>
        Each event names the customer by its aliases. Events that share an alias belong to one
        profile, and appear here as one.
      </p>
    </EmptyState>
  );
}

function NoMatch() {
  return (
    <div class="no-match">
      <p>No profile has such an alias.</p>
      <button type="button" onClick={() => changeQuery({ text: undefined })}>
        Show all
      </button>
    </div>
  );
}
