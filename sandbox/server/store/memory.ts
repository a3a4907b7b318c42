import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { LRUCache } from 'lru-cache';
import { checkEvent, type ConvergeEventDto } from '../../../lib/event/contract.js';
import { checkSpec } from '../../../lib/event/check-spec.js';
import { findingOf, WarningsSeen } from './warnings-seen.js';
import { parseJson } from '../http/read-body.js';
import { Profiles } from './profiles.js';
import { Coverage } from '../views/coverage.js';
import { EventLog } from './event-log.js';
import type { Journal } from './journal.js';
import { RequestLog } from './request-log.js';
import { toStored, type Arrival } from './stored-request.js';

/** Characters of bodies, for events and for requests each: bounds the memory when bodies are large. */
const MAX_CHARACTERS = 256 * 1024 * 1024;
const MAX_TEXTS = 10_000;
const MAX_TEXT_LENGTH = 500;

/**
 * Everything that the sandbox keeps, in memory and in a journal if it has one. Emits `request` and
 * `cleared`.
 */
export class Memory extends EventEmitter<{ request: []; cleared: [] }> {
  readonly requests: RequestLog;
  readonly events: EventLog;
  /** Warnings of Converge's source monitoring for accepted events, including deleted ones. */
  readonly warnings = new WarningsSeen();
  readonly coverage = new Coverage();
  readonly profiles = new Profiles();
  /** Keeps equal names, aliases and headers once. With `max`, room for all would be made at the start. */
  private readonly texts = new LRUCache<string, string>({
    maxSize: MAX_TEXTS,
    sizeCalculation: () => 1,
  });
  private id = newId();
  private newest = 0;

  constructor(
    maxEvents: number,
    private readonly journal?: Journal,
  ) {
    super();
    this.setMaxListeners(0);
    this.requests = new RequestLog(maxEvents, MAX_CHARACTERS);
    this.events = new EventLog(maxEvents, MAX_CHARACTERS, (event) => {
      this.profiles.remove(event);
    });
  }

  /** The number of the newest request, 0 before the first. */
  get newestNumber(): number {
    return this.newest;
  }

  /** Changes with every request and every {@link clear}, and differs from that of other sandboxes. */
  get revision(): string {
    return this.revisionAt(this.newest);
  }

  revisionAt(number: number): string {
    return `${this.id}.${number}`;
  }

  /** @returns the number in a revision; undefined for a revision of another memory */
  numberOf(revision: string): number | undefined {
    const [id, number] = revision.split('.', 2);
    return id === this.id ? Number(number) : undefined;
  }

  /** Reads the journal. An event that is no longer valid is kept as a request only. */
  restore(): void {
    for (const arrival of this.journal?.read() ?? []) {
      const value = parseJson(arrival.body);
      const isEvent = arrival.took !== undefined && checkEvent(value).length === 0;
      this.add(isEvent ? arrival : { ...arrival, took: undefined }, value);
    }
  }

  /** @param value the parsed body; undefined for invalid JSON */
  record(arrival: Arrival, value: unknown): void {
    this.journal?.append(arrival);
    this.add(arrival, value);
    this.compactJournal();
  }

  /** Deletes everything, on disk too. */
  clear(): void {
    this.journal?.rewrite([]);
    this.id = newId();
    for (const part of [this.requests, this.events, this.warnings, this.coverage, this.profiles]) {
      part.clear();
    }
    this.emit('cleared');
  }

  close(): void {
    this.journal?.close();
  }

  private add(arrival: Arrival, value: unknown): void {
    const warnings = checkSpec(value, {}, arrival.violations);
    const request = toStored(arrival, {
      value,
      number: ++this.newest,
      findings: warnings.map(findingOf),
      intern: (text) => this.intern(text),
    });
    this.requests.add(request);
    // Before the oldest event is deleted, so that a profile with both goes on.
    if (request.took === 'event') this.profiles.add(request);
    this.events.add(request);
    if (request.took === 'event') {
      this.warnings.addRequest(request, value, warnings);
      this.coverage.add(value as ConvergeEventDto);
    }
    this.emit('request');
  }

  private intern(text: string): string {
    if (text.length > MAX_TEXT_LENGTH) return text;
    const known = this.texts.get(text);
    if (known === undefined) this.texts.set(text, text);
    return known ?? text;
  }

  /** The oldest first: events whose requests were deleted, then the others. */
  private compactJournal(): void {
    const { oldestNumber } = this.requests;
    if (this.journal?.isLarge !== true || oldestNumber <= 1) return;
    const older = this.events.toArray().filter(({ number }) => number < oldestNumber);
    this.journal.rewrite([...older, ...this.requests.toArray()]);
  }
}

function newId(): string {
  return randomBytes(6).toString('hex');
}
