import type { ProfilePage, ProfileSummary } from '../../server/api-types.js';
import type { Resource } from '../api/use-resource.js';
import { EmptyState, LoadError, Moment, NoMatch } from '../parts/basics.js';
import { moveFocus, useHeld } from '../parts/hooks.js';
import { SearchField } from '../parts/search-field.js';
import { cut, plural, visible } from '../parts/text.js';
import { changeQuery, href, route } from '../shell/route.js';

/** The largest page of the API. */
export const MAX_LINES = 500;
const MAX_TITLE = 120;

interface Props {
  readonly open: string | undefined;
  readonly text: string;
  readonly loaded: Resource<ProfilePage>;
  /** The suspicious ones, which come first. */
  readonly alarming: readonly ProfileSummary[];
  readonly onMore: () => void;
}

/** The profiles, sorted by their latest events, after the suspicious ones. */
export function ProfileList({ open, text, loaded, alarming, onMore }: Props) {
  const { data, from, error } = loaded;
  const others = data?.profiles.filter(({ suspicious }) => !suspicious);
  const held = useHeld(others && [...alarming, ...others], from);
  const profiles = held.value ?? [];
  return (
    <>
      <div class="profiles-search" hidden={data?.total === 0}>
        <SearchField
          label="Alias"
          placeholder="Find an alias"
          value={text}
          isMain
          onChange={(changed) => changeQuery({ text: changed })}
        />
        <p class="muted" role="status">
          {data !== undefined && describeCount(data, text !== '')}
        </p>
      </div>
      <LoadError message={error} />
      {data?.total === 0 && (
        <EmptyState needsEvent title="No profiles yet">
          <p>
            Each event identifies its customer by aliases. Events that share an alias belong to one
            profile, and appear here as one.
          </p>
        </EmptyState>
      )}
      {data !== undefined && data.total > 0 && data.profiles.length === 0 && (
        <NoMatch
          text="No profile has a matching alias."
          button="Show all"
          onClick={() => changeQuery({ text: undefined })}
        />
      )}
      <ul class="profile-lines" role="list" data-main-list onKeyDown={moveFocus} {...held.handlers}>
        {profiles.map((profile) => (
          <ProfileLine key={profile.id} profile={profile} isOpen={profile.id === open} />
        ))}
      </ul>
      {data !== undefined && data.next !== null && (
        <div class="more-lines muted">
          {profiles.length >= MAX_LINES ? (
            'To find older profiles, search for an alias.'
          ) : (
            <button type="button" onClick={onMore}>
              Show more
            </button>
          )}
        </div>
      )}
    </>
  );
}

function describeCount({ total, next, profiles }: ProfilePage, isSearched: boolean): string {
  if (!isSearched) return plural(total, 'profile');
  return `${profiles.length}${next === null ? '' : '+'} of ${plural(total, 'profile')}`;
}

function ProfileLine({ profile, isOpen }: { profile: ProfileSummary; isOpen: boolean }) {
  const { id, name, aliasCount, events, lastAt, suspicious } = profile;
  return (
    <li>
      <a
        class="profile-line"
        href={href('profiles', id, Object.fromEntries(route.value.query))}
        aria-current={isOpen ? 'true' : undefined}
        data-id={id}
      >
        <span class="profile-title">
          <span class="clip">{titleOf(name)}</span>
          {suspicious && <span class="mark refused">suspicious</span>}
        </span>
        <span class="muted">
          {plural(aliasCount, 'alias', 'aliases')} · {plural(events, 'event')} ·{' '}
          <Moment at={lastAt} />
        </span>
      </a>
    </li>
  );
}

/** The alias that represents a profile; an email without its `urn:email:`. */
export function titleOf(name: string): string {
  return cut(visible(name.replace(/^urn:email:(?=.)/s, '')), MAX_TITLE) || 'No alias';
}
