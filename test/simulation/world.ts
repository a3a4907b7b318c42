import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import type { Dispatcher } from '../../lib/delivery/dispatcher.js';
import type { Outbox } from '../../lib/outbox/outbox.js';
import { outboxSettings } from '../utils/outbox-settings.js';
import { Clock, Life } from './clock.js';
import { Disk, type DiskFault, type Row } from './disk.js';
import { Receiver, RETRY, type Sent } from './receiver.js';
import { Server } from './server.js';

// Otherwise the library has Node's own ones, whose time is real.
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
jest.unstable_mockModule('node:timers/promises', () => ({
  setTimeout: pause,
  setImmediate: () => new Promise((resolve) => setImmediate(resolve)),
}));
/** A global function as it is when it is called. */
const current =
  (name: 'setTimeout' | 'setInterval' | 'setImmediate' | 'clearTimeout' | 'clearInterval') =>
  (...given: unknown[]): unknown =>
    (globalThis[name] as (...all: unknown[]) => unknown)(...given);
jest.unstable_mockModule('../../lib/timers.js', () => ({
  setTimeout: current('setTimeout'),
  setInterval: current('setInterval'),
  setImmediate: current('setImmediate'),
  clearTimeout: current('clearTimeout'),
  clearInterval: current('clearInterval'),
  queueMicrotask: (callback: () => void) => queueMicrotask(callback),
  now: () => performance.now(),
  pause,
}));
const { openOutbox } = await import('../../lib/outbox/open-outbox.js');
const { Dispatcher: RealDispatcher } = await import('../../lib/delivery/dispatcher.js');
const { Reporter } = await import('../../lib/reporting/reporter.js');
const { LocalThread } = await import('../utils/local-thread.js');

/** Where an application has its outbox. */
export const KINDS = ['memory', 'file', 'server'] as const;
export type Kind = (typeof KINDS)[number];

/** How many processes may run at once. */
export const SLOTS = 2;
const CONCURRENCY = 3;
const COMMIT_TIMEOUT_MS = 500;
/** How long a lease holds without a heartbeat, in milliseconds: then another process may send its events. */
const LEASE_MS = 15_000;
/** In which time all that waits has to be delivered once everything works, in milliseconds. */
const DRAIN_MS = 3 * 60_000;
/** In memory, where that has files: their faults are simulated, too. */
const PLACE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
/** A reserve that is there already: making one would take longer than all the rest. */
const RESERVE = Buffer.alloc(64 * 1024);

interface Process {
  readonly life: Life;
  outbox?: Outbox;
  dispatcher?: Dispatcher;
  /** That of its file, the last one that it started. */
  thread?: { end(): void };
}

interface Event {
  readonly body: string;
  /** Its number among those that were kept. */
  kept?: number;
  /** Whether something has happened that explains a second delivery. */
  isExcused: boolean;
  /** Whether it was waiting or leased when a process fell asleep for longer than its lease. */
  isOverslept?: boolean;
  /** Whether it need not be anywhere: it was only in the memory of a process that ended, or it was erased ... */
  isLost: boolean;
  /** ... by this process, which must not send it any more. */
  erasedBy?: Life | undefined;
}

const silent = () => undefined;
const LOG = { write: silent, isDebugEnabled: () => false };

/**
 * Machines, processes and servers around the real outbox and the real dispatcher, and what must hold of them
 * at any time.
 */
export class World {
  readonly clock = new Clock();
  readonly receiver: Receiver;
  readonly server: Server;
  private readonly disk: Disk;
  private readonly folder = mkdtempSync(join(PLACE, 'simulation-'));
  private readonly slots: Array<Process | undefined> = [];
  private readonly events = new Map<string, Event>();
  private readonly ends: Array<() => void> = [];
  private kept = 0;
  private faultSince = 0;
  private hasFailed = false;
  private isKilled = false;
  /** Whether nothing has happened yet that changes the order of events. */
  private isCalm = true;
  private lastFirst = 0;
  /** What is left in the memory of a process that closes. */
  private left: Row[] = [];
  private failure: string | undefined;

