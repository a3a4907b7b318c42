import { serve } from '../support/child.js';
import { Receiver } from '../support/receiver.js';

const receiver = await new Receiver().open();

serve({
  listen: () => receiver.endpoint,
  /** Waits until some orders have arrived, or the time is over. @returns how many have */
  waitFor: async (ids, timeoutMs) => {
    const deadline = performance.now() + timeoutMs;
    const arrived = () => ids.filter((id) => receiver.ids.has(id)).length;
    while (arrived() < ids.length && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return arrived();
  },
});
