import {
  OutboxClosedError,
  OutboxFullError,
  OutboxUnavailableError,
  whatIsFull,
  type FullReason,
} from './errors.js';
import type { Broker, Outbox, OutboxSettings } from './outbox.js';
import { OverflowOutbox, type FirstPlace } from './overflow.outbox.js';
import { loadSqlite } from './sqlite/driver.js';
import { SqliteOutbox } from './sqlite/sqlite.outbox.js';
import { MEMORY } from './sqlite/store.js';
import type { StartThread } from './sqlite/store-client.js';

/** The share of `commitTimeoutMs` in which a server has to answer: the rest is for the second outbox. */
const SERVER_SHARE = 0.8;
const RETRY_MS = 2_000;
/** Why a file refuses a record that memory may keep meanwhile. */
const DISK_FAULTS: readonly FullReason[] = ['disk', 'locked'];

type OpenSettings = OutboxSettings & { readonly commitTimeoutMs: number };

export interface OpenParts {
  readonly retryMs?: number;
  readonly startThread?: StartThread;
  readonly bullConfig?: unknown;
}

/**
 * Opens the outbox at a broker, else at a path, or one in memory if the path is `memory`. If it cannot be
 * used, it reports that and uses another place meanwhile: a shop that sells is worth more than one that
 * does not start.
 *
 * @throws OutboxUnavailableError if there is no SQLite: then there is no other place either
 */
export async function openOutbox(
  settings: OpenSettings,
  broker?: Broker,
  { retryMs = RETRY_MS, startThread, bullConfig }: OpenParts = {},
): Promise<Outbox> {
  // At once: memory needs it, too, when the file or the server fails.
  loadSqlite();
  if (broker === undefined) return openLocal(settings, retryMs, startThread);
  // At once: wrong options end the start.
  const open = broker.prepare(settings, bullConfig);
  const server: FirstPlace = {
    open,
    isServer: true,
    putMs: settings.commitTimeoutMs * SERVER_SHARE,
    reasonFor: (error) => {
      const reason = reasonFor(error);
      return reason && `${broker.name}: ${reason}`;
    },
  };
  // What leaves the second outbox is not delivered yet: the server's ledger says what becomes of it.
  const second = await openLocal({ ...settings, ledgerMs: 0 }, retryMs, startThread);
  return new OverflowOutbox(server, second, settings, retryMs).start();
}

/** On this machine: a file with memory behind it, or memory. */
async function openLocal(settings: OpenSettings, retryMs: number, startThread?: StartThread) {
  if (settings.path === MEMORY) return SqliteOutbox.open(settings);
  const file: FirstPlace = {
    open: (onNotice) => SqliteOutbox.open({ ...settings, onNotice }, startThread),
    isServer: false,
    putMs: Infinity,
    reasonFor,
  };
  const memory = await SqliteOutbox.open({ ...settings, path: MEMORY, ledgerMs: 0 });
  return new OverflowOutbox(file, memory, settings, retryMs).start();
}

/** Why another outbox may keep meanwhile what this one refuses; undefined if it may not. */
function reasonFor(error: unknown): string | undefined {
  if (error instanceof OutboxClosedError) return undefined;
  if (error instanceof OutboxUnavailableError) return error.message;
  if (error instanceof OutboxFullError) {
    return DISK_FAULTS.includes(error.reason) ? `it ${whatIsFull(error.reason)}` : undefined;
  }
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  return `it does not take an event (${String(code ?? name)}). Please report this`;
}
