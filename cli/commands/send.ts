import { type Command, Option } from 'commander';
import { visibleLine } from '../../lib/event/visible.js';
import { isConvergesOwn } from '../../lib/options/environment.js';
import { isLoopback } from '../../lib/options/environment.js';
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
import { type ConnectionOptions, readConnection } from '../connection.js';
import { findInput } from '../input/find-inputs.js';
import {
  type AnyOutbox,
  knownSource,
  nextCommand,
  outboxAddress,
  type OutboxFlags,
  withOutbox,
} from '../with-outbox.js';
import { amount, print, printJson, remark } from '../print.js';
import { confirm } from '../prompts.js';
import { ServerOutbox } from '../server-outbox.js';
import type { SendResult } from '../send/send-events.js';

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
  const [{ openEngine }, { sendEvents }] = await Promise.all([
    import('../send/open-engine.js'),
    import('../send/send-events.js'),
  ]);
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
