import { mergeAnswers, type AuditAnswer, type AuditQuery } from '../ledger.js';
import {
  addCounts,
  DEFAULT_LIMIT,
  type DeadLetter,
  type DeadLetterFilter,
  type OutboxAdmin,
  type OutboxCounts,
} from '../outbox.js';

/** What operators do with records of which some are in a file and some in memory. */
export class FallbackAdmin implements OutboxAdmin {
  /**
   * @param file undefined while there is none
   * @param moved waits for records that are on their way to the file, and so in both
   */
  constructor(
    private readonly memory: OutboxAdmin,
    private readonly file: () => OutboxAdmin | undefined,
    private readonly moved: () => Promise<void>,
  ) {}

  async counts(): Promise<OutboxCounts> {
    const [memory, file] = [await this.memory.counts(), await this.file()?.counts()];
    return file === undefined ? memory : addCounts(memory, file);
  }

  async deadLetters(filter: DeadLetterFilter = {}): Promise<readonly DeadLetter[]> {
    const lists = await this.ask((admin) => admin.deadLetters(filter), filter.id);
    return lists.flat().slice(0, filter.limit ?? DEFAULT_LIMIT);
  }

  replay(filter?: DeadLetterFilter): Promise<number> {
    return this.sum((admin) => admin.replay(filter), filter?.id);
  }

  discard(filter?: DeadLetterFilter): Promise<number> {
    return this.sum((admin) => admin.discard(filter), filter?.id);
  }

  erase(alias: string): Promise<number> {
    return this.sum((admin) => admin.erase(alias));
  }

  adopt(): Promise<number> {
    return this.sum((admin) => admin.adopt());
  }

  async audit(query: AuditQuery): Promise<readonly AuditAnswer[]> {
    return mergeAnswers(query, await this.ask((admin) => admin.audit(query)));
  }

  private async sum(ask: (admin: OutboxAdmin) => Promise<number>, id?: number): Promise<number> {
    const counts = await this.ask(ask, id);
    return counts.reduce((total, count) => total + count, 0);
  }

  /** Asks where the record with the id is; memory and file, if none is given. */
  private async ask<T>(ask: (admin: OutboxAdmin) => Promise<T>, id?: number): Promise<T[]> {
    await this.moved();
    const file = this.file();
    if (file === undefined) return [await ask(this.memory)];
    if (id !== undefined) return [await ask(isInMemory(id) ? this.memory : file)];
    return [await ask(this.memory), await ask(file)];
  }
}

/** Whether a record is in memory, by its id. */
export function isInMemory(id: number): boolean {
  return id < 0;
}
