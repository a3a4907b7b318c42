import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, expect } from '@jest/globals';
import type { Programs } from '../../utils/programs.js';
import type { HostAnswer, HostRequest } from '../programs/host.js';

export interface CliOptions {
  /** Beside PATH, all that the environment has. */
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** What standard input gives; nothing by default. */
  readonly input?: string;
  /** The user that runs it; only root can choose. */
  readonly uid?: number;
  /** Whether it needs a process of its own, e.g. because it loads a file that has changed. */
  readonly alone?: boolean;
}

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What was printed as JSON. */
  readonly json: any;
}

/** What a command that fails has: its exit code, and these words in standard error. */
export const failed = (code: number, words: string | RegExp) => ({
  code,
  stderr: containing(words),
});

/** What a command that does what it is asked for has: these words in standard output. */
export const done = (words: string | RegExp) => ({ code: 0, stdout: containing(words) });

const containing = (words: string | RegExp) =>
  typeof words === 'string' ? expect.stringContaining(words) : expect.stringMatching(words);

/** All that were started; killed when the test has ended. */
const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
});

/** Starts the real program as a process of its own. @returns what it has said so far, and how to end it */
export function startCli(
  cli: Programs,
  args: readonly string[],
  { env = {}, cwd = cli.folder }: CliOptions = {},
) {
  const child = spawn(process.execPath, [cli.main, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
  });
  running.add(child);
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => (said[stream] += text));
  }
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  return { child, said, ended, end };
}

/**
 * Runs it to its end. The commands of a test file share one process, which has loaded the modules already:
 * loading them takes most of the time of a command. `bundle.spec.ts` runs the published program in processes
 * of its own, as users do.
 */
export async function runCli(
  cli: Programs,
  args: readonly string[],
  options: CliOptions = {},
): Promise<CliResult> {
  const result = canShare(cli, options)
    ? await runInHost(cli, args, options)
    : await runAlone(cli, args, options);
  return {
    ...result,
    get json() {
      return JSON.parse(result.stdout);
    },
  };
}

type Output = Omit<CliResult, 'json'>;

async function runAlone(
  cli: Programs,
  args: readonly string[],
  options: CliOptions,
): Promise<Output> {
  const { child, said, ended } = startCli(cli, args, options);
  // On a loaded machine it may have ended before it gets its input.
  child.stdin.on('error', ({ code }: NodeJS.ErrnoException) => expect(code).toBe('EPIPE'));
  child.stdin.end(options.input ?? '');
  return { code: await ended, ...said };
}

/** The process that the commands of this test file share, and whether it runs one. */
let host: ChildProcess | undefined;
let isBusy = false;
afterAll(() => void host?.kill('SIGKILL'));

function canShare(cli: Programs, { alone, env = {} }: CliOptions): boolean {
  return (
    !isBusy &&
    alone !== true &&
    cli.main === cli.file('cli/main') &&
    // Node reads these when it starts.
    !Object.keys(env).some((name) => name.startsWith('NODE_'))
  );
}

async function runInHost(
  cli: Programs,
  args: readonly string[],
  options: CliOptions,
): Promise<Output> {
  isBusy = true;
  try {
    if (options.uid !== undefined) return await runAsOther(cli, args, options);
    return await ask((host ??= startHost(cli)), cli, args, options);
  } finally {
    isBusy = false;
  }
}

/** In a process of its own, which has loaded the modules before: the other user may not be able to read them. */
async function runAsOther(
  cli: Programs,
  args: readonly string[],
  { uid, ...options }: CliOptions,
): Promise<Output> {
  const child = startHost(cli);
  try {
    await ask(child, cli, args, options);
    return await ask(child, cli, args, { ...options, uid });
  } finally {
    child.kill('SIGKILL');
  }
}

async function ask(
  child: ChildProcess,
  cli: Programs,
  args: readonly string[],
  { env = {}, cwd = cli.folder, input = '', uid }: CliOptions,
): Promise<HostAnswer> {
  const request: HostRequest = {
    main: cli.main,
    args,
    env: { PATH: process.env['PATH'], ...env },
    cwd,
    input,
    uid,
  };
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) =>
      reject(new Error(`The process of the commands has ended (${code}) in: ${args.join(' ')}`));
    child.once('exit', onExit).once('message', (answer) => {
      child.off('exit', onExit);
      resolve(answer as HostAnswer);
    });
    child.send(request);
  });
}

function startHost(cli: Programs): ChildProcess {
  const child = fork(cli.file('test/cli/programs/host'), {
    cwd: cli.folder,
    env: { PATH: process.env['PATH'] },
    execArgv: [],
    // As for a command of its own, no terminal.
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  child.once('exit', () => {
    if (host === child) host = undefined;
  });
  return child;
}
