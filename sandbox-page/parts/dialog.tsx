import { useRef } from 'preact/hooks';
import { Icon, type IconName } from './icon.js';

export function useDialog() {
  const ref = useRef<HTMLDialogElement>(null);
  return { ref, open: () => ref.current?.showModal(), close: () => ref.current?.close() };
}

interface Props {
  readonly label: string;
  readonly question: string;
  readonly icon: IconName;
  readonly isDisabled: boolean;
  readonly onConfirm: () => void;
}

/** A button that deletes what cannot be brought back: it asks first. */
export function DeleteButton({ label, question, icon, isDisabled, onConfirm }: Props) {
  const dialog = useDialog();
  return (
    <>
      <button
        type="button"
        class="icon-button"
        aria-label={label}
        title={label}
        disabled={isDisabled}
        onClick={dialog.open}
      >
        <Icon name={icon} />
      </button>
      <dialog ref={dialog.ref} class="dialog" aria-label={label}>
        <p>{question}</p>
        <div class="actions">
          <button type="button" onClick={dialog.close}>
            Cancel
          </button>
          <button
            type="button"
            class="danger"
            onClick={() => {
              dialog.close();
              onConfirm();
            }}
          >
            Delete
          </button>
        </div>
      </dialog>
    </>
  );
}
