import type { About } from '../api/types.js';
import { useResource } from '../state/use-resource.js';

/** The names of all events that came, and the one that is asked for. */
export function useEventNames(chosen: string | undefined): readonly string[] {
  const { data } = useResource<About>('about');
  const names = new Set(data?.eventNames);
  if (chosen !== undefined) names.add(chosen);
  return [...names].sort((one, other) => one.localeCompare(other));
}
