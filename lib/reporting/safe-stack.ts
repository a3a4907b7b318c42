import { constants } from 'node:os';

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

const FRAME = /^\s+at .*:\d+:\d+\)?$/;
/** No frame is longer, in characters; longer lines of a message would take long. */
const MAX_FRAME_LENGTH = 1_000;
const MAX_FRAMES = 100;

/** The class of an error as its source names it; its `name` can be set to anything. */
function className(error: Error): string {
  const { name } = error.constructor;
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : 'Error';
}
