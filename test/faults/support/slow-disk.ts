import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { it } from '@jest/globals';
import { findStrace } from '../../../tools/find-programs.js';
import { loadSqlite } from '../../../lib/outbox/sqlite/driver.js';
import { needs } from '../../utils/needs.js';
import { wait } from './random.js';

/** Makes the outbox of a process slow, or fail, until it is healed. */
export interface Slowness {
  heal(): Promise<void>;
}

/** What system calls of a process do instead of their work. */
export interface Disturbance {
  /** As strace takes them: `pwrite64,fsync`. */
  readonly calls: string;
  /** As strace's option `inject` takes it: `error=EIO`, with `:when=3+7` only some of them. */
  readonly effect: string;
  /** Only calls on these files; on all by default. */
  readonly files?: readonly string[];
}

/** For the top of a spec: `it` for tests that disturb a process by strace. */
export async function itWithStrace(): Promise<typeof it> {
  const sleeper = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
  try {
    await (await slowDisk(sleeper.pid!, 1)).heal();
    return it;
  } catch {
    return needs('strace (in a container, also the capability SYS_PTRACE)', false).it;
  } finally {
    sleeper.kill('SIGKILL');
  }
}

/**
 * Has each write and sync of a process take longer, in whichever of its threads.
 *
 * @param ms how much longer, in milliseconds
 */
export function slowDisk(pid: number, ms: number): Promise<Slowness> {
  return disturb(pid, { calls: 'pwrite64,fsync,fdatasync', effect: `delay_exit=${ms * 1_000}` });
}

/** Disturbs system calls of a process, in all of its threads, also in those that it will have. */
export async function disturb(
  pid: number,
  { calls, effect, files = [] }: Disturbance,
): Promise<Slowness> {
  const strace = findStrace();
  if (strace === undefined) throw new Error('strace is missing');
  const which = files.flatMap((file) => ['-P', file]);
  const what = ['-e', `trace=${calls}`, '-e', `inject=${calls}:${effect}`];
  const tracer = spawn(strace, ['-o', '/dev/null', ...which, ...what, '-f', '-p', String(pid)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  tracer.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(tracer, 'exit').then(() => true);
  while (!said.includes(' attached')) {
    if (await Promise.race([ended, wait(5).then(() => false)])) throw new Error(said);
  }
  return {
    heal: async () => {
      tracer.kill('SIGINT');
      // It may be in the middle of a delay.
      const timer = setTimeout(() => tracer.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Takes the file's lock for a while again and again, as another program may. */
export function busyFile(path: string, ms: number): Slowness {
  const database = loadSqlite()(path);
  const healed = new AbortController();
  const holdAgain = async () => {
    database.exec('PRAGMA busy_timeout = 1000');
    while (!healed.signal.aborted) {
      try {
        database.exec('BEGIN IMMEDIATE');
        await wait(ms);
        database.exec('COMMIT');
      } catch {
        // The shop was faster.
      }
      await wait(5);
    }
    database.close();
  };
  const held = holdAgain();
  return {
    heal: async () => {
      healed.abort();
      await held;
    },
  };
}
