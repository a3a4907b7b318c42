import type { SandboxEvent } from 'nestjs-converge/sandbox';
import type { Order } from '../orders/order.interface.js';

/** Compares the event of an order with the order. @returns a sentence for each difference */
export function findFaults({ event }: SandboxEvent, order: Order): string[] {
  const { customer, id, totals } = order;
  const expected: [string, unknown, unknown][] = [
    ['event_name', event.event_name, 'Placed Order'],
    ['event_id', event.event_id, id],
    ['properties.total_price', event.properties['total_price'], totals.total],
    ...[`urn:email:${customer.email}`, `urn:customer_id:${customer.id}`].map(
      (alias): [string, unknown, unknown] => [
        'aliases',
        event.aliases.find((given) => given === alias),
        alias,
      ],
    ),
  ];
  return expected
    .filter(([, actual, wanted]) => actual !== wanted)
    .map(([path, actual, wanted]) => `${path}: expected ${wanted}, got ${actual ?? 'nothing'}`);
}
