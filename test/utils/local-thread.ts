import { EventEmitter } from 'node:events';
import { loadSqlite } from '../../lib/outbox/sqlite/driver.js';
import type { Message, Request } from '../../lib/outbox/sqlite/protocol.js';
import { StoreServer } from '../../lib/outbox/sqlite/store-server.js';
import type { StoreThread } from '../../lib/outbox/sqlite/store-client.js';
import type { WorkerStart } from '../../lib/outbox/sqlite/store.worker.js';

/** The thread of a file as a part of this one, whose clock it has: each message takes a turn. */
export class LocalThread extends EventEmitter implements StoreThread {
  private requests: Request[] = [];
  private server: StoreServer | undefined;
  private isEnded = false;

  constructor({ settings }: WorkerStart) {
    super();
    void this.open(settings);
  }

  postMessage(requests: readonly Request[]): void {
    setImmediate(() => {
      this.requests.push(...requests);
      this.serve();
    });
  }

  /** As a fault of its own does: what is not answered stays so. */
  end(): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.server?.finish(0);
    setImmediate(() => this.emit('exit', 1));
  }

  async terminate(): Promise<number> {
    this.end();
    return 1;
  }

  ref(): void {}

  unref(): void {}

  private async open(settings: WorkerStart['settings']): Promise<void> {
    const post = (message: Message) => {
      if (!this.isEnded) setImmediate(() => this.emit('message', message));
    };
    try {
      this.server = await StoreServer.open(settings, loadSqlite(), post);
      this.serve();
    } catch (error) {
      post(['failed', (error as Error).message]);
      this.end();
    }
  }

  private serve(): void {
    if (!this.isEnded) this.server?.handle(this.requests.splice(0));
  }
}
