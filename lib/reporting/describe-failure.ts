import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { visibleLine } from '../event/visible.js';

/** How much of the source before an error is searched for the names of a chain, in characters. */
const MAX_CHAIN_LENGTH = 500;
const MAX_CHAIN_LINES = 10;
/** A larger source is a bundle that takes long to read, in bytes. */
const MAX_SOURCE_BYTES = 8 * 1024 ** 2;
/** How much of an error's message is shown, in characters. */
const MAX_MESSAGE_LENGTH = 500;

/** What V8 says when a property of nothing is read; in the second form, both names stand in the source. */
const READING = /^Cannot read properties of (undefined|null) \(reading '(.*)'\)$/s;
const DESTRUCTURING = /^Cannot destructure property '(.*)' of '(.*)' as it is (undefined|null)\.$/s;

/** The place where an error was thrown, in the first line of its stack that has one. */
const PLACE = /^\s+at (?:.*\()?((?:file:\/\/)?(?:\/|[A-Za-z]:\\)[^\n]*?):(\d+):(\d+)\)?$/m;
const IS_SOURCE = /\.[cm]?[jt]sx?$/;

/** `order.customer` before `.email`; it may be written in several lines. */
const BEFORE = /([A-Za-z_$][\w$]*(?:\s*\??\.\s*[A-Za-z_$][\w$]*|\[\d+\])*)\s*\??\.\s*$/;
const NAME = /^[A-Za-z_$][\w$]*$/;
const NAMES = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*|\[\d+\])*$/;

/**
 * What a thrown error says, to follow "failed" in a log line: the value that was missing and, outside
 * production, the error's message, which may quote a customer's data.
 */
export function describeFailure(error: unknown, environment = process.env['NODE_ENV']): string {
  try {
    const missing = missingValue(error);
    const message = environment === 'production' ? undefined : messageOf(error);
    if (missing === undefined) return message === undefined ? '' : `: ${message}`;
    return message === undefined ? `: ${missing}` : `: ${missing} (${message})`;
  } catch {
    // Its getters throw, or it is a proxy that throws.
    return '';
  }
}

/** Whether an error says that a property of undefined or null was read. */
export function isReadOfNothing(error: unknown): boolean {
  try {
    if (!(error instanceof TypeError)) return false;
    return READING.test(error.message) || DESTRUCTURING.test(error.message);
  } catch {
    return false;
  }
}

/** Whether what was missing is part of something else, such as `customer` in `order.customer`. */
export function isPartMissing(description: string): boolean {
  return /^: [^:"]+\.[^:"]+\./.test(description);
}

function messageOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { message } = error;
  if (typeof message !== 'string') return undefined;
  const isLong = message.length > MAX_MESSAGE_LENGTH;
  // Its line breaks would begin lines that look like others of the log.
  return visibleLine(isLong ? `${message.slice(0, MAX_MESSAGE_LENGTH)}…` : message);
}

/**
 * Which value was missing, e.g. `order.customer.email: "customer" was undefined`. Holds only names that
 * stand in the source code: a key that was computed may be a customer's address.
 */
function missingValue(error: unknown): string | undefined {
  if (!(error instanceof TypeError)) return undefined;
  const { message, stack = '' } = error;
  const destructured = DESTRUCTURING.exec(message);
  if (destructured !== null) {
    const [, property = '', owner = '', nothing = ''] = destructured;
    return NAME.test(property) && NAMES.test(owner)
      ? sentence(owner, property, nothing)
      : undefined;
  }
  const [, nothing, property] = READING.exec(message) ?? [];
  if (nothing === undefined || property === undefined || !NAME.test(property)) return undefined;
  const before = sourceBefore(property, stack.slice(stack.indexOf(message) + message.length));
  if (before === undefined) return undefined;
  const owner = BEFORE.exec(before)?.[1]?.replaceAll(/\s/g, '').replaceAll('?.', '.');
  return owner === undefined
    ? `"${property}" was read from ${nothing}`
    : sentence(owner, property, nothing);
}

function sentence(owner: string, property: string, nothing: string): string {
  const name = /[^.]*$/.exec(owner)![0];
  return `${owner}.${property}: "${name}" was ${nothing}`;
}

/** The source code before the property at the place of an error; undefined if it is not written there. */
function sourceBefore(property: string, stack: string): string | undefined {
  const [, file, line, column] = PLACE.exec(stack) ?? [];
  if (file === undefined || !IS_SOURCE.test(file)) return undefined;
  const path = file.startsWith('file:') ? fileURLToPath(file) : file;
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() !== true || stat.size > MAX_SOURCE_BYTES) return undefined;
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, Number(line));
  const last = lines.pop() ?? '';
  const at = Number(column) - 1 + stepsTo(property, last.slice(Number(column) - 1));
  if (Number.isNaN(at)) return undefined;
  const before = [...lines.slice(-MAX_CHAIN_LINES), last.slice(0, at)].join('\n');
  return before.slice(-MAX_CHAIN_LENGTH);
}

/** Where the property stands: at the place of the error or, with a source map, later in its chain of names. */
function stepsTo(property: string, following: string): number {
  const name = property.replaceAll('$', String.raw`\$`);
  const chain = new RegExp(String.raw`^(?:[\w$.?[\]]*[.?])??${name}(?![\w$])`);
  const found = chain.exec(following.slice(0, MAX_CHAIN_LENGTH));
  return found === null ? NaN : found[0].length - property.length;
}
