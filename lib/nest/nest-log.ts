import { inspect } from 'node:util';
import { ConsoleLogger, Logger, type LoggerService } from '@nestjs/common';
import type { LogFields, Log } from '../reporting/reporter.js';

/** Nest's logger, under the name Converge. */
export function nestLog(): Log {
  const logger = new Logger('Converge');
  return {
    write(level, text, fields, stack) {
      const method = level === 'info' ? 'log' : level;
      const target: LoggerService | undefined = Logger['staticInstanceRef'];
      const stacks = level === 'error' ? [stack] : [];
      if (target instanceof ConsoleLogger) {
        // As in Nest 12: if it writes JSON, it takes fields beside the text.
        const takesFields = target['options']?.json === true && 'stringifyParams' in target;
        const params = takesFields ? [{ converge: fields }] : [];
        logger[method](text, ...params, ...stacks);
        return;
      }
      try {
        logger[method](new LogLine(text, fields, stack));
      } catch {
        // The application's own logger may take strings only.
        logger[method](text, ...stacks);
      }
    },
    isDebugEnabled,
  };
}

/** Not `Logger.isLevelEnabled` alone: in Nest 11 it denies every level while no levels are set. */
function isDebugEnabled(): boolean {
  const target: LoggerService | undefined = Logger['staticInstanceRef'];
  if (target instanceof ConsoleLogger) return target.isLevelEnabled('debug');
  if (target?.debug === undefined) return false;
  return Logger['logLevels'] === undefined || Logger.isLevelEnabled('debug');
}

/**
 * A line for all other loggers. Pino and the like copy its properties, so that the fields stand beside the
 * text; whatever prints the object prints the text alone.
 */
class LogLine {
  declare readonly err?: { readonly type: string; readonly stack: string };

  constructor(
    readonly msg: string,
    readonly converge: LogFields,
    stack: string | undefined,
  ) {
    if (stack !== undefined) this.err = { type: stack.split(/\s/, 1)[0]!, stack };
  }

  /** As winston calls it; not a property of its own, which pino would write besides `msg`. */
  get message(): string {
    return this.msg;
  }

  toString(): string {
    return this.err === undefined ? this.msg : `${this.msg}\n${this.err.stack}`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}
