import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Starts a script of `bench/children` in a new process.
 *
 * @returns `call(name, ...args)`, which runs one of the script's functions, and `end()`
 */
export async function startChild(script, { env = {}, execArgv = [] } = {}) {
  const path = fileURLToPath(new URL(`../children/${script}.js`, import.meta.url));
  // Hides the warning that node:sqlite is experimental.
  const quiet = '--disable-warning=ExperimentalWarning';
  const child = fork(path, {
    env: { ...process.env, NODE_ENV: 'production', ...env },
    execArgv: [quiet, ...execArgv],
  });
  const waiting = new Map();
  let ready;
  let lastId = 0;
  const started = new Promise((resolve, reject) => {
    ready = resolve;
    child.once('exit', (code) => {
      const error = new Error(`${script} ended with ${code}`);
      reject(error);
      for (const { reject: fail } of waiting.values()) fail(error);
    });
  });
  child.on('message', ({ id, result, error }) => {
    if (id === undefined) return ready();
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) resolve(result);
    else reject(new Error(error));
  });
  await started;
  return {
    pid: child.pid,
    call: (name, ...args) =>
      new Promise((resolve, reject) => {
        const id = ++lastId;
        waiting.set(id, { resolve, reject });
        child.send({ id, name, args });
      }),
    end: () =>
      new Promise((resolve) => {
        child.removeAllListeners('exit');
        child.once('exit', resolve);
        child.disconnect();
      }),
    kill: (signal = 'SIGKILL') =>
      new Promise((resolve) => {
        child.removeAllListeners('exit');
        child.once('exit', resolve);
        // One that has ended by itself ends no more.
        if (!child.kill(signal)) resolve();
      }),
  };
}

/** Lets the parent process call these functions; ends with the parent. */
export function serve(functions) {
  process.on('message', ({ id, name, args }) => {
    Promise.resolve(functions[name](...args)).then(
      (result) => process.send({ id, result }),
      (error) => process.send({ id, error: String(error?.stack ?? error) }),
    );
  });
  // exit() writes the profile even if timers are left.
  process.on('disconnect', () => process.exit());
  process.send({});
}
