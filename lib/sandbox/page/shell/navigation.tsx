import { indexAfter } from '../parts/index-after.js';
import { href, route, VIEWS, type View } from '../state/route.js';

export const TITLES: Readonly<Record<View, string>> = {
  logs: 'Logs',
  warnings: 'Warnings',
  profiles: 'Profiles',
  delivery: 'Delivery',
  compare: 'Compare',
};

const KEYS: Readonly<Record<string, string>> = { ArrowRight: 'ArrowDown', ArrowLeft: 'ArrowUp' };

/** The five views; the arrow keys lead from one to the next. */
export function Navigation() {
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    const links = [...event.currentTarget.querySelectorAll('a')];
    const index = links.findIndex((link) => link === document.activeElement);
    const next = indexAfter(KEYS[event.key] ?? event.key, index, links.length, 0);
    if (next === undefined) return;
    event.preventDefault();
    links[next]?.focus();
  };
  return (
    <nav class="navigation" aria-label="Views" onKeyDown={onKeyDown}>
      {VIEWS.map((view) => (
        <a
          key={view}
          href={href(view)}
          aria-current={route.value.view === view ? 'page' : undefined}
        >
          {TITLES[view]}
        </a>
      ))}
    </nav>
  );
}
