import { constants } from 'node:os';
import { visibleLine } from '../event/visible.js';

const FRAME = /^\s+at .*:\d+:\d+\)?$/;
/** No frame is longer, in characters; longer lines of a message would take long. */
const MAX_FRAME_LENGTH = 1_000;
const MAX_FRAMES = 100;
/** How much of an error's message is shown, in characters. */
const MAX_MESSAGE_LENGTH = 500;

/**
 * An error as it may be logged: its class, the system's code and where it was thrown. Its message and
 * all other texts are left out, because they may quote a customer's data.
 */
export function safeStack(error: unknown): string {
  try {
    if (!(error instanceof Error)) return `a thrown ${error === null ? 'null' : typeof error}`;
    const { message, stack } = error;
    const code: unknown = (error as NodeJS.ErrnoException).code;
    const isSystemCode = typeof code === 'string' && code in constants.errno;
    const lines = (stack ?? '').replace(message, '').split('\n');
    const frames = lines
      .filter((line) => line.length <= MAX_FRAME_LENGTH && FRAME.test(line))
      .slice(0, MAX_FRAMES);
    return [`${className(error)}${isSystemCode ? ` (${code})` : ''}`, ...frames].join('\n');
  } catch {
    // Its getters throw, or it is a proxy that throws.
    return 'an error that cannot be read';
  }
}

/** The class of an error as its source names it; its `name` can be set to anything. */
function className(error: Error): string {
  const { name } = error.constructor;
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : 'Error';
}

/**
 * The message of a thrown error, to follow "failed" in a log line. Empty in production, because it may
 * quote a customer's data.
 */
export function describeFailure(error: unknown, environment = process.env['NODE_ENV']): string {
  const message = environment === 'production' ? undefined : messageOf(error);
  if (message === undefined) return '';
  const isLong = message.length > MAX_MESSAGE_LENGTH;
  // Its line breaks would begin lines that look like others of the log.
  return `: ${visibleLine(isLong ? `${message.slice(0, MAX_MESSAGE_LENGTH)}…` : message)}`;
}

/** Whether an error says that a property of undefined or null was read. */
export function isReadOfNothing(error: unknown): boolean {
  const message = messageOf(error) ?? '';
  return /^Cannot (read|destructure) propert.* (undefined|null)\b/s.test(message);
}

/** Undefined for what is not an error, or cannot be read: its getters throw, or it is a proxy that throws. */
function messageOf(error: unknown): string | undefined {
  try {
    if (!(error instanceof Error)) return undefined;
    const { message } = error;
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}
