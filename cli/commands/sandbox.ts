import { once } from 'node:events';
import { resolve } from 'node:path';
import { styleText } from 'node:util';
import { visibleLine, visibleName } from '../../lib/event/visible.js';
import { CONVERGE_ENDPOINT, isLoopback } from '../../lib/options/environment.js';
import { amountText } from '../../sandbox/server/amount-text.js';
import type { Sandbox, SandboxOptions } from '../../sandbox/server/index.js';
import type { Memory } from '../../sandbox/server/store/memory.js';
import type { StoredRequest } from '../../sandbox/server/store/stored-request.js';
import { CliError, usageError } from '../cli.error.js';
import { type CliCommand, type Flags, wholeNumber } from '../command.js';
import { connectionOf } from '../connection.js';
import { type Colour, fit, lineWidth } from '../layout.js';
import { amount, print, printAsIs, remark, toJson } from '../print.js';
import { outboxPlaceOf } from '../with-outbox.js';

interface SandboxFlags extends Flags {
  readonly port: number;
  readonly data?: string;
  readonly host?: string;
  readonly allowHost?: readonly string[];
  readonly outbox?: string;
}

export function addSandbox(program: CliCommand): void {
  program
    .add(
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
    .option(
      '--outbox <file>',
      'show this outbox of the application on the page (default on this machine: CONVERGE_OUTBOX_PATH, else .converge/outbox)',
    )
    .option('--json', 'print one line of JSON when it is ready, and nothing else')
    .action(runSandbox);
}

async function runSandbox(options: SandboxFlags): Promise<void> {
  const { startSandbox, urlHost } = await import('../../sandbox/server/create-sandbox.js');
  const { port, data, host, allowHost: allowedHosts, json } = options;
  const { token } = connectionOf({ token: options.token, endpoint: CONVERGE_ENDPOINT });
  const takesAnyToken = options.token === undefined;
  // Before the start, so that a signal during the start counts as well.
  const ended = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const outbox = shownOutbox(options);
  const settings = { port, token, data, host, allowedHosts, outbox };
  const { sandbox, memory } = await startSandbox(settings, takesAnyToken).catch(
    (error: unknown) => {
      throw explainStart(error, settings, `http://${urlHost(host)}:${port}`);
    },
  );
  const { url, pageUrl, endpoint, accessKey, warning } = sandbox;
  if (warning !== undefined)
    remark(styleText('yellow', visibleLine(warning), { stream: process.stderr }));
  // A token that was given may be that of the real source.
  const ownToken = token === undefined ? sandbox.token : undefined;
  const isOpen = takesAnyToken && accessKey === undefined;
  if (json === true) printAsIs(toJson({ url, pageUrl, endpoint, accessKey, token: ownToken }));
  else {
    const name = options.token ? '--token' : 'CONVERGE_TOKEN';
    print(...introduce(sandbox, isOpen ? undefined : { value: ownToken, name }, outbox), '');
    printRequests(memory);
  }
  await ended;
  await sandbox.close();
}

/** The outbox that the page shows. Others than the users of this machine see it only if it is asked for. */
function shownOutbox({ outbox, host }: SandboxFlags): string | undefined {
  if (outbox === undefined && host !== undefined && !isLoopback(host)) return undefined;
  const { path, url } = outboxPlaceOf(outbox);
  if (url !== undefined && outbox !== undefined) {
    throw usageError(
      "The page shows an outbox's file, and --outbox is the URL of a server: leave it out, and look at the server " +
        'with outbox status.',
    );
  }
  return url !== undefined || path === 'memory' ? undefined : resolve(path);
}

/** Turns a known error of the start into a CliError; returns any other error as it is. */
function explainStart(
  error: unknown,
  { port, host, data }: SandboxOptions,
  address: string,
): unknown {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new CliError(
      `Port ${port} is taken: is a sandbox running at ${address} already? ` +
        'If not, choose another port with --port, and set CONVERGE_ENDPOINT to the endpoint that is printed then.',
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

/**
 * What to do next, with the words that the shell needs.
 *
 * @param token undefined if any is accepted; a value that was given may be that of the real source, and is not shown
 * @param outbox the one that the page shows
 */
function introduce(
  { pageUrl, endpoint, url }: Sandbox,
  token: { readonly value: string | undefined; readonly name: string } | undefined,
  outbox: string | undefined,
): string[] {
  // Of a sandbox on this machine, the library knows the path.
  const address = isLoopback(new URL(url).hostname) ? url : endpoint;
  const given = token && `the value of ${token.name}`;
  const typedToken = token && (token.value ?? `<${given}>`);
  const variables = { CONVERGE_ENDPOINT: address, CONVERGE_TOKEN: typedToken };
  const flag = typedToken === undefined ? '' : ` --token ${typedToken}`;
  const shownToken = token?.value ?? given ?? 'any; the library sends one by itself';
  return [
    `Page:     ${styleText('bold', pageUrl)}`,
    `Endpoint: ${styleText('bold', endpoint)}`,
    `Token:    ${shownToken}`,
    ...(outbox === undefined ? [] : [`Outbox:   ${visibleLine(outbox)}, shown on the page`]),
    '',
    'Start your application in another terminal, with the command that you use:',
    `  ${withVariables(variables, 'npm run start:dev')}`,
    'Or send a test event, with this command or the button on the page:',
    `  npx nestjs-converge send-test --endpoint ${address}${flag}`,
    '',
    'This is a stand-in for Converge; each request appears below. Ctrl-C stops it.',
  ];
}

/** A command with variables of the environment; unknown ones are left out. */
function withVariables(variables: NodeJS.Dict<string>, command: string): string {
  const given = Object.entries(variables).filter(([, value]) => value !== undefined);
  return process.platform === 'win32'
    ? [...given.map(([name, value]) => `$env:${name}='${value}'`), command].join('; ')
    : [...given.map(([name, value]) => `${name}=${value}`), command].join(' ');
}

/** Prints a line for each request from now on. */
export function printRequests(memory: Memory): void {
  let known = memory.newestNumber;
  memory.on('request', () => {
    print(...memory.requests.after(known, Infinity).map((request) => requestLine(request)));
    known = memory.newestNumber;
  });
}

/** What a line has beside the event and its id: time, amount, verdict, and what is between. */
const BESIDE = 8 + 12 + 24 + 4 * 2;

/** A request as one line: time, event, id, amount and verdict. A file or a program gets names in full. */
export function requestLine(request: StoredRequest, width = lineWidth()): string {
  const { eventName, eventId, receivedAt } = request;
  const [colour, verdict] = verdictOf(request);
  const room = Math.max(Math.floor((width - BESIDE) / 2), 10);
  const column = (text: string, widest: number, tail?: number) =>
    width === Infinity ? text.padEnd(widest) : fit(text, Math.min(room, widest), tail);
  return [
    styleText('dim', new Date(receivedAt).toTimeString().slice(0, 8)),
    column(visibleName(eventName ?? 'no event name'), 24),
    column(visibleName(eventId ?? 'no event_id'), 36, 4),
    amountOf(request).padStart(12),
    styleText(colour, visibleLine(verdict)),
  ].join('  ');
}

function verdictOf(request: StoredRequest): [Colour, string] {
  const { outcome, warningCount, reason, violations } = request;
  switch (outcome) {
    case 'accepted':
      return warningCount === 0
        ? ['green', 'accepted']
        : ['yellow', `accepted with ${amount(warningCount, 'warning')}`];
    case 'duplicate':
      return ['cyan', 'duplicate'];
    case 'unauthorised':
      return ['red', `unauthorised: ${reason}`];
    case 'fault':
      return ['magenta', reason ?? 'simulated failure'];
    case 'refused': {
      const [first, ...others] = violations;
      const why = first === undefined ? reason : `${first.path}: ${first.advice}`;
      const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
      return ['red', `refused: ${why}${more}`];
    }
  }
}

function amountOf({ amount: total, currency }: StoredRequest): string {
  if (total === undefined) return '';
  const figure = amountText(total, currency ?? null);
  return visibleName(currency === undefined ? figure : `${figure} ${currency}`);
}
