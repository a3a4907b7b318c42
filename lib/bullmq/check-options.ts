import { checkKeys, ConvergeOptionsError } from '../options/check-values.js';
import { EXAMPLE_URLS } from '../options/environment.js';
import { DEFAULTS } from '../options/option-table.js';

const OWN = ['connection', 'postgres', 'queue', 'prefix', 'eventsPerSecond'];
const KNOWN = [...OWN, ...Object.keys(DEFAULTS.outbox).filter((key) => key !== 'broker')];
/** What the URL of a server looks like; in errors, instead of what was given, which may hold a password. */
const REDIS = { pattern: /^rediss?:\/\//i, example: EXAMPLE_URLS.redis };
const POSTGRES = { pattern: /^postgres(ql)?:\/\//i, example: EXAMPLE_URLS.postgres };

/** What is checked here; the rest is checked with the options of every outbox. */
interface Given {
  readonly connection?: unknown;
  readonly postgres?: unknown;
  readonly queue?: string;
  readonly eventsPerSecond?: number;
}

/** @throws ConvergeOptionsError */
export function checkOptions(options: Given): void {
  checkKeys(options, KNOWN, 'bullmq()');
  const { connection, postgres, queue, eventsPerSecond: limit } = options;
  if (connection !== undefined && postgres !== undefined) {
    throw new ConvergeOptionsError(
      'bullmq() got both "connection" (Redis) and "postgres": give one of them.',
    );
  }
  checkServer('connection', connection, REDIS);
  checkServer('postgres', postgres, POSTGRES);
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit >= 1)) {
    throw new ConvergeOptionsError('bullmq() option "eventsPerSecond" must be a whole number ≥ 1.');
  }
  if (queue !== undefined && !/^[\w-]{1,80}$/.test(queue)) {
    throw new ConvergeOptionsError(
      'bullmq() option "queue" must be a name of letters, digits, "-" and "_".',
    );
  }
}

/** Anything else would be taken for a server on this machine, an empty variable for instance. */
function checkServer(name: string, value: unknown, { pattern, example }: typeof REDIS): void {
  if (value === undefined || (typeof value === 'object' && value !== null)) return;
  if (typeof value === 'string' && pattern.test(value) && URL.canParse(value)) return;
  const empty = value === '' ? ', and is empty' : '';
  throw new ConvergeOptionsError(
    `bullmq() option "${name}" must be a URL such as ${example}, or an object${empty}.`,
  );
}
