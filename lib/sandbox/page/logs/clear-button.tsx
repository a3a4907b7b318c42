import { call } from '../api/call.js';
import { ConfirmButton } from '../parts/confirm-button.js';
import { notify } from '../state/notice.js';

/** Makes the sandbox forget all that came. */
export function ClearButton({ isUseful }: { isUseful: boolean }) {
  const clear = async () => {
    try {
      await call('requests', { method: 'DELETE' });
      notify('The sandbox has forgotten all requests');
    } catch (error) {
      notify((error as Error).message);
    }
  };
  return (
    <ConfirmButton
      label="Forget all requests"
      question="Forget all requests, events and profiles?"
      answer="Forget them"
      icon="trash"
      isDisabled={!isUseful}
      onConfirm={() => void clear()}
    />
  );
}
