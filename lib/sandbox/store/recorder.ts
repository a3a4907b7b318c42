import { checkParsed } from '../../event/check-event.js';
import { parseJson } from '../webhook/parse-json.js';
import type { Journal } from './journal.js';
import type { Memory } from './memory.js';
import type { Arrival } from './stored-request.interface.js';

/** Writes what comes to the memory, and to a journal where there is one. */
export class Recorder {
  constructor(
    private readonly memory: Memory,
    private readonly journal: Journal | undefined,
  ) {}

  /** Remembers what the journal kept. An event that is no event any more is a mere request. */
  restore(): void {
    for (const arrival of this.journal?.read() ?? []) {
      const value = parseJson(arrival.body);
      const isEvent = arrival.brought !== undefined && checkParsed(value).length === 0;
      this.memory.add(isEvent ? arrival : { ...arrival, brought: undefined }, value);
    }
  }

  /** @param value the parsed body, undefined where it is no JSON */
  record(arrival: Arrival, value: unknown): void {
    this.journal?.append(arrival);
    this.memory.add(arrival, value);
    this.compact();
  }

  clear(): void {
    this.journal?.rewrite([]);
    this.memory.clear();
  }

  close(): void {
    this.journal?.close();
  }

  /** Events whose requests were forgotten come first: they are older. */
  private compact(): void {
    const { requests, events } = this.memory;
    const { oldestNumber } = requests;
    if (this.journal?.isLarge !== true || oldestNumber <= 1) return;
    const older = events.toArray().filter(({ number }) => number < oldestNumber);
    this.journal.rewrite([...older, ...requests.toArray()]);
  }
}
