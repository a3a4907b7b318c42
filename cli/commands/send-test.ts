import { styleText } from 'node:util';
import type { Command } from 'commander';
import type { DeliveryOutcome } from '../../lib/delivery/delivery-outcome.js';
import { describeViolation, type Violation } from '../../lib/event/violation.js';
import { visible, visibleLine } from '../../lib/event/visible.js';
import { isConvergesOwn } from '../../lib/options/environment.js';
import { isLoopback } from '../../lib/options/environment.js';
import { EXIT } from '../cli.error.js';
import { addCommand, ENDPOINT_FLAG, JSON_FLAG, TOKEN_FLAG, YES_FLAG } from '../command.js';
import { readConnection, type ConnectionOptions } from '../connection.js';
import { print, printJson } from '../print.js';
import { confirm } from '../prompts.js';
import type { Exchange, ShownMessage } from '../post-event.js';

interface SendTestOptions extends ConnectionOptions {
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** How much of an answer is printed, in characters. */
const MAX_ANSWER = 2_000;

export function addSendTest(program: Command): void {
  addCommand(
    program,
    'send-test',
    'Send a test "Placed Order" to Converge or the sandbox, and show the answer.',
    'Asks first unless the endpoint is on this machine: Converge documents no way to delete an event, so use the token of a test source.',
  )
    .option(...TOKEN_FLAG)
    .option(...ENDPOINT_FLAG)
    .option(...YES_FLAG)
    .option(...JSON_FLAG)
    .action(sendTest);
}

async function sendTest(options: SendTestOptions): Promise<void> {
  const connection = await readConnection(options);
  const endpoint = new URL(connection.endpoint);
  if (!isLoopback(endpoint.hostname)) {
    const warning = isConvergesOwn(endpoint) ? 'Converge cannot delete an event. ' : '';
    await confirm(`${warning}Send a test order to ${endpoint.host}?`, options.yes);
  }
  const [{ postEvent, testOrder }, { checkEvent }, { checkSpec }] = await Promise.all([
    import('../post-event.js'),
    import('../../lib/event/check-event.js'),
    import('../../lib/event/check-spec.js'),
  ]);
  const event = testOrder();
  const violations = [...checkEvent(event), ...checkSpec(event)];
  const exchange = await postEvent(event, connection);
  const advice = explainOutcome(exchange.outcome, event.event_id, endpoint);
  if (options.json === true) {
    const { answer = null } = exchange;
    printJson({ ...exchange, answer, eventId: event.event_id, violations, advice });
  } else {
    print(...describe(exchange), '', ...describeCheck(violations), ...advice);
  }
  if (exchange.outcome.kind !== 'delivered') process.exitCode = EXIT.failed;
}

function describeCheck(violations: readonly Violation[]): string[] {
  return violations.length === 0
    ? ['The event is valid by contract and spec.']
    : violations.map(describeViolation);
}

function describe({ request, answer, outcome, tookMs }: Exchange): string[] {
  const colour = outcome.kind === 'delivered' ? 'green' : 'red';
  const reason = outcome.kind === 'temporary' ? outcome.reason : outcome.kind;
  const result =
    answer === undefined
      ? `No answer (${reason}) after ${tookMs} ms`
      : `Answer ${answer.status} after ${tookMs} ms`;
  return [
    styleText('bold', `${request.method} ${request.url}`),
    ...message({ ...request, body: JSON.stringify(JSON.parse(request.body), null, 2) }),
    '',
    styleText(colour, result),
    ...(answer === undefined ? [] : message(answer)),
  ];
}

function message({ headers, body }: ShownMessage): string[] {
  const lines = Object.entries(headers).map(([name, value]) => visibleLine(`${name}: ${value}`));
  const isLong = body.length > MAX_ANSWER;
  return [...lines, '', visible(isLong ? `${body.slice(0, MAX_ANSWER)} …` : body)];
}

/** Explains an outcome and the next step. */
function explainOutcome(outcome: DeliveryOutcome, eventId: string, endpoint: URL): string[] {
  switch (outcome.kind) {
    case 'delivered':
      return [
        'Delivered: any 2xx counts as delivered; Converge documents no status codes.',
        isConvergesOwn(endpoint)
          ? `In Converge, open the Logs tab of the source and look for the event_id ${eventId}.`
          : `Look for the event_id ${eventId} in the Logs tab of the source in Converge or, if this is the sandbox, on ${endpoint.origin}.`,
      ];
    case 'unauthorised':
      return [
        isLoopback(endpoint.hostname)
          ? `Token refused (${outcome.status}): give the token that the sandbox was started with or, if none was given, the one that it prints.`
          : `Token refused (${outcome.status}): copy the webhook token of the source from Converge again.`,
        'An application would keep its events and retry.',
      ];
    case 'misdirected':
      return [
        `Not taken (${outcome.status}): this is not Converge's webhook, or something on the way blocks it. Check the endpoint, proxies and firewalls.`,
        'An application would keep its events and retry.',
      ];
    case 'rejected':
      return [
        `Refused (${outcome.status}): read the answer for the reason.`,
        'An application would keep such an event as a dead letter.',
      ];
    case 'temporary':
      return [
        outcome.reason === 'ECONNREFUSED' && isLoopback(endpoint.hostname)
          ? `Not delivered (${outcome.reason}): start the sandbox: npx nestjs-converge sandbox`
          : `Not delivered (${outcome.reason}): check the endpoint, and whether this machine can reach it: npx nestjs-converge doctor`,
        'An application would keep its events and retry.',
      ];
  }
}
