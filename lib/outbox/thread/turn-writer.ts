import type { Acknowledgement, NewRecord } from '../outbox.js';
import type { StoreClient } from './store-client.js';
import {
  addPut,
  decodeError,
  keyOfAcknowledgement,
  type Failures,
  type Write,
} from './store-protocol.js';

/** How long what is not urgent may wait for others, in milliseconds. */
const LAZY_MS = 10;

/** What is written in one message and one transaction. */
interface Turn {
  readonly write: Write & { owner: number; puts: unknown[]; acknowledgements: Acknowledgement[] };
  readonly written: Promise<Failures | undefined>;
}

/** Collects what a turn of the event loop writes, and more turns while the thread is writing one. */
export class TurnWriter {
  private turn?: Turn;
  /** Whether the thread has a turn that it has not answered: until then, the next one collects. */
  private isWriting = false;
  /** Whether something waits for that answer. */
  private isHeld = false;
  private isScheduled = false;
  private lazyTimer?: NodeJS.Timeout;

  /** @param owner the number in the file under which the acknowledged records are leased */
  constructor(
    private readonly client: StoreClient,
    private readonly owner: () => number,
  ) {}

  async put(record: NewRecord): Promise<void> {
    const { write, written } = this.currentTurn();
    const index = addPut(write.puts, record);
    this.sendSoon();
    throwIfFailed(await written, index);
  }

  /** @param isLazy whether they may wait for others a moment */
  async acknowledge(acknowledgements: readonly Acknowledgement[], isLazy: boolean): Promise<void> {
    const { write, written } = this.currentTurn();
    const first = write.acknowledgements.length;
    write.acknowledgements.push(...acknowledgements);
    if (isLazy) this.sendLazily();
    else this.sendSoon();
    const failures = await written;
    for (const index of acknowledgements.keys()) {
      throwIfFailed(failures, keyOfAcknowledgement(first + index));
    }
  }

  /** Sends all that this turn of the event loop asks for. */
  sendSoon(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(this.flush);
  }

  /** Sends it a moment later, if nothing else is sent before. */
  sendLazily(): void {
    this.lazyTimer ??= setTimeout(this.flush, LAZY_MS);
  }

  /** Sends at once what was collected. */
  send(): void {
    clearTimeout(this.lazyTimer);
    this.lazyTimer = undefined;
    if (this.turn !== undefined) this.endTurn(this.turn);
    this.client.send();
  }

  private currentTurn(): Turn {
    if (this.turn === undefined) {
      const write = { puts: [], owner: 0, acknowledgements: [] };
      this.turn = { write, written: this.client.ask('write', write) };
    }
    return this.turn;
  }

  /** While the thread writes one turn, the next one collects. */
  private readonly flush = (): void => {
    this.isScheduled = false;
    this.isHeld = this.isWriting;
    if (!this.isWriting) this.send();
  };

  private endTurn({ write, written }: Turn): void {
    this.turn = undefined;
    write.owner = this.owner();
    this.isWriting = true;
    const answered = () => {
      this.isWriting = false;
      if (this.isHeld) this.sendSoon();
    };
    written.then(answered, answered);
  }
}

function throwIfFailed(failures: Failures | undefined, key: number): void {
  const error = failures?.get(key);
  if (error !== undefined) throw decodeError(error);
}
