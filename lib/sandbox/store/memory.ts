import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { ConvergeEventDto } from '../../event/converge-event.dto.js';
import { Profiles } from '../profiles/profiles.js';
import { checkSpec } from '../spec.js';
import { Coverage } from '../views/coverage.js';
import { WarningGroups } from '../views/warning-groups.js';
import { readFacts } from './event-facts.js';
import { EventLog } from './event-log.js';
import { EventWaiters } from './event-waiters.js';
import { Interner } from './interner.js';
import { RequestLog } from './request-log.js';
import type { Arrival } from './stored-request.interface.js';
import { toStored } from './to-stored.js';

/** Characters of bodies, for events and for requests each: what bounds the memory when bodies are large. */
const MAX_SIZE = 256 * 1024 * 1024;
/** Profiles are built again after so many events were forgotten at least. */
const FORGOTTEN = 1000;

/** All that the sandbox remembers. Emits `request` and `cleared`. */
export class Memory extends EventEmitter<{ request: []; cleared: [] }> {
  readonly requests: RequestLog;
  readonly events: EventLog;
  readonly waiters: EventWaiters;
  readonly warnings = new WarningGroups();
  readonly coverage = new Coverage();
  readonly profiles = new Profiles();
  private readonly texts = new Interner();
  private readonly intern = (text: string) => this.texts.intern(text);
  private id = newId();
  private newest = 0;
  private forgotten = 0;

  constructor(maxEvents: number) {
    super();
    this.requests = new RequestLog(maxEvents, MAX_SIZE);
    this.events = new EventLog(maxEvents, MAX_SIZE, () => this.forgotten++);
    this.waiters = new EventWaiters(this.events, this.requests);
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

  /** @returns the number in a revision, undefined if it is not of this memory */
  numberOf(revision: string): number | undefined {
    const [id, number] = revision.split('.', 2);
    return id === this.id ? Number(number) : undefined;
  }

  /** @param value the parsed body, undefined where it is no JSON */
  add(arrival: Arrival, value: unknown): void {
    const facts = readFacts(value, this.intern);
    const warnings = arrival.brought === undefined ? [] : checkSpec(value as ConvergeEventDto);
    const request = toStored({ ...arrival, headers: this.intern(arrival.headers) }, facts, {
      number: ++this.newest,
      attempt: this.requests.nextAttempt(facts.eventId),
      warningCount: warnings.length,
    });
    this.requests.add(request);
    this.events.add(request);
    if (request.brought === 'event') {
      const event = value as ConvergeEventDto;
      this.warnings.add(request, warnings);
      this.coverage.add(event);
      this.profiles.add(request);
      this.forgetProfiles();
    }
    this.waiters.notify();
    this.emit('request');
  }

  clear(): void {
    this.id = newId();
    for (const part of [this.requests, this.events, this.warnings, this.coverage, this.profiles]) {
      part.clear();
    }
    this.emit('cleared');
  }

  /** What is known of a profile can't be taken out of it again, so all are built anew. */
  private forgetProfiles(): void {
    if (this.forgotten < FORGOTTEN || this.forgotten < this.events.length / 4) return;
    this.forgotten = 0;
    this.profiles.rebuild(this.events.toArray());
  }
}

function newId(): string {
  return randomBytes(6).toString('hex');
}
