import { once } from 'node:events';
import { createSandbox, type Sandbox } from '../../sandbox/index.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { readToken } from '../read-connection.js';
import { paint } from '../terminal/colours.js';
import { print, remark } from '../terminal/print.js';
import { explainStart } from './explain-start.js';

/** What it is asked for. */
export interface SandboxCommandOptions {
  readonly port: number;
  readonly token?: string;
  readonly data?: string;
  readonly host?: string;
  readonly allowHost?: readonly string[];
  readonly json?: boolean;
}

/** Runs until somebody ends it. */
export async function runSandbox(options: SandboxCommandOptions): Promise<ExitCode> {
  const { port, data, host, allowHost: allowedHosts, json } = options;
  const token = readToken(options.token ?? process.env['CONVERGE_TOKEN'], false);
  // From now on, so that whoever ends it early is heard as well.
  const told = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const settings = { port, token, data, host, allowedHosts };
  const sandbox = await createSandbox(settings).catch((error: unknown) => {
    throw explainStart(error, options);
  });
  if (sandbox.warning !== undefined) remark(paint(sandbox.warning, 'yellow', process.stderr));
  if (json === true) console.log(JSON.stringify(describe(sandbox)));
  else print(...introduce(sandbox, tokenName(options)));
  await told;
  await sandbox.close();
  return EXIT.fine;
}

/** The token is not told: it may be that of the real source. */
function describe({ url, pageUrl, endpoint, accessKey }: Sandbox) {
  return { url, pageUrl, endpoint, accessKey };
}

function introduce({ pageUrl, endpoint }: Sandbox, token: string): string[] {
  return [
    `Page:     ${paint(pageUrl, 'bold')}`,
    `Endpoint: ${paint(endpoint, 'bold')}`,
    `Token:    ${token}`,
    '',
    'It stands in for Converge: give the module this endpoint and token, or set CONVERGE_ENDPOINT and',
    'CONVERGE_TOKEN where the application reads them. Ctrl-C ends it.',
  ];
}

function tokenName({ token }: SandboxCommandOptions): string {
  if (token) return 'the one of --token';
  return process.env['CONVERGE_TOKEN'] ? 'the one in CONVERGE_TOKEN' : 'sandbox-token';
}
