import { OutboxClosedError, OutboxUnavailableError, TOO_SLOW } from '../../lib/outbox/errors.js';
import type {
  Broker,
  Outbox,
  Consumer,
  DeadLetter,
  NewRecord,
  NextState,
  OutboxAdmin,
  Sender,
} from '../../lib/outbox/outbox.js';
import type { Clock } from './clock.js';

/** How long a job stays with a process that says nothing, in milliseconds. */
const LOCK_MS = 30_000;
const POLL_MS = 100;

interface Job extends Omit<DeadLetter, 'diedAt' | 'attempts'> {
  attempts: number;
  dueAt: number;
  owner: object | undefined;
  lockedUntil: number;
  /** Undefined unless it is a dead letter. */
  diedAt: number | undefined;
}

/** A server that keeps events, as the simplest one that keeps the contract of a broker. */
export class Server implements Broker {
  readonly name = 'a simulated server';
  state: 'here' | 'away' | 'stalls' = 'here';
  jobs: Job[] = [];
  private lastId = 0;

  constructor(readonly clock: Clock) {}

  prepare(): () => Promise<Outbox> {
    return async () => {
      if (this.state === 'here') return new ServerOutbox(this);
      throw new OutboxUnavailableError('it cannot be reached');
    };
  }

  add({ dead, attempts = 0, ...record }: NewRecord): void {
    const diedAt = dead === undefined ? undefined : Date.now();
    const free = { dueAt: 0, owner: undefined, lockedUntil: 0 };
    const why = dead ?? { reason: '', undeliverable: false };
    this.jobs.push({ ...record, ...free, ...(why as Job), id: ++this.lastId, attempts, diedAt });
  }

  /** Those that may be sent by the time, oldest first. */
  due(at: number): Job[] {
    const now = Date.now();
    const isFree = ({ owner, lockedUntil }: Job) => owner === undefined || lockedUntil < now;
    return this.jobs.filter((job) => job.diedAt === undefined && job.dueAt <= at && isFree(job));
  }

  settle(job: Job, owner: object, next: NextState): void {
    if (job.owner !== owner) return;
    job.owner = undefined;
    if (next.state === 'delivered') this.jobs = this.jobs.filter((each) => each !== job);
    else if (next.state === 'waiting') Object.assign(job, next);
    else Object.assign(job, next, { diedAt: Date.now() });
  }
}

class ServerOutbox implements Outbox {
  private isClosed = false;

  constructor(private readonly server: Server) {}

  async put(record: NewRecord, limitMs?: number): Promise<void> {
    await this.reach(limitMs);
    this.server.add(record);
  }

  ping(): Promise<void> {
    return this.reach();
  }

  async note(): Promise<void> {}

  consume(sender: Sender): Consumer {
    return new ServerConsumer(this.server, sender);
  }

  async close(): Promise<number> {
    this.isClosed = true;
    return 0;
  }

  readonly admin: OutboxAdmin = {
    counts: async () => {
      const dead = (await this.dead()).length;
      const pending = this.server.jobs.length - dead;
      return { pending, leased: 0, waiting: 0, dead, held: 0, inMemory: 0 };
    },
    deadLetters: () => this.dead(),
    replay: async () => {
      const dead = await this.dead();
      for (const job of dead) Object.assign(job, { diedAt: undefined, attempts: 0, dueAt: 0 });
      return dead.length;
    },
    erase: async (alias) => {
      await this.reach();
      const { jobs } = this.server;
      this.server.jobs = jobs.filter(({ body }) => !body.includes(`"${alias}"`));
      return jobs.length - this.server.jobs.length;
    },
    discard: async () => 0,
    adopt: async () => 0,
    audit: async () => [],
  };

  private async dead(): Promise<DeadLetter[]> {
    await this.reach();
    return this.server.jobs.filter((job) => job.diedAt !== undefined) as DeadLetter[];
  }

  /** @param limitMs after how long it need not be tried any more */
  private async reach(limitMs = Infinity): Promise<void> {
    const { server } = this;
    const deadline = server.clock.now + limitMs;
    // What it takes over the network.
    await server.clock.wait(1);
    while (server.state === 'stalls' && !this.isClosed) await server.clock.wait(50);
    if (this.isClosed) throw new OutboxClosedError();
    if (server.state === 'away') throw new OutboxUnavailableError('ECONNREFUSED');
    if (server.clock.now > deadline) throw TOO_SLOW;
  }
}

class ServerConsumer implements Consumer {
  private inFlight = 0;
  private isStopped = false;
  private readonly poll = setInterval(() => this.pump(), POLL_MS);
  private readonly end: () => void;

  constructor(
    private readonly server: Server,
    private readonly sender: Sender,
  ) {
    this.end = sender.onPlaces(() => this.pump());
  }

  async flush(timeoutMs: number): Promise<void> {
    const { clock } = this.server;
    const end = clock.now + timeoutMs;
    const canSend = () => this.inFlight + this.server.due(Date.now() + end - clock.now).length > 0;
    while (clock.now < end && !this.isStopped && canSend()) await clock.wait(POLL_MS);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.end();
    clearInterval(this.poll);
    while (this.inFlight > 0) await this.server.clock.wait(10);
  }

  private pump(): void {
    const { server, sender } = this;
    if (this.isStopped || server.state !== 'here') return;
    const lockedUntil = Date.now() + LOCK_MS;
    for (const job of server.jobs) if (job.owner === this) job.lockedUntil = lockedUntil;
    for (const job of server.due(Date.now())) {
      if (sender.places <= 0) return;
      Object.assign(job, { owner: this, lockedUntil });
      void this.deliver(job);
    }
  }

  private async deliver(job: Job): Promise<void> {
    const { server } = this;
    this.inFlight++;
    const { next, stored } = await this.sender.deliver(job);
    // A process that ends while the server is away leaves it there, until its lock is over.
    while (server.state !== 'here' && !this.isStopped) await server.clock.wait(POLL_MS);
    if (server.state === 'here') {
      server.settle(job, this, next);
      stored();
    }
    this.inFlight--;
    this.pump();
  }
}
