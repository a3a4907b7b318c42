import { checkFilter } from '../check-filter.js';
import { Audit, eventIdOf, type AuditAnswer, type AuditQuery } from '../ledger.js';
import type { MemoryDeadLetters } from './memory-dead-letters.js';
import type { MemoryLedger } from './memory-ledger.js';
import type { MemoryQueue } from './memory-queue.js';
import {
  DEFAULT_LIMIT,
  type DeadLetter,
  type DeadLetterFilter,
  type OutboxAdmin,
  type OutboxCounts,
  type OutboxRecord,
} from '../outbox.js';
import { recognise } from '../person.js';
import { earlier } from '../timer.js';
import { UndeliverableError } from '../undeliverable.error.js';

/** What operators do with records in memory. */
export class MemoryAdmin implements OutboxAdmin {
  /**
   * @param onReplayed is called when records may be due
   * @param onRecall is called when what is leased and not being sent yet has to be given back
   */
  constructor(
    private readonly queue: MemoryQueue,
    private readonly dead: MemoryDeadLetters,
    private readonly ledger: MemoryLedger,
    private readonly onReplayed: () => void,
    private readonly onRecall: () => void,
  ) {}

  async counts(): Promise<OutboxCounts> {
    let oldestAt: number | undefined;
    for (const { recordedAt } of this.queue) oldestAt = earlier(oldestAt, recordedAt);
    const inMemory = this.queue.length;
    return { ...this.queue.counts(), dead: this.dead.length, held: 0, inMemory, oldestAt };
  }

  async deadLetters(filter: DeadLetterFilter = {}): Promise<readonly DeadLetter[]> {
    checkFilter(filter, 'limit');
    this.dead.expire();
    return [...this.dead].filter(selectedBy(filter)).slice(0, filter.limit ?? DEFAULT_LIMIT);
  }

  async replay(filter: DeadLetterFilter = {}): Promise<number> {
    checkFilter(filter);
    const isRefused = ({ id, undeliverable }: DeadLetter) => undeliverable && id === filter.id;
    if ([...this.dead].some(isRefused)) throw new UndeliverableError(filter.id!);
    const isSelected = selectedBy(filter);
    const letters = this.dead.remove((letter) => !letter.undeliverable && isSelected(letter));
    for (const { id, eventName, origin, body } of letters) {
      this.queue.add({ id, eventName, origin, body, recordedAt: Date.now(), attempts: 0 });
    }
    this.onReplayed();
    return letters.length;
  }

  async discard(filter: DeadLetterFilter = {}): Promise<number> {
    checkFilter(filter);
    return this.dead.drop('discarded', selectedBy(filter));
  }

  async erase(alias: string): Promise<number> {
    const isTheirs = recognise(alias);
    const isMeant = ({ body }: OutboxRecord) => isTheirs(body);
    const { leased } = this.queue.counts();
    const erased = [...this.dead.remove(isMeant), ...this.queue.remove(isMeant)];
    if (this.queue.counts().leased < leased) this.onRecall();
    return erased.length;
  }

  async adopt(): Promise<number> {
    return 0;
  }

  async audit(query: AuditQuery): Promise<readonly AuditAnswer[]> {
    const audit = new Audit(query);
    for (const record of [...this.queue, ...this.dead]) {
      const id = eventIdOf(record.body);
      if (id !== undefined) audit.addRecord(id, record);
    }
    this.ledger.addTo(audit);
    return audit.answers();
  }
}

function selectedBy({ id, eventName }: DeadLetterFilter): (letter: DeadLetter) => boolean {
  return (letter) =>
    (id ?? letter.id) === letter.id && (eventName ?? letter.eventName) === letter.eventName;
}
