import type { ProfileSummary } from '../api/profile-types.js';
import { Moment } from '../parts/moment.js';
import { plural } from '../parts/plural.js';
import { href, route } from '../state/route.js';
import { titleOf } from './title-of.js';

interface Props {
  readonly profile: ProfileSummary;
  readonly isOpen: boolean;
}

/** One profile of the list. */
export function ProfileLine({ profile, isOpen }: Props) {
  const { id, aliases, aliasCount, events, lastAt, suspicious } = profile;
  const query = Object.fromEntries(route.value.query);
  return (
    <li>
      <a
        class="profile-line"
        href={href('profiles', id, query)}
        aria-current={isOpen ? 'true' : undefined}
        data-id={id}
      >
        <span class="profile-title">
          <span class="clip">{titleOf(aliases)}</span>
          {suspicious && <span class="mark misjoined">suspicious</span>}
        </span>
        <span class="muted">
          {plural(aliasCount, 'alias', 'aliases')} · {plural(events, 'event')} ·{' '}
          <Moment at={lastAt} />
        </span>
      </a>
    </li>
  );
}