  constructor(
    private readonly kind: Kind,
    random: () => number,
  ) {
    const path = join(this.folder, 'outbox');
    writeFileSync(`${path}-reserve`, RESERVE, { mode: 0o600 });
    this.server = new Server(this.clock);
    this.receiver = new Receiver(this.clock, this.arrives, (what) => this.fail(what));
    this.disk = new Disk(this.clock, path, (rows) => this.left.push(...rows));
    this.ends.push(this.clock.install(random), this.disk.install());
  }

  end(): void {
    for (const end of this.ends.toReversed()) end();
    rmSync(this.folder, { recursive: true });
  }

  isRunning(slot: number): boolean {
    return this.slots[slot]?.outbox !== undefined;
  }

  isEmpty(slot: number): boolean {
    return this.slots[slot] === undefined;
  }

  async start(slot: number): Promise<void> {
    const life = new Life(`process ${slot}`);
    const process: Process = { life };
    this.slots[slot] = process;
    if (this.slots.filter(Boolean).length > 1) this.isCalm = false;
    await this.run(life, 40_000, async () => {
      const settings = {
        ...outboxSettings(this.kind === 'memory' ? 'memory' : join(this.folder, 'outbox')),
        maxDelayMs: RETRY.maxDelayMs,
        commitTimeoutMs: COMMIT_TIMEOUT_MS,
      };
      const broker = this.kind === 'server' ? this.server : undefined;
      const outbox = await openOutbox(settings, broker, {
        startThread: (given) => (process.thread = new LocalThread(given)),
      });
      const reporter = new Reporter({}, LOG);
      const dispatcher = new RealDispatcher(
        { concurrency: CONCURRENCY, eventsPerSecond: undefined, retry: RETRY },
        outbox,
        this.receiver,
        reporter,
      );
      Object.assign(process, { outbox, dispatcher });
      dispatcher.start();
    });
  }

  /** Has a process put events, one after the other within the same moment. */
  async put(slot: number, count: number): Promise<void> {
    const { life, outbox } = this.slots[slot]!;
    for (let n = 0; n < count; n++) {
      const id = `e${this.events.size + 1}`;
      const aliases = [`urn:name:${id}`];
      const body = JSON.stringify({ event_id: id, aliases, text: 'ü"\u2028'.repeat(n) });
      const event: Event = { body, isExcused: false, isLost: false };
      this.events.set(id, event);
      const record = { eventName: 'Placed Order', origin: 'o', body, recordedAt: Date.now() };
      const kept = () => (event.kept = ++this.kept);
      this.clock.as(life, () => void outbox!.put(record).then(kept, () => undefined));
    }
    await this.clock.pass(1);
  }

  async replay(slot: number): Promise<void> {
    const { life, outbox } = this.slots[slot]!;
    this.isCalm = false;
    await this.run(life, 40_000, () => outbox!.admin.replay().catch(() => undefined));
  }

  /** @param which selects one of the events that are kept */
  async erase(slot: number, which: number): Promise<void> {
    const { life, outbox } = this.slots[slot]!;
    const all = [...this.events].filter(([, { kept }]) => kept !== undefined);
    if (all.length === 0) return;
    const [id, event] = all[which % all.length]!;
    this.isCalm = false;
    // Even if it fails, it may be erased in one of two places.
    event.isLost = true;
    // A file that cannot be opened is not asked.
    const erased = () => (event.erasedBy = this.hasFailed ? undefined : life);
    await this.run(life, 40_000, () => outbox!.admin.erase(`urn:name:${id}`).then(erased, silent));
    if (event.erasedBy !== life) return;
    const left = [...this.disk.rowsInMemory(life), ...this.rowsOfServer()];
    if (this.kind !== 'memory') left.push(...this.disk.rowsOfFile());
    if (left.some(({ body }) => body === event.body)) this.fail(`${id} is left after its erasure`);
  }

  async flush(slot: number, timeoutMs: number): Promise<void> {
    const { life, dispatcher } = this.slots[slot]!;
    let isOver = false;
    const over = () => (isOver = true);
    void this.clock.as(life, () => dispatcher!.flush(timeoutMs)).then(over, over);
    await this.clock.pass(timeoutMs + 1_000, () => isOver);
    if (!isOver && life.sleepsUntil <= this.clock.now - timeoutMs) {
      this.fail(`flush(${timeoutMs}) has not ended in its time`);
    }
  }

