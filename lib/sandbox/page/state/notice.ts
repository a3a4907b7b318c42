import { signal } from '@preact/signals';

const SHOWN_MS = 4000;

/** A short word on what was just done; screen readers say it. */
export const notice = signal('');

let timer: number | undefined;

export function notify(text: string): void {
  clearTimeout(timer);
  notice.value = text;
  timer = setTimeout(() => (notice.value = ''), SHOWN_MS);
}
