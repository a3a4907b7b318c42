import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { BullmqOptions } from '../../../lib/bullmq/index.js';
import { unusedPort } from '../../utils/local-servers.js';
import { eventually } from '../../utils/test-app.js';

const VERSIONS = '/usr/lib/postgresql';

/** A server of the test's own, which it may stop, kill and start again. Its data is on the disk. */
export abstract class OwnServer {
  protected readonly folder = mkdtempSync(join(tmpdir(), 'own-server-'));
  port = 0;
  private process?: ChildProcess;

  /** How an application connects; what it passes on as JSON. */
  abstract get options(): BullmqOptions;
  protected abstract command(): readonly [string, ...string[]];
  /** The signals that end it: in order, and at once as a crash. */
  protected abstract readonly signals: readonly [NodeJS.Signals, NodeJS.Signals];

  async start(): Promise<void> {
    if (this.port === 0) this.port = await unusedPort();
    const [file, ...args] = this.command();
    this.process = spawn(file, args, { stdio: 'ignore' });
    await eventually('the server answers', () => answers(this.port), 30_000);
  }

  async stop({ isCrash = false } = {}): Promise<void> {
    const { process } = this;
    if (process === undefined || process.exitCode !== null || process.signalCode !== null) return;
    const ended = once(process, 'exit');
    process.kill(this.signals[isCrash ? 1 : 0]);
    await ended;
  }

  /** Leaves it running, but without an answer. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.process?.kill(signal);
  }

  async remove(): Promise<void> {
    this.signal('SIGCONT');
    await this.stop({ isCrash: true });
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Redis that loses nothing that it has answered. */
export class OwnRedis extends OwnServer {
  protected readonly signals = ['SIGTERM', 'SIGKILL'] as const;

  static get isThere(): boolean {
    return isInPath('redis-server');
  }

  /** @param settings as on the command line, in addition */
  constructor(
    private readonly settings: readonly string[] = [],
    private readonly portSetting: '--port' | '--tls-port' = '--port',
  ) {
    super();
  }

  get options(): BullmqOptions {
    return { connection: `redis://127.0.0.1:${this.port}` };
  }

  protected command(): readonly [string, ...string[]] {
    const persistence = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
    const place = ['--dir', this.folder, '--bind', '127.0.0.1', '--port', '0'];
    const port = [this.portSetting, `${this.port}`];
    const policy = ['--maxmemory-policy', 'noeviction'];
    return ['redis-server', ...place, ...port, ...persistence, ...policy, ...this.settings];
  }
}

/** Watches a Redis, and makes its replica the master when it is gone. */
export class OwnSentinel extends OwnServer {
  protected readonly signals = ['SIGTERM', 'SIGKILL'] as const;

  constructor(private readonly master: OwnRedis) {
    super();
  }

  get options(): BullmqOptions {
    return { connection: { sentinels: [{ host: '127.0.0.1', port: this.port }], name: 'shop' } };
  }

  protected command(): readonly [string, ...string[]] {
    const settings = join(this.folder, 'sentinel.conf');
    const watch = `sentinel monitor shop 127.0.0.1 ${this.master.port} 1`;
    const limits = ['down-after-milliseconds shop 1000', 'failover-timeout shop 5000'];
    const lines = [watch, ...limits.map((limit) => `sentinel ${limit}`)];
    writeFileSync(settings, `${lines.join('\n')}\n`);
    const place = ['--dir', this.folder, '--port', `${this.port}`, '--bind', '127.0.0.1'];
    return ['redis-server', settings, '--sentinel', ...place];
  }
}

/** PostgreSQL, which never runs as root. */
export class OwnPostgres extends OwnServer {
  protected readonly signals = ['SIGINT', 'SIGQUIT'] as const;
  private readonly data = join(this.folder, 'data');

  static get isThere(): boolean {
    return existsSync(VERSIONS);
  }

  get options(): BullmqOptions {
    return { postgres: `postgres://tester@127.0.0.1:${this.port}/postgres` };
  }

  override async start(): Promise<void> {
    if (!existsSync(this.data)) {
      const asUser = this.asUser();
      if (asUser.length > 0) {
        chmodSync(this.folder, 0o700);
        execFileSync('chown', ['postgres', this.folder]);
      }
      const args = ['-D', this.data, '-U', 'tester', '--auth=trust', '--no-sync'];
      const [file, ...rest] = [...asUser, this.program('initdb'), ...args] as [string];
      execFileSync(file, rest, { stdio: 'ignore', cwd: '/' });
    }
    await super.start();
  }

  protected command() {
    const place = ['-D', this.data, '-p', `${this.port}`, '-k', this.folder];
    const own = ['-c', 'listen_addresses=127.0.0.1'];
    return [...this.asUser(), this.program('postgres'), ...place, ...own] as [string, ...string[]];
  }

  private program(name: string): string {
    const versions = readdirSync(VERSIONS).sort((a, b) => Number(b) - Number(a));
    return join(VERSIONS, versions[0]!, 'bin', name);
  }

  private asUser(): string[] {
    if (userInfo().uid !== 0) return [];
    return ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'];
  }
}

/** Whether something accepts connections. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => (socket.destroy(), resolve(true)));
    socket.on('error', () => resolve(false));
  });
}

function isInPath(program: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(':');
  return folders.some((folder) => existsSync(join(folder, program)));
}
