import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { findStrace } from '../../../tools/find-strace.js';
import { loadSqlite } from '../../../lib/outbox/sqlite-driver.js';
import { wait } from './random.js';

/** Makes the outbox of a process slow until it is healed. */
export interface Slowness {
  heal(): Promise<void>;
}

/** Whether a process's disk can be slowed down: on Linux with strace, which may not be allowed to look. */
export async function canSlowDisks(): Promise<boolean> {
  const sleeper = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
  try {
    await (await slowDisk(sleeper.pid!, 1)).heal();
    return true;
  } catch {
    return false;
  } finally {
    sleeper.kill('SIGKILL');
  }
}

/**
 * Has each write and sync of a process take longer, in whichever of its threads.
 *
 * @param ms how much longer, in milliseconds
 */
export async function slowDisk(pid: number, ms: number): Promise<Slowness> {
  const strace = findStrace();
  if (strace === undefined) throw new Error('strace is missing');
  const calls = 'pwrite64,fsync,fdatasync';
  const threads = readdirSync(`/proc/${pid}/task`);
  const slow = ['-e', `trace=${calls}`, '-e', `inject=${calls}:delay_exit=${ms * 1_000}`];
  const whom = threads.flatMap((thread) => ['-p', thread]);
  const tracer = spawn(strace, ['-o', '/dev/null', ...slow, ...whom], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  tracer.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(tracer, 'exit').then(() => true);
  while (said.split(' attached').length <= threads.length) {
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
