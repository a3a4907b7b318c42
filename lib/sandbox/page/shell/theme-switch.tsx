import { Icon } from '../parts/icon.js';
import { setTheme, theme, type Theme } from '../state/theme.js';

const NEXT: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };
const WORDS: Readonly<Record<Theme, string>> = {
  system: 'as the system',
  light: 'light',
  dark: 'dark',
};

/** Goes from the system's colours to light ones, to dark ones, and back. */
export function ThemeSwitch() {
  const label = `Colours: ${WORDS[theme.value]}. Switch to: ${WORDS[NEXT[theme.value]]}`;
  return (
    <button
      type="button"
      class="quiet icon-button"
      aria-label={label}
      title={label}
      onClick={() => setTheme(NEXT[theme.value])}
    >
      <Icon name={theme.value} />
    </button>
  );
}
