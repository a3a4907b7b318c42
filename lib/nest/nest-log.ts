import { inspect } from 'node:util';
import { ConsoleLogger, Logger, type LoggerService } from '@nestjs/common';
import type { LogFields, Log } from '../reporting/reporter.js';

/** Nest's logger, under the name Converge. */
export function nestLog(): Log {
  const logger = new Logger('Converge');
  const write = (
    level: 'debug' | 'log' | 'warn' | 'error',
    text: string,
    fields: LogFields,
    stack?: string,
  ) => {
    const target: LoggerService | undefined = Logger['staticInstanceRef'];
    if (target instanceof ConsoleLogger) {
      const params = takesParams(target) ? [{ converge: fields }] : [];
      if (level === 'error') logger.error(text, ...params, stack);
      else logger[level](text, ...params);
      return;
    }
    try {
      logger[level](new LogLine(text, fields, stack));
    } catch {
      // The application's own logger may take strings only.
      logger[level](text, ...(level === 'error' ? [stack] : []));
    }
  };
  return {
    error: (text, fields, stack) => write('error', text, fields, stack),
    warn: (text, fields) => write('warn', text, fields),
    info: (text, fields) => write('log', text, fields),
    debug: (text, fields) => write('debug', text, fields),
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

/** Whether Nest's console logger writes JSON, and takes fields beside the text, as in Nest 12. */
function takesParams(logger: ConsoleLogger): boolean {
  const { options } = logger as unknown as { options?: { json?: boolean } };
  return options?.json === true && 'stringifyParams' in logger;
}

/**
 * A line for all other loggers. Pino and the like copy its properties, so that the fields stand beside the
 * text; whatever prints the object prints the text alone.
 */
class LogLine {
  readonly msg: string;
  readonly converge: LogFields;
  declare readonly err?: { readonly type: string; readonly stack: string };

  constructor(text: string, fields: LogFields, stack: string | undefined) {
    this.msg = text;
    this.converge = fields;
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
