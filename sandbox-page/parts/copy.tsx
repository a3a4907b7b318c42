import { notify } from '../shell/notice.js';
import { IconButton } from './icon.js';

/** Puts text on the clipboard, and says so. */
export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    notify(`${what} copied`);
  } catch {
    // Over plain http from another machine a browser has no clipboard for pages.
    notify(copyBySelection(text) ? `${what} copied` : 'The browser does not allow copying');
  }
}

function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'off-screen';
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  return done;
}

/** Text to be read and copied as it is. */
export function CodeBlock({ label, text }: { label: string; text: string }) {
  return (
    <div class="code-block">
      <pre tabIndex={0} role="group" aria-label={label}>
        {text}
      </pre>
      <IconButton
        icon="copy"
        label={`Copy: ${label}`}
        class="quiet"
        onClick={() => void copyText(text, label)}
      />
    </div>
  );
}
