import { notice } from '../state/notice.js';

/** Always in the document, so that a screen reader says what it fills with. */
export function NoticeBar() {
  return (
    <div class={notice.value === '' ? 'notice' : 'notice shown'} role="status">
      {notice.value}
    </div>
  );
}
