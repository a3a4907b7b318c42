import type { ComponentChildren } from 'preact';
import { href } from '../state/route.js';

interface Props {
  readonly title: string;
  readonly children: ComponentChildren;
  /** Whether it would help to send an event. */
  readonly needsEvent?: boolean;
}

/** What stands where nothing is to be seen yet. */
export function EmptyState({ title, children, needsEvent }: Props) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children}
      {needsEvent && (
        <p>
          <a href={href('logs')}>How to send a first event</a>
        </p>
      )}
    </div>
  );
}
