import type { Queue, Worker } from 'bullmq';
import { endsWithin } from '../outbox/time.js';

/** How long it may take to disconnect, in milliseconds. */
const CLOSE_MS = 1_000;

/**
 * Waits until a queue or a worker is connected: from then on, BullMQ connects again by itself. If the first
 * attempt fails, BullMQ never recovers, so it is closed.
 *
 * @param onError is called with each error of the connection
 * @throws the error of the server, or of the connection
 */
export async function connected<Client extends Queue | Worker>(
  client: Client,
  onError: (error: unknown) => void = () => undefined,
): Promise<Client> {
  try {
    await new Promise<void>((resolve, reject) => {
      // Without a listener, an error would end the process.
      (client as Queue).on('error', (error) => {
        onError(error);
        reject(error);
      });
      client.waitUntilReady().then(resolve, reject);
    });
    return client;
  } catch (error) {
    await disconnect(client);
    throw error;
  }
}

/** @param timeoutMs milliseconds after which the connection is cut: `close()` may hang while the server is away */
export async function disconnect(client: Queue | Worker, timeoutMs = CLOSE_MS): Promise<void> {
  const closed = client.close().catch(() => undefined);
  if (await endsWithin(closed, Math.max(0, timeoutMs))) return;
  await endsWithin(
    client.disconnect().catch(() => undefined),
    CLOSE_MS,
  );
}
