import { OutboxFullError } from '../errors.js';
import type { OutboxAdmin } from '../outbox.js';
import { decodeRecord } from '../record.js';
import { pause, setTimeout } from '../../timers.js';
import { sleep, SteadyClock, uptime } from '../time.js';
import { SqliteAdmin } from './admin.js';
import { sqliteFault, type OpenSqlite } from './driver.js';
import { memoryFile, SqliteFile, type StoreFile } from './file.js';
import { GroupCommit, type Job } from './group-commit.js';
import { Leases } from './leases.js';
import { cannotUse, inWords } from './own-file.js';
import { encodeError, isWrite, type Message, type Request } from './protocol.js';
import { MEMORY, type SqliteStore, type StoreSettings } from './store.js';

/** How long a start waits for another process's lock, in milliseconds. */
const OPEN_MS = 30_000;
/**
 * How long to wait before jobs that found another process's lock are tried again, in milliseconds: it may
 * give the lock up for a moment only.
 */
const BUSY_PAUSE_MS = 1;
/** What changes nothing, and how often that is tried while the file is locked, or closed for a moment. */
const READS: ReadonlyArray<keyof OutboxAdmin> = ['counts', 'deadLetters', 'audit'];
const [READ_ATTEMPTS, READ_PAUSE_MS] = [100, 5];

/** Records that were delivered, and the numbers of their requests. */
interface Deliveries {
  readonly holder: number;
  readonly numbers: number[];
  readonly ids: number[];
}

/**
 * Serves the requests of the application's thread: all that wait, in one transaction. Runs in a thread of
 * its own, which may wait for locks and the disk; for a store in memory, in the application's.
 */
export class StoreServer {
  private responses: unknown[] = [];
  private isScheduled = false;
  private isFinished = false;
  /** The deliveries of the message that is being read. */
  private deliveries?: Deliveries | undefined;
  private readonly file: StoreFile;
  private readonly jobs: GroupCommit;
  private readonly leases: Leases;
  private readonly admin: OutboxAdmin;
  private readonly clock: SteadyClock;

  /** Waits for another process's lock, up to {@link OPEN_MS}. @throws OutboxUnavailableError */
  static async open(
    settings: StoreSettings,
    openSqlite: OpenSqlite,
    post: (message: Message) => void,
  ): Promise<StoreServer> {
    const deadline = uptime() + OPEN_MS;
    for (;;) {
      try {
        return new StoreServer(settings, openSqlite, post);
      } catch (error) {
        if (sqliteFault(error) !== 'busy' || uptime() > deadline) throw inWords(error);
        await pause(50);
      }
    }
  }

  /** @throws what {@link open} throws, and SQLite's error if another process has the file's lock */
  constructor(
    private readonly settings: StoreSettings,
    openSqlite: OpenSqlite,
    private readonly post: (message: Message) => void,
  ) {
    this.clock = new SteadyClock(settings.deadLetterMs);
    this.file =
      settings.path === MEMORY
        ? memoryFile(openSqlite, settings)
        : new SqliteFile(
            openSqlite,
            settings,
            (notice) => this.post(['notice', notice]),
            () => this.leases.reset(),
          );
    this.jobs = new GroupCommit(this.file);
    this.leases = new Leases(this.file, this.jobs, post);
    const write = <T>(work: (store: SqliteStore) => T) =>
      new Promise<T>((done, failed) => {
        this.jobs.add({ run: work, done, failed });
        this.schedule(0);
      });
    this.admin = new SqliteAdmin(this.file, write);
  }

  handle(requests: readonly Request[]): void {
    for (const request of requests) this.accept(request);
    this.deliveries = undefined;
    this.jobs.commit();
    // Only now, so that they see what was written before them.
    for (const request of requests) {
      if (request[1] === 'admin') void this.administer(request[0], request[2], request[3]);
    }
    this.postResponses();
    this.file.noteWritten(requests.filter(isWrite).length);
    if (!this.jobs.isEmpty) this.schedule(BUSY_PAUSE_MS);
  }

