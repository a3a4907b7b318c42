import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Programs } from '../../utils/programs.js';

interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

export type Ending = readonly [code: number | null, signal: NodeJS.Signals | null];

/** A process of its own that runs one of the programs and does what it is asked. */
export class Child {
  private static readonly all = new Set<Child>();
  private readonly process: ChildProcess;
  private readonly waiting = new Map<
    number,
    { resolve: (result: any) => void; reject: (error: Error) => void }
  >();
  private lastId = 0;
  /** Everything that it wrote, on both channels. */
  output = '';
  readonly ended: Promise<Ending>;

  constructor(programs: Programs, name: string, execArgv: string[] = []) {
    this.process = fork(programs.path(name), [], {
      cwd: programs.folder,
      execArgv,
      env: { PATH: process.env['PATH'] },
      silent: true,
    });
    Child.all.add(this);
    for (const stream of [this.process.stdout!, this.process.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
    this.process.on('message', ({ id, result, error }: Reply) => {
      const { resolve, reject } = this.waiting.get(id)!;
      this.waiting.delete(id);
      if (error === undefined) resolve(result);
      else reject(new Error(error));
    });
    this.ended = once(this.process, 'exit').then(([code, signal]) => {
      Child.all.delete(this);
      for (const { reject } of this.waiting.values()) {
        reject(new Error(`the process ended (${code ?? signal}): ${this.output}`));
      }
      return [code, signal] as Ending;
    });
  }

  get pid(): number {
    return this.process.pid!;
  }

  /** Has one of the program's commands carried out; rejects if it fails or the process ends. */
  ask<T = unknown>(command: string, ...values: unknown[]): Promise<T> {
    const id = ++this.lastId;
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.process.send({ id, command, values }, (error) => error && reject(error));
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  /** Ends it, and waits until it has gone. */
  kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<Ending> {
    this.process.kill(signal);
    return this.ended;
  }

  /** For `afterEach`: no test leaves a process behind. */
  static async killAll(): Promise<void> {
    await Promise.all([...Child.all].map((child) => child.kill()));
  }
}
