import { inspect } from 'node:util';
import type { SandboxEvent } from 'nestjs-converge/sandbox';
import type { Order } from '../orders/order.interface.js';

/** What has become of an order, in a few lines, or whole. */
export function describeResult(order: Order, { event }: SandboxEvent, verbose: boolean): string {
  if (verbose) return `POST /orders answered: ${pretty(order)}\n\nIts event: ${pretty(event)}`;
  const { currency, total } = order.totals;
  const amount = new Intl.NumberFormat('en-US', { style: 'currency', currency }).format(total);
  return [
    `The shop answered an order of ${amount}, and its event arrived:\n`,
    `  ${event.event_name}, event_id ${event.event_id}`,
    `  items:   ${order.lines.map(({ quantity, name }) => `${quantity} × ${name}`).join(', ')}`,
    `  aliases: ${event.aliases.join(', ')}`,
    '\n"npm start -- --verbose" prints all of it. Ctrl-C stops the shop.',
  ].join('\n');
}

function pretty(value: unknown): string {
  return inspect(value, { depth: null, breakLength: 100, colors: process.stdout.isTTY });
}
