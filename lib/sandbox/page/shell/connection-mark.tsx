import { connection } from '../api/stream.js';

const WORDS = { connecting: 'Connecting', live: 'Live', lost: 'Sandbox not reached' };

/** Whether the page is up to date. */
export function ConnectionMark() {
  return (
    <span class={`connection ${connection.value}`} role="status">
      {WORDS[connection.value]}
    </span>
  );
}
