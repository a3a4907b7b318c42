import { once } from 'node:events';
import { createSandbox, type Sandbox } from 'nestjs-converge/sandbox';
import { DemoError } from './demo/demo.error.js';
import { describeResult } from './demo/describe-result.js';
import { explainTakenPort } from './demo/explain-taken-port.js';
import { findFaults } from './demo/find-faults.js';
import { placeOrder } from './demo/place-order.js';
import { type DemoArguments, readArguments } from './demo/read-arguments.js';
import { readPort } from './demo/read-port.js';
import { startShop } from './demo/start-shop.js';
import { waitForEvent } from './demo/wait-for-event.js';

async function run({ once: isOnce, verbose }: DemoArguments): Promise<void> {
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
      const shopUrl = await shop.getUrl();
      await tryOut(shopUrl, sandbox, verbose);
      console.log(`\nSandbox, which stands in for Converge: ${sandbox.pageUrl}`);
      console.log(`Shop, where you can break Converge:    ${shopUrl}/`);
      if (isOnce) return;
      await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    } finally {
      await shop.close();
    }
  } finally {
    await sandbox.close();
  }
}

async function tryOut(shopUrl: string, sandbox: Sandbox, verbose: boolean): Promise<void> {
  const order = await placeOrder(shopUrl);
  const arrived = await waitForEvent(sandbox.url, order.id);
  console.log(describeResult(order, arrived, verbose));
  const faults = findFaults(arrived, order);
  if (faults.length > 0) throw new DemoError(`The event is wrong:\n  ${faults.join('\n  ')}`);
}

const options = readArguments(process.argv.slice(2));
if (options === undefined) process.exitCode = 2;
else {
  try {
    await run(options);
  } catch (error) {
    console.error(error instanceof DemoError ? error.message : error);
    process.exitCode = 1;
  }
}
