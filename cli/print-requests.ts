import { styleText } from 'node:util';
import { visibleLine, visibleName } from '../lib/event/visible.js';
import type { Memory } from '../sandbox/server/store/memory.js';
import type { StoredRequest } from '../sandbox/server/store/stored-request.js';
import { amount as countOf, print } from './print.js';

/** Prints a line for each request from now on. */
export function printRequests(memory: Memory): void {
  let known = memory.newestNumber;
  memory.on('request', () => {
    print(...memory.requests.after(known, Infinity).map(requestLine));
    known = memory.newestNumber;
  });
}

type Colour = Parameters<typeof styleText>[0];

/** A request as one line: time, event, id, amount and verdict. */
export function requestLine(request: StoredRequest): string {
  const { eventName, eventId, receivedAt } = request;
  const [colour, verdict] = verdictOf(request);
  return [
    styleText('dim', new Date(receivedAt).toTimeString().slice(0, 8)),
    visibleName(eventName ?? 'no event name').padEnd(20),
    visibleName(eventId ?? 'no event_id').padEnd(20),
    amountOf(request).padStart(12),
    styleText(colour, visibleLine(verdict)),
  ].join('  ');
}

function verdictOf(request: StoredRequest): [Colour, string] {
  const { outcome, warningCount, reason, violations } = request;
  switch (outcome) {
    case 'accepted':
      return warningCount === 0
        ? ['green', 'accepted']
        : ['yellow', `accepted with ${countOf(warningCount, 'warning')}`];
    case 'duplicate':
      return ['cyan', 'duplicate'];
    case 'unauthorised':
      return ['red', `unauthorised: ${reason}`];
    case 'fault':
      return ['magenta', reason ?? 'simulated failure'];
    case 'refused': {
      const [first, ...others] = violations;
      const why = first === undefined ? reason : `${first.path}: ${first.advice}`;
      const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
      return ['red', `refused: ${why}${more}`];
    }
  }
}

function amountOf({ amount, currency }: StoredRequest): string {
  if (amount === undefined) return '';
  const digits = Number.isInteger(amount) ? 0 : 2;
  const figure = amount.toLocaleString('en', { minimumFractionDigits: digits });
  return visibleName(currency === undefined ? figure : `${figure} ${currency}`);
}
