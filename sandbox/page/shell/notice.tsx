import { signal } from '@preact/signals';

const SHOWN_MS = 4000;

const notice = signal('');
let timer: number | undefined;

/** Shows a short notice, which screen readers announce. */
export function notify(text: string): void {
  clearTimeout(timer);
  notice.value = text;
  timer = window.setTimeout(() => (notice.value = ''), SHOWN_MS);
}

/** Always in the document, so that screen readers announce its content. */
export function NoticeBar() {
  return (
    <div class={notice.value === '' ? 'notice' : 'notice shown'} role="status">
      {notice.value}
    </div>
  );
}
