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
import { type CliCommand, wholeNumber } from '../command.js';
import {
  confirmSending,
  type Connection,
  type ConnectionOptions,
  readConnection,
} from '../connection.js';
import { findInput, type FoundValue, type Input, readPieces, readValues } from '../inputs.js';
import {
  addressOf,
  type AnyOutbox,
  knownSource,
  nextCommand,
  type OutboxFlags,
  withFile,
  withOutbox,
} from '../with-outbox.js';
import { amount, MAX_SHOWN, print, printJson, Progress, remark } from '../print.js';
import { ServerOutbox } from '../server-outbox.js';

interface SendOptions extends ConnectionOptions, OutboxFlags {
  readonly rate: number;
  readonly yes?: boolean;
}

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

async function send(given: string, options: SendOptions): Promise<void> {
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
  let sent: Awaited<ReturnType<typeof run>>;
  let left: number;
  try {
    sent = await run(engine, input, rate, stop.signal);
  } finally {
    await engine.stop();
    left = await countOnlyHere(engine);
    if (left > 0 || engine.reporter.counters().lostAtShutdown > 0) process.exitCode = EXIT.failed;
  }
  const { result, counts } = sent;
  const { pending, leased, waiting, dead } = counts;
  const undelivered = pending + leased + waiting;
  if (json === true) printJson({ ...result, undelivered, dead, onlyHere: left });
  else report(result, Math.max(0, undelivered - left), dead, input.name, path);
  if (result.invalid > 0 || result.stoppedAt !== undefined) process.exitCode = EXIT.failed;
}

async function run(engine: Engine, input: Input, rate: number, signal: AbortSignal) {
  const result = await sendEvents(engine, input, rate, signal);
  await engine.dispatcher.flush(FLUSH_MS);
  // Those of the application included: any process may send them.
  return { result, counts: await patiently(() => engine.outbox.admin.counts()) };
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

function report(
  { sent, skipped, invalid, stoppedAt }: SendResult,
  undelivered: number,
  dead: number,
  name: string,
  path: string | undefined,
): void {
  const known = Object.entries(skipped).map(([why, count]) => `${count} ${why}`);
  print(
    `${amount(sent, 'event')} sent; the outbox has ${amount(undelivered, 'undelivered event')} and ${amount(dead, 'dead letter')} now.`,
  );
  if (known.length > 0) print(`Left out, because the outbox knows them: ${known.join(', ')}.`);
  if (invalid > 0) print(`${amount(invalid, 'invalid line')} left out.`);
  if (stoppedAt !== undefined) {
    print(visibleLine(`Stopped before ${name}:${stoppedAt}: run it again to go on.`));
  }
  if (undelivered > 0) remark('The application sends the undelivered ones: keep it running.');
  if (dead > 0) {
    const list = nextCommand('outbox list --state dead', path);
    remark(visibleLine(`Dead letters, see why: ${list}`));
  }
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
  const say = (message: string, { kind }: { readonly kind?: unknown }) => {
    // The command says it with the line.
    if (kind !== 'invalidEvent') remark(visibleLine(message));
  };
  const log = { error: say, warn: say, info: () => undefined, debug: () => undefined };
  const engine = await createEngine(options, { log: { ...log, isDebugEnabled: () => false } });
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
  sent: number;
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
  const result: SendResult = { sent: 0, skipped: {}, invalid: 0 };
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
      const known = await lookUp(outbox.admin, events);
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
          result.sent++;
        } catch (error) {
          if (!(error instanceof ConvergeValidationError)) throw error;
          refuse(past.line, error.violations.map(describeViolation).join('; '));
        }
        progress.update(`${result.sent} sent`);
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

/** Why the outbox knows an event already, by its key. */
async function lookUp(
  admin: OutboxAdmin,
  events: readonly PastEvent[],
): Promise<Map<string, string>> {
  const known = new Map<string, string>();
  for (const eventName of new Set(events.map((event) => event.eventName))) {
    const ofName = events.filter((event) => event.eventName === eventName);
    const ids = ofName.map(({ eventId }) => eventId);
    for (const answer of await patiently(() => admin.audit({ ids, eventName }))) {
      const why = whyKnown(answer);
      if (why !== undefined) known.set(keyOf({ eventName, eventId: answer.id }), why);
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

function keyOf({ eventName, eventId }: Pick<PastEvent, 'eventName' | 'eventId'>): string {
  return JSON.stringify([eventName, eventId]);
}

/** What `consent` or `beforeSend` dropped stays dropped: the application has decided that. */
function whyKnown({ state, droppedBy, isOtherSource }: AuditAnswer): string | undefined {
  if (state === 'missing' || (state === 'delivered' && isOtherSource === true)) return undefined;
  if (state !== 'dropped') return state;
  return droppedBy === 'consent' || droppedBy === 'filter' ? `dropped by ${droppedBy}` : undefined;
}
