import { useEffect, useRef, useState } from 'preact/hooks';
import { useResource } from '../api/use-resource.js';
import { isNarrow } from '../parts/hooks.js';
import { route } from '../shell/route.js';
import { ProfileDetailPanel } from './profile-detail.js';
import { MAX_LINES, ProfileList } from './profile-list.js';

const STEP = 100;

/** The profiles of the events' customers. */
export function ProfilesView() {
  const { id, query } = route.value;
  const [limit, setLimit] = useState(STEP);
  const text = query.get('text') ?? '';
  const loaded = useResource({ path: 'profiles', query: { text, limit } });
  const alarming = useResource({ path: 'profiles', query: { text, suspicious: 'true' } });
  const isCovered = id !== undefined && isNarrow.value;
  const list = useRef<HTMLElement>(null);
  const last = useRef(id);

  // After a profile is closed, the focus returns to its line of the list.
  useEffect(() => {
    if (id === undefined && last.current !== undefined) {
      list.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(last.current)}"]`)?.focus();
    }
    last.current = id;
  }, [id]);

  // A link may lead to a profile that is further down, or on none of the pages so far.
  const revealed = useRef<string>(undefined);
  useEffect(() => {
    if (id === undefined || id === revealed.current || loaded.data === undefined) return;
    const line = list.current?.querySelector('.profile-line[aria-current]');
    if (line) line.scrollIntoView({ block: 'nearest' });
    else if (loaded.data.next !== null && limit < MAX_LINES) return setLimit(MAX_LINES);
    revealed.current = id;
  }, [id, loaded.data]);

  return (
    <div class={`profiles ${id === undefined ? '' : 'open'}`}>
      <section ref={list} class="profiles-list" aria-label="Profiles" inert={isCovered}>
        <ProfileList
          open={id}
          text={text}
          loaded={loaded}
          alarming={alarming.data?.profiles ?? []}
          onMore={() => setLimit(Math.min(MAX_LINES, limit + STEP))}
        />
      </section>
      {id === undefined ? (
        <p class="profiles-hint muted">
          Choose a profile to see its aliases, properties and events.
        </p>
      ) : (
        <ProfileDetailPanel id={id} />
      )}
    </div>
  );
}
