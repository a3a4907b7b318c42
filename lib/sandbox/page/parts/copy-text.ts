import { notify } from '../state/notice.js';

/** Puts text on the clipboard, and says so. */
export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    notify(`${what} copied`);
  } catch {
    // Over plain http from another machine a browser has no clipboard for pages.
    notify(copyBySelection(text) ? `${what} copied` : `The browser does not let this page copy`);
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
