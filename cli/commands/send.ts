import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Option } from 'commander';
import type { Engine } from '../../lib/engine.js';
import type { ConvergeEvent } from '../../lib/event/converge-event.interface.js';
import { ConvergeValidationError, describeViolation } from '../../lib/event/violation.js';
import { isPlainObject } from '../../lib/event/plain-json.js';
import { visibleLine } from '../../lib/event/visible.js';
import type { AuditAnswer } from '../../lib/outbox/ledger.js';
import { OutboxUnavailableError } from '../../lib/outbox/errors.js';
import type { OutboxAdmin } from '../../lib/outbox/outbox.js';
import { EXIT } from '../cli.error.js';
import { type CliCommand, type Flags, wholeNumber } from '../command.js';
import { confirmSending, type Connection, readConnection } from '../connection.js';
import { findInput, type FoundValue, type Input, readPieces, readValues } from '../inputs.js';
import {
  addressOf,
  type AnyOutbox,
  knownSource,
  seeWhy,
  withFile,
  withOutbox,
} from '../with-outbox.js';
import { amount, MAX_SHOWN, print, printJson, Progress, remark } from '../print.js';
import { ServerOutbox } from '../server-outbox.js';

/** How long to wait at the end until everything is delivered, in milliseconds. */
const FLUSH_MS = 10_000;

export function addSend(program: CliCommand): void {
  program
    .add(
      'send',
      'Send past events: through the same checks, outbox and delivery as those of the application, with their own time.',
      'Leaves out what the outbox knows already, so that it can be stopped and run again. Asks first unless the endpoint is on this machine.',
    )
    .argument('<input>', 'JSON lines or a JSON array of events; - for standard input')
    .addOption(
      new Option('--rate <count>', 'how many events are sent in a second')
        .argParser(wholeNumber(1, 10_000))
        .default(20),
    )
    .flags('yes', 'token', 'endpoint', 'path', 'json')
    .action(send);
}

async function send(given: string, options: Flags & { readonly rate: number }): Promise<void> {
  const { path, json, rate } = options;
  const input = findInput(given);
  const connection = await readConnection(options);
  const check = async (outbox: AnyOutbox) => {
    // The queue of a server is opened with it.
    if (!(outbox instanceof ServerOutbox)) await knownSource(outbox, connection);
  };
  await withOutbox(path, 'to read', check, connection);
  await confirmSending(`the events of ${input.name}`, connection, options.yes);
  const engine = await openEngine(connection, addressOf(path));
  const stop = new AbortController();
  // A second one ends the process: what is in the outbox is safe.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort());
  let outcome: Awaited<ReturnType<typeof run>>;
  let left: number;
  try {
    outcome = await run(engine, input, rate, stop.signal);
  } finally {
    await engine.stop();
    left = await countOnlyHere(engine);
    if (left > 0 || engine.reporter.counters().lostAtShutdown > 0) process.exitCode = EXIT.failed;
  }
  const { result, counts, all } = outcome;
  const { pending, leased, waiting, dead } = all;
  const [sent, undelivered] = [result.sent.length, pending + leased + waiting];
  if (json === true) printJson({ ...result, sent, counts, undelivered, dead, onlyHere: left });
  else report(result, counts, input.name, path);
  if (result.invalid > 0 || result.stoppedAt !== undefined) process.exitCode = EXIT.failed;
}

async function run(engine: Engine, input: Input, rate: number, signal: AbortSignal) {
  const result = await sendEvents(engine, input, rate, signal);
  await engine.dispatcher.flush(FLUSH_MS);
  const { admin } = engine.outbox;
  const states = await lookUp(admin, result.sent, ({ state }) => state);
  const counts: Record<string, number> = {};
  for (const state of states.values()) counts[state] = (counts[state] ?? 0) + 1;
  // Those of the application included: any process may send them.
  return { result, counts, all: await patiently(() => admin.counts()) };
}

