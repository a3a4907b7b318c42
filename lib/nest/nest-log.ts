import { Logger } from '@nestjs/common';
import type { Log } from '../reporting/reporter.js';

/** Nest's logger, under the name Converge. */
export function nestLog(): Log {
  const logger = new Logger('Converge');
  return {
    error: (message, stack) => logger.error(message, stack),
    warn: (message) => logger.warn(message),
    info: (message) => logger.log(message),
    debug: (message) => logger.debug(message),
    isDebugEnabled: () => Logger.isLevelEnabled('debug'),
  };
}
