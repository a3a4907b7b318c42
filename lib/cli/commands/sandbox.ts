import { once } from 'node:events';
import { styleText } from 'node:util';
import type { Command } from 'commander';
import { visibleLine } from '../../event/visible.js';
import { CONVERGE_ENDPOINT } from '../../options/defaults.js';
import type { Sandbox, SandboxOptions } from '../../sandbox/index.js';
import { CliError } from '../cli.error.js';
import { addCommand, wholeNumber } from '../command.js';
import { connectionOf } from '../connection.js';
import { print, remark, toJson } from '../print.js';

interface SandboxCommandOptions {
  readonly port: number;
  readonly token?: string;
  readonly data?: string;
  readonly host?: string;
  readonly allowHost?: readonly string[];
  readonly json?: boolean;
}

export function addSandbox(program: Command): void {
  addCommand(
    program,
    'sandbox',
    'Run a local stand-in for Converge, with a page that shows what arrives, until Ctrl-C.',
  )
    .option(
      '--port <port>',
      'the port to listen on; 0 takes any free one',
      wholeNumber(0, 65_535),
      4400,
    )
    .option(
      '--token <token>',
      'the webhook token that is accepted (default: any, or CONVERGE_TOKEN, else a random one, if other machines can reach it)',
    )
    .option('--data <path>', 'keep the requests in this file, instead of in memory')
    .option(
      '--host <host>',
      'the address to listen on; other machines need an access key (default: 127.0.0.1)',
    )
    .option(
      '--allow-host <names...>',
      'further host names under which it is reached, e.g. of a container',
    )
    .option('--json', 'print one line of JSON when it is ready')
    .action(runSandbox);
}

async function runSandbox(options: SandboxCommandOptions): Promise<void> {
  const { startSandbox } = await import('../../sandbox/create-sandbox.js');
  const { port, data, host, allowHost: allowedHosts, json } = options;
  const { token } = connectionOf({ token: options.token, endpoint: CONVERGE_ENDPOINT });
  const takesAnyToken = options.token === undefined;
  // Before the start, so that a signal during the start counts as well.
  const ended = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const settings = { port, token, data, host, allowedHosts };
  const sandbox = await startSandbox(settings, takesAnyToken).catch((error: unknown) => {
    throw explainStart(error, settings);
  });
  const { url, pageUrl, endpoint, accessKey, warning } = sandbox;
  if (warning !== undefined)
    remark(styleText('yellow', visibleLine(warning), { stream: process.stderr }));
  // A token that was given may be that of the real source.
  const ownToken = token === undefined ? sandbox.token : undefined;
  const isOpen = takesAnyToken && accessKey === undefined;
  if (json === true) print(toJson({ url, pageUrl, endpoint, accessKey, token: ownToken }));
  else print(...introduce(sandbox, isOpen ? undefined : (ownToken ?? tokenName(options))));
  await ended;
  await sandbox.close();
}

/** @param token the one that is needed, or its name; undefined if any is accepted */
function introduce({ pageUrl, endpoint }: Sandbox, token: string | undefined): string[] {
  const start = `CONVERGE_ENDPOINT=${endpoint} npm run start:dev`;
  return [
    `Page:     ${styleText('bold', pageUrl)}`,
    `Endpoint: ${styleText('bold', endpoint)}`,
    `Token:    ${token ?? 'none needed, any accepted'}`,
    '',
    `This is a stand-in for Converge. Start your application with${token === undefined ? '' : ' the token in CONVERGE_TOKEN and'}`,
    `  ${start}`,
    'Ctrl-C stops the sandbox.',
  ];
}

function tokenName({ token }: SandboxCommandOptions): string {
  return token ? 'the value of --token' : 'the value of CONVERGE_TOKEN';
}

/** Turns a known error of the start into a CliError; returns any other error as it is. */
function explainStart(error: unknown, { port, host, data }: SandboxOptions): unknown {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new CliError(
      `Port ${port} is taken: choose another with --port, or 0 for any free one.`,
    );
  }
  if (syscall === 'listen' && code === 'EACCES') {
    return new CliError(`Port ${port} needs more rights: choose one above 1023 with --port.`);
  }
  if (syscall === 'listen' || syscall === 'getaddrinfo') {
    return new CliError(`This machine has no address ${host} (${code}): choose another --host.`);
  }
  if (data === undefined || !(error instanceof Error)) return error;
  if (code !== undefined) {
    return new CliError(`Cannot write ${data} (${code}): choose another path with --data.`);
  }
  // The sandbox's own message about a file that it did not write.
  return message.includes(data) ? new CliError(`${message}.`) : error;
}
