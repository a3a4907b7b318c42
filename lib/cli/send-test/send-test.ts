import type { DeliveryOutcome } from '../../delivery/delivery-outcome.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { readConnection, type ConnectionOptions } from '../read-connection.js';
import { paint } from '../terminal/colours.js';
import { print, printJson } from '../terminal/print.js';
import { visible } from '../terminal/visible.js';
import { explainOutcome } from './explain-outcome.js';
import { postEvent, type Exchange, type ShownMessage } from './post-event.js';
import { testOrder } from './test-order.js';

/** What it is asked for. */
export interface SendTestOptions extends ConnectionOptions {
  readonly json?: boolean;
}

/** More of an answer is not worth printing, in characters. */
const MAX_ANSWER = 2_000;

export async function sendTest(options: SendTestOptions): Promise<ExitCode> {
  const connection = await readConnection(options);
  const event = testOrder();
  const exchange = await postEvent(event, connection);
  const advice = explainOutcome(exchange.outcome, event.event_id, connection.endpoint);
  if (options.json === true) {
    printJson({ ...exchange, answer: exchange.answer ?? null, eventId: event.event_id, advice });
  } else {
    print(...describe(exchange), '', ...advice);
  }
  return exchange.outcome.kind === 'delivered' ? EXIT.fine : EXIT.failed;
}

function describe({ request, answer, outcome, tookMs }: Exchange): string[] {
  return [
    paint(`${request.method} ${request.url}`, 'bold'),
    ...message({ ...request, body: JSON.stringify(JSON.parse(request.body), null, 2) }),
    '',
    answer === undefined
      ? paint(`No answer (${reasonOf(outcome)}) after ${tookMs} ms`, 'red')
      : paint(
          `Answer ${answer.status} after ${tookMs} ms`,
          outcome.kind === 'delivered' ? 'green' : 'red',
        ),
    ...(answer === undefined ? [] : message(answer)),
  ];
}

function message({ headers, body }: ShownMessage): string[] {
  const lines = Object.entries(headers).map(([name, value]) => visible(`${name}: ${value}`));
  const isLong = body.length > MAX_ANSWER;
  return [...lines, '', visible(isLong ? `${body.slice(0, MAX_ANSWER)} …` : body)];
}

function reasonOf(outcome: DeliveryOutcome): string {
  return outcome.kind === 'temporary' ? outcome.reason : outcome.kind;
}
