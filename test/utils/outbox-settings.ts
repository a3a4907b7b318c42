import type { OutboxSettings } from '../../lib/outbox/outbox.js';

export const DAY_MS = 24 * 3_600_000;

/** Settings of an outbox with plenty of room. */
export function outboxSettings(path: string, change: Partial<OutboxSettings> = {}): OutboxSettings {
  return {
    path,
    source: 'source',
    maxEvents: 100_000,
    maxBytes: 1024 ** 3,
    maxEventBytes: 1024 ** 2,
    maxDelayMs: 15 * 60_000,
    deadLetterMs: 30 * DAY_MS,
    ledgerMs: 35 * DAY_MS,
    onNotice: () => undefined,
    ...change,
  };
}