  setDisk(fault: DiskFault | undefined): void {
    this.isCalm = false;
    if (this.disk.fault === undefined) this.faultSince = this.clock.now;
    // Leases could not be renewed.
    else if (this.clock.now - this.faultSince > LEASE_MS / 2) this.excuse();
    this.disk.fault = fault;
    this.hasFailed ||= fault !== undefined;
  }

  setServer(state: Server['state']): void {
    this.isCalm = false;
    if (this.server.state !== 'here') this.excuse();
    this.server.state = state;
  }

  /** A fault ends the thread of a process's file. */
  endThread(slot: number): void {
    const { life, thread } = this.slots[slot]!;
    this.isCalm = false;
    this.clock.as(life, () => thread?.end());
    this.disk.drop(life, 'file');
  }

  sleep(slot: number, ms: number): void {
    this.isCalm = false;
    if (ms > LEASE_MS / 2) {
      this.excuse();
      for (const { body } of this.rows()) this.events.get(idOf(body))!.isOverslept = true;
    }
    this.slots[slot]!.life.sleepsUntil = this.clock.now + ms;
  }

  kill(slot: number): void {
    const { life } = this.slots[slot]!;
    this.isCalm = false;
    this.excuse();
    for (const { body } of this.disk.rowsInMemory(life)) this.events.get(idOf(body))!.isLost = true;
    this.isKilled = true;
    this.clock.kill(life);
    this.disk.drop(life);
    for (const sent of this.receiver.sent.values()) sent.underWay.delete(life);
    this.slots[slot] = undefined;
  }

  /** As the engine does it. */
  async close(slot: number, timeoutMs: number, flushMs = 1_000): Promise<void> {
    const { life, outbox, dispatcher } = this.slots[slot]!;
    this.isCalm = false;
    this.left = [];
    const works =
      timeoutMs > 1_000 &&
      this.disk.fault === undefined &&
      this.server.state === 'here' &&
      life.sleepsUntil <= this.clock.now;
    let lost: number | undefined;
    await this.run(life, timeoutMs + 60_000, async () => {
      const attempt = (work: Promise<void>, ms: number) =>
        Promise.race([work.catch(() => undefined), this.clock.wait(ms)]);
      await attempt(dispatcher!.flush(flushMs), flushMs);
      await attempt(dispatcher!.stop(), timeoutMs / 2);
      lost = await outbox!.close(timeoutMs / 2);
    });
    if (lost === undefined) return this.fail(`close(${timeoutMs}) has not ended in its time`);
    // What has been answered is stored, if there was time for that.
    this.excuse(works);
    const left = [...this.left, ...this.disk.rowsInMemory(life)];
    const alive = new Set(left.filter((row) => row.died_at === null).map(({ body }) => idOf(body)));
    if (alive.size > lost) this.fail(`close() says ${lost} instead of ${alive.size} are lost`);
    if (works && lost > 0 && this.kind !== 'memory') {
      this.fail(`close() loses ${lost} though all works`);
    }
    for (const { body } of left) this.events.get(idOf(body))!.isLost = true;
    // What it still waits for ends with the process.
    this.clock.kill(life);
    this.disk.drop(life);
    this.slots[slot] = undefined;
    if (!works || this.slots.some(Boolean)) return;
    for (const { body, holder } of [...this.disk.rowsOfFile(), ...this.rowsOfServer()]) {
      const id = idOf(body);
      const isUnstored = this.receiver.of(id).taken > 0 && !this.events.get(id)!.isExcused;
      if (isUnstored) this.fail(`${id} was taken, and close() has not stored that`);
      // A killed one keeps its leases for a while.
      if (holder !== null && !this.isKilled) this.fail(`${id} is still leased after close()`);
    }
  }

  /** Everything works again: then all that was kept must be delivered, or a dead letter. */
  async finish(): Promise<void> {
    this.setDisk(undefined);
    this.setServer('here');
    Object.assign(this.receiver, { answer: '200', latencyMs: 5 });
    for (const process of this.slots) if (process !== undefined) process.life.sleepsUntil = 0;
    if (this.slots.every((process) => process === undefined)) await this.start(0);
    await this.clock.pass(
      DRAIN_MS,
      () => this.failure !== undefined || this.waiting().length === 0,
    );
    const left = this.waiting();
    if (left.length > 0) this.fail(`${left.join(', ')} not delivered though everything works`);
    // Their deliveries are stored.
    await this.clock.pass(1_000);
    for (const slot of this.slots.keys()) {
      if (!this.isRunning(slot)) continue;
      await this.close(slot, 20_000);
      if (this.kind !== 'memory' && this.left.length > 0) {
        this.fail('an event is left in memory though everything works');
      }
    }
    this.check();
  }

