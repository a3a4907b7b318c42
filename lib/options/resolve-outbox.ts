import { resolve } from 'node:path';
import { checkBoolean, checkOneOf, numbers } from './check-values.js';
import { ConvergeOptionsError } from './converge-options.error.js';
import type { OutboxOptions } from './converge-options.interface.js';
import { DEFAULTS, NUMBERS } from './defaults.js';

/** How events are kept until they are sent. */
export interface ResolvedOutbox {
  /** Absolute, or `memory`. */
  readonly path: string;
  readonly maxEvents: number;
  readonly maxBytes: number;
  readonly acknowledge: 'committed' | 'queued';
  readonly commitTimeoutMs: number;
  readonly deadLetterDays: number;
  readonly adopt: boolean;
}

/** @throws ConvergeOptionsError */
export function resolveOutbox(given: string | OutboxOptions, enabled: boolean): ResolvedOutbox {
  const {
    path: own,
    acknowledge = DEFAULTS.outbox.acknowledge,
    adopt = DEFAULTS.outbox.adopt,
    ...rest
  } = typeof given === 'string' ? { path: given } : given;
  const path = own ?? (process.env['CONVERGE_OUTBOX_PATH'] || DEFAULTS.outbox.path);
  if (typeof path !== 'string' || path.trim() === '') {
    throw new ConvergeOptionsError(
      'ConvergeModule option "outbox" must be the path of a file, or "memory".',
    );
  }
  checkOneOf(acknowledge, ['committed', 'queued'], 'outbox.acknowledge');
  checkBoolean(adopt, 'outbox.adopt');
  return {
    // Nothing is recorded when the module is disabled, so no file is made either.
    path: path === 'memory' || !enabled ? 'memory' : resolve(path),
    acknowledge,
    adopt,
    ...numbers(rest, NUMBERS.outbox, 'outbox.'),
  };
}
