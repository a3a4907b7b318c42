import { Icon } from '../parts/icon.js';
import type { LiveList } from './use-request-list.js';

/** Holds the log still, and says how much came meanwhile. */
export function PauseButton({ live: { isPaused, waiting, pause, resume } }: { live: LiveList }) {
  return (
    <button type="button" class={isPaused ? 'primary' : ''} onClick={isPaused ? resume : pause}>
      <Icon name={isPaused ? 'play' : 'pause'} />
      <span>{isPaused ? 'Resume' : 'Pause'}</span>
      {isPaused && <span class="tally">{waiting} new</span>}
    </button>
  );
}
