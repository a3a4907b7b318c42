import { setTimeout as pause } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import type { Engine } from '../../lib/engine.js';
import type { ConvergeEvent } from '../../lib/event/converge-event.interface.js';
import { ConvergeValidationError } from '../../lib/event/violation.js';
import { isPlainObject } from '../../lib/event/plain-json.js';
import { describeViolation } from '../../lib/event/violation.js';
import { visibleLine } from '../../lib/event/visible.js';
import { isConvergesOwn } from '../../lib/options/environment.js';
import { isLoopback } from '../../lib/options/environment.js';
import type { AuditAnswer } from '../../lib/outbox/ledger.js';
import type { OutboxAdmin } from '../../lib/outbox/outbox.js';
import { EXIT } from '../cli.error.js';
import {
  addCommand,
  ENDPOINT_FLAG,
  JSON_FLAG,
  PATH_FLAG,
  TOKEN_FLAG,
  wholeNumber,
  YES_FLAG,
} from '../command.js';
import { type Connection, type ConnectionOptions, readConnection } from '../connection.js';
import { findInput, type FoundValue, type Input, readPieces, readValues } from '../inputs.js';
import {
  type AnyOutbox,
  knownSource,
  nextCommand,
  outboxAddress,
  type OutboxFlags,
  withOutbox,
} from '../with-outbox.js';
import { amount, print, printJson, ProgressBar, remark } from '../print.js';
import { confirm } from '../prompts.js';
import { ServerOutbox } from '../server-outbox.js';

interface SendOptions extends ConnectionOptions, OutboxFlags {
  readonly rate: number;
  readonly yes?: boolean;
}

/** The most mistakes that are printed. */
const MAX_SHOWN = 50;
/** How long to wait at the end until everything is delivered, in milliseconds. */
const FLUSH_MS = 10_000;

export function addSend(program: Command): void {
  addCommand(
    program,
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
    .option(...YES_FLAG)
    .option(...TOKEN_FLAG)
    .option(...ENDPOINT_FLAG)
    .option(...PATH_FLAG)
    .option(...JSON_FLAG)
    .action(send);
}

/** What is printed at the end. */
interface Summary extends SendResult {
  /** How many events the outbox has now, those of the application included: any process may send them. */
  readonly undelivered: number;
  readonly dead: number;
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
  const { hostname, host } = new URL(connection.endpoint);
  if (!isLoopback(hostname)) {
    const warning = isConvergesOwn(new URL(connection.endpoint))
      ? 'Converge cannot delete an event. '
      : '';
    await confirm(`${warning}Send the events of ${input.name} to ${host}?`, options.yes);
  }
  const engine = await openEngine(connection, outboxAddress(path));
  const stop = new AbortController();
  // A second one ends the process: what is in the outbox is safe.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort());
  let mistakes = 0;
  const onInvalid = (place: string, why: string) => {
    if (++mistakes <= MAX_SHOWN) remark(visibleLine(`${place}: ${why}`));
  };
  let summary: Summary;
  try {
    const result = await sendEvents(engine, input, { rate, signal: stop.signal, onInvalid });
    await engine.dispatcher.flush(FLUSH_MS);
    const { pending, leased, waiting, dead } = await engine.outbox.admin.counts();
    summary = { ...result, undelivered: pending + leased + waiting, dead };
  } finally {
    await engine.stop();
  }
  if (json === true) printJson(summary);
  else {
    print(...describe(summary, input.name));
    remark(...advise(summary, path).map(visibleLine));
  }
  if (summary.invalid > 0 || summary.stoppedAt !== undefined) process.exitCode = EXIT.failed;
}

function describe(summary: Summary, name: string): string[] {
  const { sent, undelivered, dead, skipped, invalid, stoppedAt } = summary;
  const known = Object.entries(skipped).map(([why, count]) => `${count} ${why}`);
  return [
    `${amount(sent, 'event')} sent; the outbox has ${amount(undelivered, 'undelivered event')} and ${amount(dead, 'dead letter')} now.`,
    ...(known.length === 0
      ? []
      : [`Left out, because the outbox knows them: ${known.join(', ')}.`]),
    ...(invalid === 0 ? [] : [`${amount(invalid, 'invalid line')} left out.`]),
    ...(stoppedAt === undefined
      ? []
      : [visibleLine(`Stopped before ${name}:${stoppedAt}: run it again to go on.`)]),
  ];
}

function advise({ undelivered, dead }: Summary, path?: string): string[] {
  const steps: string[] = [];
  if (undelivered > 0) steps.push('The application sends the undelivered ones: keep it running.');
  if (dead > 0) {
    steps.push(`Dead letters, see why: ${nextCommand('outbox list --state dead', path)}`);
  }
  return steps;
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

interface SendSettings {
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
async function sendEvents(
  { tracker, outbox, dispatcher }: Engine,
  input: Input,
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

/** How much the clocks of two machines may differ, in milliseconds. */
const CLOCKS_MS = 600_000;

/** An event of an input, before it is checked as every event is. */
interface PastEvent {
  readonly line: number;
  readonly eventName: string;
  readonly eventId: string;
  readonly event: object;
}

/** @returns what is wrong, in words, for a value of which no event can be made */
function readPastEvent({ value, line }: FoundValue): PastEvent | string {
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
  return { line, eventName, eventId, event: value };
}

/** Finds out which events the outbox knows already. */
class KnownEvents {
  private known = new Map<string, string>();

  constructor(private readonly admin: OutboxAdmin) {}

  /** Looks up these events, and forgets the ones before. */
  async look(events: readonly PastEvent[]): Promise<void> {
    this.known = new Map();
    const idsByName = new Map<string, string[]>();
    for (const { eventName, eventId } of events) {
      const ids = idsByName.get(eventName);
      if (ids === undefined) idsByName.set(eventName, [eventId]);
      else ids.push(eventId);
    }
    for (const [eventName, ids] of idsByName) {
      for (const answer of await this.admin.audit({ ids, eventName })) {
        const why = whyKnown(answer);
        if (why !== undefined) this.known.set(keyOf({ eventName, eventId: answer.id }), why);
      }
    }
  }

  /** Why an event must be left out; undefined for one that is to be sent, once. */
  claim(event: PastEvent): string | undefined {
    const key = keyOf(event);
    const why = this.known.get(key);
    if (why === undefined) this.known.set(key, 'repeated');
    return why;
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