/** Counts the events that a server should have, and that are in the file behind it. */
async function countOnlyHere({ options }: Engine): Promise<number> {
  const { path, url } = options.outbox;
  if (url === undefined || path === 'memory' || !existsSync(path)) return 0;
  const { pending, leased, waiting } = await withFile(path, 'to read', (file) => file.counts());
  const left = pending + leased + waiting;
  if (left > 0) {
    remark(
      `The server has not taken ${amount(left, 'event')}, which ${left === 1 ? 'is' : 'are'} only in ${visibleLine(path)}: ` +
        'run this again here when it can be reached, before that file is gone.',
    );
  }
  return left;
}

/** @param counts what has become of the events that were sent, by the states of an audit */
function report(
  { sent, skipped, invalid, stoppedAt }: SendResult,
  counts: Readonly<Record<string, number>>,
  name: string,
  path: string | undefined,
): void {
  const list = (of: Readonly<Record<string, number>>) =>
    Object.entries(of).flatMap(([what, count]) => (count > 0 ? [`${count} ${what}`] : []));
  const leftOut = Object.values(skipped).reduce((sum, count) => sum + count, 0);
  if ('queued' in counts || 'queued' in skipped)
    remark('The application sends the queued ones: keep it running.');
  if ('dead' in counts || 'dead' in skipped) remark(visibleLine(`Dead letters, ${seeWhy(path)}`));
  if (stoppedAt !== undefined) {
    print(visibleLine(`Stopped before ${name}:${stoppedAt}: run it again to go on.`));
  }
  if (leftOut > 0) print(`Left out, because the outbox knows them: ${list(skipped).join(', ')}.`);
  const parts = list({ ...counts, 'left out': leftOut, invalid });
  print(`${amount(sent.length + leftOut + invalid, 'event')}: ${parts.join(', ')}.`);
}

/**
 * Nothing of the application's may get too old for a process that does not know its settings: ten years. What
 * begins before 1970, Redis refuses.
 */
const FOREVER_DAYS = 3_650;

/**
 * Starts an engine beside that of the application, for the same outbox; what it logs are remarks.
 *
 * @param path of the file, or the URL of a server
 */
async function openEngine(connection: Connection, path: string): Promise<Engine> {
  const [{ createEngine }, { resolveOptions }] = await Promise.all([
    import('../../lib/engine.js'),
    import('../../lib/options/resolve-options.js'),
  ]);
  const outbox = { path, deadLetterDays: FOREVER_DAYS, ledgerDays: FOREVER_DAYS };
  const options = resolveOptions({ ...connection, outbox });
  const write = (level: string, message: string, { kind }: { readonly kind?: unknown }) => {
    // The command says these with the line, and at its end.
    if (level === 'info' || kind === 'invalidEvent' || kind === 'leftAtShutdown') return;
    remark(visibleLine(message));
  };
  const engine = await createEngine(options, { log: { write, isDebugEnabled: () => false } });
  engine.start();
  return engine;
}

/** How many events are looked up in the outbox together. */
const TOGETHER = 1_000;
/** How long to wait before it is looked again whether delivery goes on, in milliseconds. */
const LOOK_MS = 500;
/** Who recorded them, as the outbox shows it. */
const ORIGIN = 'npx nestjs-converge send';

/** What was done with the events of an input. */
interface SendResult {
  readonly sent: EventKey[];
  /** Left out, because the outbox knows them already: how many, by what it knows. */
  readonly skipped: Record<string, number>;
  invalid: number;
  /** The first line that is not done yet, if it was stopped. */
  stoppedAt?: number;
}

/**
 * Records the events of an input as an application would, at a steady pace, but for those that the outbox
 * knows already: so it can be stopped and run again. While delivery is paused, it waits.
 *
 * @param rate events per second
 * @throws OutboxFullError, OutboxClosedError
 */
