import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { isPlainObject } from '../../lib/event/plain-json.js';
import { visibleLine } from '../../lib/event/visible.js';
import { isLoopback } from '../../lib/options/environment.js';
import type { Sandbox } from '../../sandbox/server/index.js';

/** The scripts that start an application, the likeliest first. */
const START_SCRIPTS = ['start:dev', 'dev', 'start'];

/** The token that the sandbox accepts, as the lines show it. */
export interface ShownToken {
  /** Undefined if it was given: it may be that of the real source, and is not printed. */
  readonly value: string | undefined;
  /** Where it was given. */
  readonly name: string;
}

/**
 * What to do next, with the words that the shell needs.
 *
 * @param token undefined if any is accepted
 * @param outbox the one that the page shows
 */
export function introduce(
  { pageUrl, endpoint, url }: Sandbox,
  token: ShownToken | undefined,
  outbox: string | undefined,
): string[] {
  // Of a sandbox on this machine, the library knows the path.
  const address = isLoopback(new URL(url).hostname) ? url : endpoint;
  const given = token && `the value of ${token.name}`;
  const typedToken = token && (token.value ?? `<${given}>`);
  const variables = { CONVERGE_ENDPOINT: address, CONVERGE_TOKEN: typedToken };
  const flag = typedToken === undefined ? '' : ` --token ${typedToken}`;
  const shownToken = token?.value ?? given ?? 'none needed, any accepted';
  const command = startCommand(process.cwd());
  return [
    `Page:     ${styleText('bold', pageUrl)}`,
    `Endpoint: ${styleText('bold', endpoint)}`,
    `Token:    ${shownToken}`,
    ...(outbox === undefined ? [] : [`Outbox:   ${visibleLine(outbox)}, shown on the page`]),
    '',
    ...(command === undefined
      ? ['This folder has no application with nestjs-converge: npx nestjs-converge init adds it.']
      : ['Start your application in another terminal:', `  ${withVariables(variables, command)}`]),
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

/** @returns the command that starts the application in a folder; undefined if none uses this library */
function startCommand(folder: string): string | undefined {
  const { dependencies, devDependencies, scripts } = readPackage(folder);
  const uses = [dependencies, devDependencies].some(
    (list) => isPlainObject(list) && Object.hasOwn(list, 'nestjs-converge'),
  );
  if (!uses) return undefined;
  const script =
    isPlainObject(scripts) && START_SCRIPTS.find((name) => typeof scripts[name] === 'string');
  return script ? `npm run ${script}` : '<your start command>';
}

function readPackage(folder: string): Record<string, unknown> {
  const path = join(folder, 'package.json');
  try {
    const read: unknown = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
    return isPlainObject(read) ? read : {};
  } catch {
    return {};
  }
}
