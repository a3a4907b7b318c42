import { NO_LEASE, type Lease } from './outbox.js';

/** What a call of `lease` asks for. */
export interface Asked {
  readonly limit: number;
  readonly maxBytes: number;
}

interface Call extends Asked {
  resolve(lease: Lease): void;
  reject(error: unknown): void;
}

/** The call of `lease` that waits. Only one does: the next one ends it without records. */
export class WaitingCall {
  private call?: Call;

  /** Undefined while no call waits; the same object as long as the same one does. */
  get asked(): Asked | undefined {
    return this.call;
  }

  /** Makes a call wait until {@link end} or {@link fail}. */
  begin(limit: number, maxBytes: number): Promise<Lease> {
    this.end();
    return new Promise((resolve, reject) => {
      this.call = { limit, maxBytes, resolve, reject };
    });
  }

  end(lease = NO_LEASE): void {
    this.call?.resolve(lease);
    this.call = undefined;
  }

  fail(error: unknown): void {
    this.call?.reject(error);
    this.call = undefined;
  }
}
