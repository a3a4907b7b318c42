import { notify } from '../shell/notice.js';
import { editAndSend, send } from './send-dialog.js';

/** Sends the body of a request once more, as it is or edited. */
export function ResendButtons({ body }: { body: string }) {
  return (
    <div class="copy-as" role="group" aria-label="Send again">
      <span class="muted" aria-hidden="true">
        Send again
      </span>
      <button
        type="button"
        aria-label="Send again as it is"
        onClick={() => void send(body).catch((error: Error) => notify(error.message))}
      >
        as it is
      </button>
      <button
        type="button"
        aria-label="Send again, edited"
        aria-haspopup="dialog"
        onClick={() => editAndSend(indented(body))}
      >
        edited
      </button>
    </div>
  );
}

function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
