import { styleText } from 'node:util';
import type { Command } from 'commander';
import type { DeliveryOutcome } from '../../delivery/delivery-outcome.js';
import { visible, visibleLine } from '../../event/visible.js';
import { isConvergesOwn } from '../../options/check-endpoint.js';
import { EXIT } from '../cli.error.js';
import { addCommand, ENDPOINT_FLAG, JSON_FLAG, TOKEN_FLAG } from '../command.js';
import { readConnection, type ConnectionOptions } from '../connection.js';
import { print, printJson } from '../print.js';
import type { Exchange, ShownMessage } from '../post-event.js';

interface SendTestOptions extends ConnectionOptions {
  readonly json?: boolean;
}

/** How much of an answer is printed, in characters. */
const MAX_ANSWER = 2_000;

export function addSendTest(program: Command): void {
  addCommand(
    program,
    'send-test',
    'Send a test "Placed Order" to Converge or the sandbox, and show the answer.',
    'Converge documents no way to delete an event: use the token of a test source.',
  )
    .option(...TOKEN_FLAG)
    .option(...ENDPOINT_FLAG)
    .option(...JSON_FLAG)
    .action(sendTest);
}

async function sendTest(options: SendTestOptions): Promise<void> {
  const connection = await readConnection(options);
  const { postEvent, testOrder } = await import('../post-event.js');
  const event = testOrder();
  const exchange = await postEvent(event, connection);
  const advice = explainOutcome(exchange.outcome, event.event_id, new URL(connection.endpoint));
  if (options.json === true) {
    printJson({ ...exchange, answer: exchange.answer ?? null, eventId: event.event_id, advice });
  } else {
    print(...describe(exchange), '', ...advice);
  }
  if (exchange.outcome.kind !== 'delivered') process.exitCode = EXIT.failed;
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
        `Token refused (${outcome.status}): copy the webhook token of the source from Converge again.`,
        'An application would keep its events and retry.',
      ];
    case 'rejected':
      return [
        `Refused (${outcome.status}): check the endpoint of the source. The event itself is valid by contract and spec.`,
        'An application would keep such an event as a dead letter.',
      ];
    case 'temporary':
      return [
        `Not delivered (${outcome.reason}): check the endpoint, and whether this machine can reach it (nestjs-converge doctor).`,
        'An application would keep its events and retry.',
      ];
  }
}
