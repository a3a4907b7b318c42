import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { IconButton } from './icon.js';

export function useDialog() {
  const ref = useRef<HTMLDialogElement>(null);
  return { ref, open: () => ref.current?.showModal(), close: () => ref.current?.close() };
}

interface NoteProps {
  readonly dialog: ReturnType<typeof useDialog>;
  readonly title: string;
  readonly children: ComponentChildren;
}

/** A dialog that is read and closed. */
export function NoteDialog({ dialog, title, children }: NoteProps) {
  const id = useId();
  return (
    <dialog ref={dialog.ref} class="dialog" aria-labelledby={id}>
      <h2 id={id} tabIndex={-1} autofocus>
        {title}
      </h2>
      {children}
      <div class="actions">
        <button type="button" onClick={dialog.close}>
          Close
        </button>
      </div>
    </dialog>
  );
}

interface Props {
  readonly label: string;
  /** What is done for good, as the button's text; an icon that deletes by default. */
  readonly verb?: string;
  readonly question: string;
  readonly isDisabled: boolean;
  readonly onDelete: () => void;
}

/** A button that asks before it deletes for good. */
export function DeleteButton({ label, verb, question, isDisabled, onDelete }: Props) {
  const dialog = useDialog();
  const confirm = () => {
    dialog.close();
    onDelete();
  };
  return (
    <>
      {verb === undefined ? (
        <IconButton icon="trash" label={label} disabled={isDisabled} onClick={dialog.open} />
      ) : (
        <button type="button" disabled={isDisabled} onClick={dialog.open}>
          {label}
        </button>
      )}
      <dialog ref={dialog.ref} class="dialog" aria-label={label}>
        <p>{question}</p>
        <div class="actions">
          <button type="button" onClick={dialog.close}>
            Cancel
          </button>
          <button type="button" class="danger" onClick={confirm}>
            {verb ?? 'Delete'}
          </button>
        </div>
      </dialog>
    </>
  );
}
