import { useEffect } from 'preact/hooks';
import { NoteDialog, useDialog } from '../parts/dialog.js';
import { IconButton } from '../parts/icon.js';
import { changeId, route } from './route.js';

const KEYS: readonly [keys: readonly string[], effect: string][] = [
  [['/'], 'Go to the search field'],
  [['↑', '↓'], 'Go through the requests or profiles'],
  [['Page Up', 'Page Down', 'Home', 'End'], 'Go further through them'],
  [['Enter'], 'Open the chosen one'],
  [['→', '←'], 'Show or hide all attempts of the chosen event'],
  [['Esc'], 'Close the open one, or clear the search field'],
  [['←', '→'], 'Go to the next view or tab, with the focus on one'],
  [['?'], 'Show these shortcuts'],
];
const MOVES = ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'];

/** The keys that work on every view, and the button and dialog that list them. */
export function Shortcuts() {
  const dialog = useDialog();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === '?' && !isIn(event, 'input, textarea, select, dialog')) {
        event.preventDefault();
        dialog.open();
      } else act(event);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  return (
    <>
      <IconButton
        icon="help"
        label="Keyboard shortcuts"
        class="quiet"
        aria-haspopup="dialog"
        aria-keyshortcuts="?"
        onClick={dialog.open}
      />
      <NoteDialog dialog={dialog} title="Keyboard shortcuts">
        <dl class="shortcuts">
          {KEYS.map(([keys, effect]) => (
            <div key={effect}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{effect}</dd>
            </div>
          ))}
        </dl>
      </NoteDialog>
    </>
  );
}

function act(event: KeyboardEvent): void {
  if (event.key === '/' && !isIn(event, 'input, textarea, select, dialog')) {
    const field = document.querySelector<HTMLInputElement>('[data-main-search]');
    if (field === null) return;
    event.preventDefault();
    field.focus();
    field.select();
  } else if (event.key === 'Escape' && !isIn(event, 'dialog, select')) {
    if (route.value.id !== undefined) changeId(undefined);
  } else if (MOVES.includes(event.key) && event.target === document.body) {
    // Nothing has the focus, so the keys can only be meant for the list.
    const list = document.querySelector<HTMLElement>('[data-main-list]');
    if (list === null) return;
    event.preventDefault();
    const { key } = event;
    list.focus();
    list.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  }
}

function isIn({ target }: KeyboardEvent, selector: string): boolean {
  return target instanceof HTMLElement && target.closest(selector) !== null;
}
