import { once } from 'node:events';
import { inspect } from 'node:util';
import { createSandbox, type Sandbox } from 'nestjs-converge/sandbox';
import { DemoError } from './demo/demo.error.js';
import { explainTakenPort } from './demo/explain-taken-port.js';
import { findFaults } from './demo/find-faults.js';
import { placeOrder } from './demo/place-order.js';
import { readArguments } from './demo/read-arguments.js';
import { readPort } from './demo/read-port.js';
import { startShop } from './demo/start-shop.js';
import { waitForEvent } from './demo/wait-for-event.js';

async function run(isOnce: boolean): Promise<void> {
  const shopPort = readPort('PORT');
  const sandboxPort = readPort('SANDBOX_PORT');
  const sandbox = await explainTakenPort(
    // The page shows the outbox that the shop has by default.
    createSandbox({ port: sandboxPort, outbox: '.converge/outbox' }),
    'SANDBOX_PORT',
    sandboxPort,
  );
  try {
    const shop = await startShop(sandbox, shopPort);
    try {
      await tryOut(await shop.getUrl(), sandbox);
      if (isOnce) return;
      console.log('\nPlace an order of your own in the shop. Ctrl-C stops the demo.');
      await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    } finally {
      await shop.close();
    }
  } finally {
    await sandbox.close();
  }
}

async function tryOut(shopUrl: string, sandbox: Sandbox): Promise<void> {
  console.log(`Shop:    ${shopUrl}`);
  console.log(`Sandbox: ${sandbox.pageUrl} (stands in for Converge, shows each event)`);
  const order = await placeOrder(shopUrl);
  console.log(`\nPOST /orders answered: ${pretty(order)}`);
  const arrived = await waitForEvent(sandbox.url, order.id);
  console.log(`\nIts event arrived: ${pretty(arrived.event)}`);
  const faults = findFaults(arrived, order);
  if (faults.length > 0) throw new DemoError(`The event is wrong:\n  ${faults.join('\n  ')}`);
  console.log('\nThe event has the id, the total and the aliases of the order.');
}

function pretty(value: unknown): string {
  return inspect(value, { depth: null, breakLength: 100, colors: process.stdout.isTTY });
}

const options = readArguments(process.argv.slice(2));
if (options === undefined) process.exitCode = 2;
else {
  try {
    await run(options.once);
  } catch (error) {
    console.error(error instanceof DemoError ? error.message : error);
    process.exitCode = 1;
  }
}
