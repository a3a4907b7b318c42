import { useRef } from 'preact/hooks';
import { Icon, type IconName } from './icon.js';

interface Props {
  readonly label: string;
  readonly question: string;
  readonly answer: string;
  readonly icon: IconName;
  readonly isDisabled: boolean;
  readonly onConfirm: () => void;
}

/** A button for what cannot be undone: it asks first. */
export function ConfirmButton({ label, question, answer, icon, isDisabled, onConfirm }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <button
        type="button"
        class="icon-button"
        aria-label={label}
        title={label}
        disabled={isDisabled}
        onClick={() => dialog.current?.showModal()}
      >
        <Icon name={icon} />
      </button>
      <dialog ref={dialog} class="dialog" aria-label={label}>
        <p>{question}</p>
        <div class="actions">
          <button type="button" onClick={() => dialog.current?.close()}>
            Keep them
          </button>
          <button
            type="button"
            class="danger"
            onClick={() => {
              dialog.current?.close();
              onConfirm();
            }}
          >
            {answer}
          </button>
        </div>
      </dialog>
    </>
  );
}