  /** @throws what does not hold */
  check(): void {
    const found = new Set<string>();
    for (const { body, died_at: diedAt, recorded_at: at, attempts, reason } of this.rows()) {
      const id = idOf(body);
      found.add(id);
      if (body !== this.events.get(id)?.body) this.fail(`${id} is kept in a changed form`);
      if (diedAt === null) continue;
      const isGivenUp = attempts >= 3 && diedAt - at >= RETRY.giveUpAfterMs;
      if (!isGivenUp && !this.receiver.of(id).isRejected) {
        this.fail(`${id} is dead after ${attempts} attempts in ${diedAt - at} ms: ${reason}`);
      }
    }
    for (const [id, { kept, isLost }] of this.events) {
      const isSafe = found.has(id) || isLost || this.receiver.of(id).taken > 0;
      if (kept !== undefined && !isSafe) this.fail(`${id} was kept, and is nowhere`);
    }
    if (this.failure !== undefined) throw new Error(this.failure);
  }

  private readonly arrives = (id: string, body: string, sent: Sent): void => {
    const event = this.events.get(id);
    if (event?.body !== body) return this.fail(`${id} is sent in a changed form`);
    if (event.erasedBy === this.clock.life) this.fail(`${id} is sent after its erasure`);
    // What could not be stored, and whose lease was over in a sleep, is sent again.
    const isExplained = event.isExcused || (this.hasFailed && event.isOverslept === true);
    if (sent.taken > 0 && !isExplained) this.fail(`${id} is sent again after it was taken`);
    if (sent.underWay.size > 0 && !event.isExcused) this.fail(`${id} is sent twice at once`);
    if (this.receiver.answer === 'time-out after it was taken') event.isExcused = true;
    if (!this.isCalm || sent.requests > 1 || event.kept === undefined) return;
    if (event.kept < this.lastFirst) this.fail(`${id} is sent after one that was put later`);
    this.lastFirst = event.kept;
  };

  /** What is under way, or delivered and not stored yet, may be sent again by another process. */
  private excuse(onlyUnderWay = false): void {
    const stored = new Set(onlyUnderWay ? [] : this.rows().map(({ body }) => idOf(body)));
    for (const [id, { taken, underWay }] of this.receiver.sent) {
      if (underWay.size > 0 || (taken > 0 && stored.has(id))) this.events.get(id)!.isExcused = true;
    }
  }

  /** All that is kept anywhere. */
  private rows(): Row[] {
    return [...this.disk.rowsOfFile(), ...this.disk.rowsInMemory(), ...this.rowsOfServer()];
  }

  private rowsOfServer(): Row[] {
    return this.server.jobs.map(({ body, attempts, recordedAt, diedAt = null, reason }) => ({
      ...{ body, attempts, holder: null, recorded_at: recordedAt, died_at: diedAt, reason },
    }));
  }

  private waiting(): string[] {
    return this.rows().flatMap(({ body, died_at: at }) => (at === null ? [idOf(body)] : []));
  }

  private async run(life: Life, limitMs: number, work: () => Promise<unknown>): Promise<void> {
    let isOver = false;
    let error: unknown;
    const ended = this.clock.as(life, work).catch((reason: unknown) => (error = reason));
    void ended.then(() => (isOver = true));
    const asleepMs = Math.max(0, life.sleepsUntil - this.clock.now);
    await this.clock.pass(limitMs + asleepMs, () => isOver);
    if (error !== undefined) throw error as Error;
    if (!isOver) this.fail(`${life.name} has not ended its work in ${limitMs} ms`);
  }

  private fail(what: string): void {
    this.failure ??= `${what} (after ${Math.round(this.clock.now)} ms)`;
  }
}

function idOf(body: string): string {
  return (JSON.parse(body) as { event_id: string }).event_id;
}
