import { ConnectionMark } from './connection-mark.js';
import { Navigation } from './navigation.js';
import { SimulationNote } from './simulation-note.js';
import { ThemeSwitch } from './theme-switch.js';

export function Header() {
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
      <Navigation />
      <div class="header-end">
        <ConnectionMark />
        <ThemeSwitch />
      </div>
    </header>
  );
}
