import type { Engine } from './engine.js';
import { backlogOf, describeQueue, isOfPause, textOf } from './reporting/messages.js';
import type { OutboxCounts } from './outbox/outbox.js';

/** Whether events reach Converge. */
export interface ConvergeHealth {
  /**
   * `down`: events are refused or only in memory, the oldest waits for too long, or the token or the address
   * is wrong. `degraded`: Converge is failing, the second outbox is in use, or events are held.
   */
  readonly status: 'up' | 'degraded' | 'down';
  /** Why, in the words of the log; empty if it is up. */
  readonly reasons: readonly string[];
}

/** @param oldestAgeMs how long the oldest event may wait, in milliseconds */
export async function healthOf(engine: Engine, oldestAgeMs: number): Promise<ConvergeHealth> {
  const { options, dispatcher, reporter } = engine;
  if (!options.enabled) return { status: 'up', reasons: [] };
  const down: string[] = [];
  const degraded: string[] = [];
  let counts: OutboxCounts | undefined;
  try {
    counts = await engine.counts();
  } catch (error) {
    down.push((error as Error).message);
  }
  const backlog = counts && backlogOf(counts, dispatcher.pausedForMs);
  const atRisk = counts?.inMemory ?? 0;
  for (const { report, status } of reporter.troubles.list()) {
    // Another process may have sent all that waited: then nothing shows whether it goes on.
    if (isOfPause(report) && backlog?.queued === 0 && backlog.nextTryMs === 0) continue;
    const isOfOutbox = report.kind === 'outboxUnavailable' || report.kind === 'brokerUnavailable';
    const isDown = status === 'down' || (isOfOutbox && atRisk > 0);
    (isDown ? down : degraded).push(textOf(report, backlog)!);
  }
  if (backlog?.oldestAt !== undefined && Date.now() - backlog.oldestAt > oldestAgeMs) {
    down.push(describeQueue(backlog));
  }
  const held = counts?.held ?? 0;
  if (held > 0) degraded.push(textOf({ kind: 'heldEvents', count: held })!);
  const reasons = [...down, ...degraded];
  const status = degraded.length > 0 ? 'degraded' : 'up';
  return { status: down.length > 0 ? 'down' : status, reasons };
}
