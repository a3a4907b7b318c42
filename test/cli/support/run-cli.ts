import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect } from '@jest/globals';
import type { Programs } from '../../utils/programs.js';

export interface CliOptions {
  /** Beside PATH, all that the environment has. */
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** What standard input gives; nothing by default. */
  readonly input?: string;
  /** The user that runs it; only root can choose. */
  readonly uid?: number;
}

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What was printed as JSON. */
  readonly json: any;
}

/** Starts the real program as a process of its own. */
export function startCli(
  cli: Programs,
  args: readonly string[],
  { env = {}, cwd = cli.folder, uid }: CliOptions = {},
): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [cli.main, ...args], {
    cwd,
    uid,
    env: { PATH: process.env['PATH'], ...env },
  });
}

/** Runs it to its end. */
export async function runCli(
  cli: Programs,
  args: readonly string[],
  options: CliOptions = {},
): Promise<CliResult> {
  const child = startCli(cli, args, options);
  // On a loaded machine it may have ended before it gets its input.
  child.stdin.on('error', ({ code }: NodeJS.ErrnoException) => expect(code).toBe('EPIPE'));
  child.stdin.end(options.input ?? '');
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return {
    code,
    stdout,
    stderr,
    get json() {
      return JSON.parse(stdout);
    },
  };
}
