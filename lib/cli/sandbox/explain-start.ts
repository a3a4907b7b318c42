import { CliError } from '../cli.error.js';
import type { SandboxOptions } from '../../sandbox/index.js';

/** Why the sandbox could not start, in words; any other error as it is. */
export function explainStart(error: unknown, options: SandboxOptions): unknown {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  const { port, host, data } = options;
  if (code === 'EADDRINUSE') {
    return new CliError(
      `Port ${port} is taken: choose another with --port, or 0 for any free one.`,
    );
  }
  if (syscall === 'listen' && code === 'EACCES') {
    return new CliError(`Port ${port} is for other users: choose one above 1023 with --port.`);
  }
  if (syscall === 'listen' || syscall === 'getaddrinfo') {
    return new CliError(`This machine has no address ${host} (${code}): choose another --host.`);
  }
  if (data === undefined || !(error instanceof Error)) return error;
  if (code !== undefined) {
    return new CliError(`${data} cannot be written (${code}): choose another path with --data.`);
  }
  // The sandbox's own words for a file that holds something else.
  return message.includes(data) ? new CliError(`${message}.`) : error;
}
