import { setTimeout as pause } from 'node:timers/promises';
import type { Engine } from '../../lib/engine.js';
import type { ConvergeEvent } from '../../lib/event/converge-event.interface.js';
import { ConvergeValidationError, describeViolation } from '../../lib/event/violation.js';
import { type EventInput, readPieces } from '../input/find-inputs.js';
import { readValues, type FoundValue } from '../input/read-values.js';
import { ProgressBar } from '../progress-bar.js';
import { KnownEvents } from './known-events.js';
import { readPastEvent } from './past-event.js';

/** How many events are looked up in the outbox together. */
const TOGETHER = 1_000;
/** How long to wait before it is looked again whether delivery goes on, in milliseconds. */
const LOOK_MS = 500;
/** Who recorded them, as the outbox shows it. */
const ORIGIN = 'npx nestjs-converge send';

/** What was done with the events of an input. */
export interface SendResult {
  sent: number;
  /** Left out, because the outbox knows them already: how many, by what it knows. */
  readonly skipped: Record<string, number>;
  invalid: number;
  /** The first line that is not done yet, if it was stopped. */
  stoppedAt?: number;
}

export interface SendSettings {
  /** Events per second. */
  readonly rate: number;
  readonly signal: AbortSignal;
  /** @param place `file:line` */
  readonly onInvalid: (place: string, why: string) => void;
}

/**
 * Records the events of an input as an application would, at a steady pace, but for those that the outbox
 * knows already: so it can be stopped and run again. While delivery is paused, it waits.
 *
 * @throws OutboxFullError, OutboxClosedError
 */
export async function sendEvents(
  { tracker, outbox, dispatcher }: Engine,
  input: EventInput,
  { rate, signal, onInvalid }: SendSettings,
): Promise<SendResult> {
  const result: SendResult = { sent: 0, skipped: {}, invalid: 0 };
  const bar = new ProgressBar(input.bytes);
  const known = new KnownEvents(outbox.admin);
  const mayGoOn = steadyPace(rate, signal, () => dispatcher.pausedForMs > 0);
  const refuse = (line: number, why: string) => {
    result.invalid++;
    onInvalid(`${input.name}:${line}`, why);
  };
  /** How many bytes were read, and of how many the events are done. */
  let [bytes, done] = [0, 0];
  try {
    const pieces = readPieces(input, (read) => void (bytes += read));
    for await (const values of inBatches(readValues(pieces, input))) {
      const events = values.flatMap((found) => {
        const event = readPastEvent(found);
        if (typeof event !== 'string') return [event];
        refuse(found.line, event);
        return [];
      });
      await known.look(events);
      for (const [index, past] of events.entries()) {
        const why = known.claim(past);
        if (why !== undefined) {
          result.skipped[why] = (result.skipped[why] ?? 0) + 1;
          continue;
        }
        if (!(await mayGoOn())) return { ...result, stoppedAt: past.line };
        try {
          await tracker.trackEvent(past.event as ConvergeEvent, ORIGIN, {});
          result.sent++;
        } catch (error) {
          if (!(error instanceof ConvergeValidationError)) throw error;
          refuse(past.line, error.violations.map(describeViolation).join('; '));
        }
        bar.update(done + ((bytes - done) * index) / events.length, `${result.sent} sent`);
      }
      done = bytes;
    }
    return result;
  } finally {
    bar.end();
  }
}

async function* inBatches(
  values: AsyncIterable<FoundValue>,
): AsyncGenerator<readonly FoundValue[]> {
  let batch: FoundValue[] = [];
  for await (const value of values) {
    if (batch.push(value) < TOGETHER) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

/** @returns a function that waits for the next event's turn, and says whether there is one */
function steadyPace(rate: number, signal: AbortSignal, isPaused: () => boolean) {
  const wait = (ms: number) => pause(ms, undefined, { signal }).catch(() => undefined);
  let nextAt = performance.now();
  return async (): Promise<boolean> => {
    while (isPaused() && !signal.aborted) await wait(LOOK_MS);
    const ms = nextAt - performance.now();
    if (ms > 0) await wait(ms);
    // After a pause, the pace is the same: nothing is made up for.
    nextAt = Math.max(nextAt, performance.now()) + 1_000 / rate;
    return !signal.aborted;
  };
}
