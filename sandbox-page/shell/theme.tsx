import { effect, signal } from '@preact/signals';
import { mediaSignal } from '../parts/hooks.js';
import { IconButton } from '../parts/icon.js';

type Theme = 'system' | 'light' | 'dark';

const KEY = 'converge-sandbox-theme';
const NEXT: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };

const theme = signal<Theme>(readTheme());
const systemIsDark = mediaSignal('(prefers-color-scheme: dark)');

/** What is shown, for what style sheets do not reach (charts). */
export function isDark(): boolean {
  return theme.value === 'system' ? systemIsDark.value : theme.value === 'dark';
}

effect(() => {
  document.documentElement.dataset['theme'] = isDark() ? 'dark' : 'light';
});

/** Goes from the system's theme to the light one, to the dark one, and back. */
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
    // If the browser forbids storage, the theme holds until the page is left.
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
