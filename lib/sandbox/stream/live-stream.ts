import type { ServerResponse } from 'node:http';
import type { Memory } from '../store/memory.js';
import { summarise } from '../views/summary.js';
import { describeFault } from '../webhook/fault-json.js';
import type { FaultPlan } from '../webhook/fault-plan.js';
import { Listener } from './listener.js';

/** Ten times a second at most. */
const PAUSE_MS = 100;
const HEARTBEAT_MS = 15_000;
const MAX_BATCH = 1000;

/**
 * Tells clients of requests as they come, as server-sent events. What a client does not know yet is
 * read from the memory when it is sent, so a slow one costs nothing but its own delay.
 */
export class LiveStream {
  private readonly listeners = new Set<Listener>();
  private timer: NodeJS.Timeout | undefined;
  private heartbeat: NodeJS.Timeout | undefined;
  private lastAt = 0;

  constructor(
    private readonly memory: Memory,
    private readonly faults: FaultPlan,
  ) {
    memory.on('request', () => this.schedule());
    memory.on('cleared', () => this.tellCleared());
    faults.on('change', () => this.tellFault());
  }

  /** @param after a revision or number that the client knows already; without it, all up to now */
  open(response: ServerResponse, after: string | null): void {
    const known = this.knownBy(after);
    const listener = new Listener(response, known ?? this.memory.newestNumber);
    if (known === undefined) listener.send('cleared', {}, this.memory.revision);
    // With its id a client that comes back soon knows where it was, even if nothing came until then.
    listener.send('fault', describeFault(this.faults), this.memory.revisionAt(listener.known));
    this.listeners.add(listener);
    response.once('close', () => this.remove(listener));
    this.heartbeat ??= setInterval(() => this.beat(), HEARTBEAT_MS);
    this.schedule();
  }

  /** @returns undefined for the revision of another memory, or of one that was cleared */
  private knownBy(after: string | null): number | undefined {
    const { newestNumber } = this.memory;
    if (after === null || after === '') return newestNumber;
    const number = /^\d+$/.test(after) ? Number(after) : this.memory.numberOf(after);
    return number !== undefined && number <= newestNumber ? number : undefined;
  }

  private schedule(): void {
    if (this.timer !== undefined || this.listeners.size === 0) return;
    const wait = Math.max(0, this.lastAt + PAUSE_MS - performance.now());
    this.timer = setTimeout(() => this.tellRequests(), wait);
  }

  private tellRequests(): void {
    this.timer = undefined;
    this.lastAt = performance.now();
    let isBehind = false;
    for (const listener of this.listeners) {
      if (!listener.isBusy) this.tellNext(listener);
      isBehind ||= listener.known < this.memory.newestNumber;
    }
    if (isBehind) this.schedule();
  }

  private tellNext(listener: Listener): void {
    const requests = this.memory.requests.after(listener.known, MAX_BATCH);
    listener.known = requests.at(-1)?.number ?? this.memory.newestNumber;
    if (requests.length === 0) return;
    listener.send('request', requests.map(summarise), this.memory.revisionAt(listener.known));
  }

  private tellCleared(): void {
    for (const listener of this.listeners) {
      listener.known = this.memory.newestNumber;
      listener.send('cleared', {}, this.memory.revision);
    }
  }

  private tellFault(): void {
    const fault = describeFault(this.faults);
    for (const listener of this.listeners) listener.send('fault', fault);
  }

  private beat(): void {
    for (const listener of this.listeners) listener.beat();
  }

  private remove(listener: Listener): void {
    this.listeners.delete(listener);
    if (this.listeners.size > 0) return;
    clearInterval(this.heartbeat);
    clearTimeout(this.timer);
    this.heartbeat = this.timer = undefined;
  }
}
