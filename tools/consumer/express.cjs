const { existsSync, rmSync } = require('node:fs');

/** A minimal shop without Nest, for parts that were loaded by import or by require. */
exports.deliver = async ({ express, converge: { createConverge }, sandbox: { createSandbox } }) => {
  if (existsSync('node_modules/@nestjs')) throw new Error('Nest is installed here');
  const sandbox = await createSandbox();
  const converge = await createConverge(sandbox.token, { endpoint: sandbox.endpoint });
  const app = express();
  app.post('/orders', converge.trackResponse('Placed Order'), (_request, response) => {
    const properties = { id: 'order-1' };
    response
      .status(201)
      .json({ properties, profile_properties: {}, aliases: ['urn:customer_id:1'] });
  });
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const answer = await fetch(`http://127.0.0.1:${server.address().port}/orders`, {
    method: 'POST',
  });
  const [{ event }] = await sandbox.waitForEvents(1);
  const kind = existsSync('.converge/outbox') ? 'disk' : 'memory';
  console.log(`${answer.status}: delivered ${event.event_name} ${event.event_id} from ${kind}`);
  server.closeAllConnections();
  server.close();
  await converge.close();
  await sandbox.close();
  rmSync('.converge', { recursive: true, force: true });
};