  /** Writes all that waits, and nothing later: the process ends. @param ms the time for it, in milliseconds */
  finish(ms: number): void {
    this.isFinished = true;
    this.leases.stop();
    const deadline = uptime() + ms;
    for (;;) {
      this.jobs.commit();
      if (this.jobs.isEmpty || uptime() >= deadline) return;
      sleep(BUSY_PAUSE_MS);
    }
  }

  private accept(request: Request): void {
    const [number] = request;
    const done = (result: unknown) => this.respond(number, result);
    const failed = (error: unknown) => this.respond(number, undefined, error);
    const add = (run: Job['run'], end: Job['done'] = done) =>
      this.jobs.add({ run, done: end, failed });
    switch (request[1]) {
      case 'open':
        return done(undefined);
      case 'put': {
        const [, , fields, dead] = request;
        const record = { ...decodeRecord(fields), dead };
        return add(
          (store) => {
            if (!this.file.hasRoom()) throw new OutboxFullError('disk');
            return store.insert(record, Date.now());
          },
          (count) => {
            if (count > 0) this.post(['notice', { kind: 'deadLettersEvicted', count }]);
            done(undefined);
          },
        );
      }
      case 'settle': {
        const [, , id, next, holder] = request;
        if (next.state === 'delivered') return this.deliver(number, id, holder);
        return add((store) => store.settle(id, next, holder, Date.now()));
      }
      case 'lease': {
        const [, , limit, maxBytes, holder] = request;
        return this.leases.lease(limit, maxBytes, holder, { done, failed });
      }
      case 'nextDueAt':
        return add((store) => store.nextDueAt(Date.now()));
      case 'note':
        return add((store) => store.note(request[2]));
      case 'wakeAll':
        return add((store) => store.wakeAll());
      case 'tick':
        return this.tick();
      case 'close': {
        this.leases.stop();
        const end = () => {
          this.file.close();
          done(undefined);
        };
        this.jobs.add({ run: (store) => this.leases.release(store), done: end, failed: end });
      }
    }
  }

  /** All deliveries of a message are one job, which is three times as fast. */
  private deliver(number: number, id: number, holder: number): void {
    if (this.deliveries?.holder !== holder) {
      const [numbers, ids]: [number[], number[]] = [[], []];
      const end = (error?: unknown) => {
        for (const each of numbers) this.respond(each, undefined, error);
      };
      const run = (store: SqliteStore) => store.deliver(ids, holder);
      this.jobs.add({ run, done: () => end(), failed: end });
      this.deliveries = { holder, numbers, ids };
    }
    this.deliveries.numbers.push(number);
    this.deliveries.ids.push(id);
  }

  private tick(): void {
    const isSteady = this.clock.isSteady();
    this.jobs.add({
      run: (store) => store.expire(Date.now(), isSteady),
      done: (count) => {
        if (count > 0) this.post(['notice', { kind: 'deadLettersExpired', count }]);
      },
      // The next tick repeats it.
      failed: () => undefined,
    });
    this.leases.tick();
    this.file.tidyUp();
  }

  /** Errors about the file become an OutboxUnavailableError that says in words what is wrong. */
  private async administer(
    number: number,
    verb: keyof OutboxAdmin,
    argument: unknown,
  ): Promise<void> {
    for (let left = READS.includes(verb) ? READ_ATTEMPTS : 1; ; await pause(READ_PAUSE_MS)) {
      try {
        this.respond(number, await this.admin[verb](argument as never));
      } catch (error) {
        if (sqliteFault(error) === 'busy' && --left > 0) continue;
        this.respond(number, undefined, cannotUse(this.settings.path, error));
      }
      return this.postResponses();
    }
  }

  private respond(number: number, result: unknown, error?: unknown): void {
    this.responses.push(number, result, error === undefined ? undefined : encodeError(error));
  }

  private postResponses(): void {
    if (this.responses.length === 0) return;
    this.post(['responses', this.responses]);
    this.responses = [];
  }

  private schedule(ms: number): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setTimeout(() => {
      this.isScheduled = false;
      if (!this.isFinished) this.handle([]);
    }, ms);
  }
}
