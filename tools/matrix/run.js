import { execFile, spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Runs a program with a version of Node; its output is part of the error. @returns its output */
export async function run(command, args, { cwd, node = process.execPath, env = {} }) {
  const options = { cwd, env: environment(node, env), maxBuffer: 64 * 1024 ** 2 };
  const running = execute(command, args, { ...options, timeout: 300_000 });
  running.child.stdin.end();
  try {
    const { stdout } = await running;
    return stdout;
  } catch (error) {
    const output = `${error.stdout ?? ''}${error.stderr ?? ''}`.trim();
    throw new Error(`${command} ${args.join(' ')}: ${output || error.message}`, { cause: error });
  }
}

/** Starts a server; `stop` ends it with SIGTERM and gives its exit code and output. */
export function start(command, args, { cwd, node = process.execPath, env = {} }) {
  const child = spawn(command, args, { cwd, env: environment(node, env) });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => (output += data));
  }
  const ended = new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) => resolve(signal ?? code));
  });
  return {
    output: () => output,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
      const code = await ended;
      clearTimeout(timer);
      return code;
    },
  };
}

/** `npm` and the programs of packages use the given version of Node. */
function environment(node, env) {
  const PATH = [dirname(node), process.env.PATH].join(delimiter);
  const own = { PATH, CI: 'true', NO_COLOR: '1', NODE_ENV: undefined, NODE_OPTIONS: undefined };
  return { ...process.env, ...own, ...env };
}
