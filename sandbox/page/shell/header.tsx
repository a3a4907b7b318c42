import { connection, shopState } from '../api/stream.js';
import { useResource } from '../api/use-resource.js';
import { NoteDialog, useDialog } from '../parts/dialog.js';
import { moveFocus } from '../parts/hooks.js';
import { SendTestButton } from '../send/send-dialog.js';
import { Shortcuts } from './keys.js';
import { NewsBadge } from './news.js';
import { href, route, VIEWS, type View } from './route.js';
import { ThemeSwitch } from './theme.js';

export const TITLES: Readonly<Record<View, string>> = {
  logs: 'Logs',
  shop: 'Shop',
  warnings: 'Warnings',
  profiles: 'Profiles',
  delivery: 'Delivery',
  validate: 'Validate',
};
const CONNECTION = { connecting: 'Connecting', live: 'Live', lost: 'Sandbox unreachable' };

export function Header() {
  const { data: about } = useResource({ path: 'about' });
  return (
    <header class="header">
      <div class="brand">
        <svg class="logo" viewBox="0 0 16 16" aria-hidden="true">
          <rect width="16" height="16" rx="4" />
          <path d="M4 4l4 4-4 4M9 8h3" />
        </svg>
        <h1>Converge sandbox</h1>
        <SimulationNote />
      </div>
      <nav class="navigation" aria-label="Views" onKeyDown={moveFocus}>
        {VIEWS.filter((view) => view !== 'shop' || shopState.value !== undefined).map((view) => (
          <a
            key={view}
            href={href(view)}
            aria-current={route.value.view === view ? 'page' : undefined}
          >
            {TITLES[view]} <NewsBadge view={view} suspicious={about?.suspiciousProfiles ?? 0} />
          </a>
        ))}
      </nav>
      <div class="header-end">
        <span class={`connection ${connection.value}`} role="status">
          {CONNECTION[connection.value]}
        </span>
        <SendTestButton />
        <Shortcuts />
        <ThemeSwitch />
      </div>
    </header>
  );
}

/** The button and dialog that explain what is simulated. */
function SimulationNote() {
  const dialog = useDialog();
  const { data } = useResource({ path: 'about' });
  return (
    <>
      <button
        type="button"
        class="simulation"
        aria-haspopup="dialog"
        title="This is not Converge: see what is simulated"
        onClick={dialog.open}
      >
        Simulation
      </button>
      <NoteDialog dialog={dialog} title="This is a local simulation, not Converge">
        <p>
          Requests are checked against Converge’s documentation. Everything else is simulated and
          may differ from Converge:
        </p>
        <ul class="notes">
          {data?.simulated.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
        {data !== undefined && (
          <p class="muted">
            The newest {data.maxEvents.toLocaleString('en')} events are kept{' '}
            {data.isOnDisk ? 'on disk' : 'in memory, until the sandbox stops'}.
          </p>
        )}
      </NoteDialog>
    </>
  );
}
