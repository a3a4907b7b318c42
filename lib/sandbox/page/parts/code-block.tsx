import { copyText } from './copy-text.js';
import { Icon } from './icon.js';

interface Props {
  readonly label: string;
  readonly text: string;
}

/** Text to be read and copied as it is. */
export function CodeBlock({ label, text }: Props) {
  return (
    <div class="code-block">
      <pre tabIndex={0} role="group" aria-label={label}>
        {text}
      </pre>
      <button
        type="button"
        class="quiet icon-button"
        aria-label={`Copy: ${label}`}
        title="Copy"
        onClick={() => void copyText(text, label)}
      >
        <Icon name="copy" />
      </button>
    </div>
  );
}
