import { notify } from '../shell/notice.js';
import { IconButton } from './icon.js';

/** Copies text to the clipboard and shows a notice. */
export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    notify(`${what} copied`);
  } catch {
    // Over plain http from another machine, browsers do not offer the clipboard API.
    notify(
      copyBySelection(text)
        ? `${what} copied`
        : 'The browser does not allow copying: select the text and copy it',
    );
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

/** Preformatted text with a copy button. */
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
