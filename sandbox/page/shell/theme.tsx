import { effect, signal } from '@preact/signals';
import { mediaSignal } from '../parts/hooks.js';
import { IconButton } from '../parts/icon.js';

type Theme = 'system' | 'light' | 'dark';

const KEY = 'converge-sandbox-theme';
const NEXT: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };

const theme = signal<Theme>(readTheme());
const systemIsDark = mediaSignal('(prefers-color-scheme: dark)');
/** High contrast: the system's colours are on the page, so that the theme must be the system's. */
const isForced = mediaSignal('(forced-colors: active)');

/** Whether the dark theme is shown, for charts, which style sheets do not affect. */
export function isDark(): boolean {
  return isForced.value || theme.value === 'system' ? systemIsDark.value : theme.value === 'dark';
}

effect(() => {
  document.documentElement.dataset['theme'] = isDark() ? 'dark' : 'light';
});

/** Cycles through the system's, the light and the dark theme. */
export function ThemeSwitch() {
  const next = NEXT[theme.value];
  const label = `Theme: ${theme.value}. Switch to ${next}`;
  return (
    <IconButton icon={theme.value} label={label} class="quiet" onClick={() => setTheme(next)} />
  );
}

function setTheme(chosen: Theme): void {
  theme.value = chosen;
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // If the browser forbids storage, the theme is kept until the page is closed.
  }
}

function readTheme(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === 'light' || kept === 'dark' ? kept : 'system';
  } catch {
    return 'system';
  }
}
