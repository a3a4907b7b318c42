import { useEffect, useRef, useState } from 'preact/hooks';
import { useResource } from '../api/use-resource.js';
import { isNarrow } from '../parts/hooks.js';
import { route } from '../shell/route.js';
import { ProfileDetailPanel } from './profile-detail.js';
import { ProfileList } from './profile-list.js';

const STEP = 100;

/** The profiles of the events' customers. */
export function ProfilesView() {
  const { id, query } = route.value;
  const [limit, setLimit] = useState(STEP);
  const text = query.get('text') ?? '';
  const loaded = useResource({ path: 'profiles', query: { text, limit } });
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

  return (
    <div class={`profiles ${id === undefined ? '' : 'open'}`}>
      <section ref={list} class="profiles-list" aria-label="Profiles" inert={isCovered}>
        <ProfileList open={id} text={text} loaded={loaded} onMore={() => setLimit(limit + STEP)} />
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