async function sendEvents(
  { tracker, outbox, dispatcher }: Engine,
  input: Input,
  rate: number,
  signal: AbortSignal,
): Promise<SendResult> {
  const result: SendResult = { sent: [], skipped: {}, invalid: 0 };
  const progress = new Progress();
  const mayGoOn = steadyPace(rate, signal, () => dispatcher.pausedForMs > 0);
  const refuse = (line: number, why: string) => {
    if (++result.invalid > MAX_SHOWN) return;
    remark(visibleLine(`${input.name}:${line}: ${why}`));
  };
  try {
    for await (const values of inBatches(readValues(readPieces(input), input))) {
      const events = values.flatMap((found) => {
        const event = readPastEvent(found);
        if (typeof event !== 'string') return [event];
        refuse(found.line, event);
        return [];
      });
      const known = await lookUp(outbox.admin, events, whyKnown);
      for (const past of events) {
        const why = known.get(keyOf(past));
        // Each is sent once.
        known.set(keyOf(past), why ?? 'repeated');
        if (why !== undefined) {
          result.skipped[why] = (result.skipped[why] ?? 0) + 1;
          continue;
        }
        if (!(await mayGoOn())) return { ...result, stoppedAt: past.line };
        try {
          await tracker.trackEvent(past.event as ConvergeEvent, ORIGIN, {});
          result.sent.push({ eventName: past.eventName, eventId: past.eventId });
        } catch (error) {
          if (!(error instanceof ConvergeValidationError)) throw error;
          refuse(past.line, error.violations.map(describeViolation).join('; '));
        }
        progress.update(`${result.sent.length} sent`);
      }
    }
    return result;
  } finally {
    progress.end();
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

/** How much the clocks of two machines may differ, in milliseconds. */
const CLOCKS_MS = 600_000;

/** An event of an input, before it is checked as every event is. */
type PastEvent = Exclude<ReturnType<typeof readPastEvent>, string>;

/** @returns what is wrong, in words, for a value of which no event can be made */
function readPastEvent({ value, line }: FoundValue) {
  if (value === undefined) return 'is not JSON';
  if (!isPlainObject(value)) return 'is not an event: give a JSON object';
  const { event_name: eventName, event_id: eventId, timestamp } = value;
  if (typeof eventName !== 'string') return 'has no event_name: give one, e.g. "Placed Order"';
  if (typeof eventId !== 'string' || eventId === '') {
    return 'has no event_id: give a string that stays the same, e.g. the id of the order';
  }
  // Otherwise it would count as one of today.
  if (typeof timestamp !== 'string') return 'has no timestamp: a past event needs its own';
  if (Date.parse(timestamp) > Date.now() + CLOCKS_MS) {
    return 'has a timestamp in the future: give the time of the event, with its timezone';
  }
  return { line, eventName, eventId, event: value as object };
}

type EventKey = Pick<PastEvent, 'eventName' | 'eventId'>;

/** What the outbox knows of events, in a word, by their keys. */
async function lookUp(
  admin: OutboxAdmin,
  events: readonly EventKey[],
  wordFor: (answer: AuditAnswer) => string | undefined,
): Promise<Map<string, string>> {
  const known = new Map<string, string>();
  for (const eventName of new Set(events.map((event) => event.eventName))) {
    const ofName = events.filter((event) => event.eventName === eventName);
    const ids = ofName.map(({ eventId }) => eventId);
    for (const answer of await patiently(() => admin.audit({ ids, eventName }))) {
      const word = wordFor(answer);
      if (word !== undefined) known.set(keyOf({ eventName, eventId: answer.id }), word);
    }
  }
  return known;
}

/** A server that is alive may be slow: only its third failure ends the command. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof OutboxUnavailableError) || failures >= 3) throw error;
      await pause(LOOK_MS);
    }
  }
}

function keyOf({ eventName, eventId }: EventKey): string {
  return JSON.stringify([eventName, eventId]);
}

/** What `consent` or `beforeSend` dropped stays dropped: the application has decided that. */
function whyKnown({ state, droppedBy, isOtherSource }: AuditAnswer): string | undefined {
  if (state === 'missing' || (state === 'delivered' && isOtherSource === true)) return undefined;
  if (state !== 'dropped') return state;
  return droppedBy === 'consent' || droppedBy === 'filter' ? `dropped by ${droppedBy}` : undefined;
}
