import { changeId, route } from '../state/route.js';

/** `/` leads to the view's search, Escape closes what is open. */
export function listenToKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '/' && !isTyping(event.target)) {
      const field = document.querySelector<HTMLInputElement>('[data-main-search]');
      if (field === null) return;
      event.preventDefault();
      field.focus();
      field.select();
    }
    if (event.key === 'Escape' && route.value.id !== undefined && !isInDialog(event.target)) {
      changeId(undefined);
    }
  });
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea') !== null;
}

function isInDialog(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('dialog') !== null;
}
