const { existsSync, rmSync } = require('node:fs');

/**
 * Starts a minimal shop of parts that were loaded by import or by require, and places its order.
 *
 * @param more the module's options, other modules, and what is logged
 */
exports.startShop = async (
  { common, core, converge },
  { token, endpoint },
  { imports = [], logger = ['error', 'warn'], ...options },
) => {
  class OrdersController {
    create() {
      return {
        properties: { id: 'order-1' },
        profile_properties: {},
        aliases: ['urn:customer_id:1'],
      };
    }
  }
  const method = Object.getOwnPropertyDescriptor(OrdersController.prototype, 'create');
  converge.TrackConverge('Placed Order')(OrdersController.prototype, 'create', method);
  common.Post()(OrdersController.prototype, 'create', method);
  common.Controller('orders')(OrdersController);

  class AppModule {}
  common.Module({
    imports: [converge.ConvergeModule.forRoot(token, { endpoint, ...options }), ...imports],
    controllers: [OrdersController],
  })(AppModule);
  const app = await core.NestFactory.create(AppModule, { logger });
  await app.listen(0, '127.0.0.1');
  return { app, answer: await fetch(`${await app.getUrl()}/orders`, { method: 'POST' }) };
};

exports.deliver = async ({ sandbox, ...parts }) => {
  const converged = await sandbox.createSandbox();
  const { HealthCheckService, TerminusModule } = await import('@nestjs/terminus');
  const { app, answer } = await exports.startShop(parts, converged, { imports: [TerminusModule] });
  const [{ event }] = await converged.waitForEvents(1);
  const kind = existsSync('.converge/outbox') ? 'disk' : 'memory';
  const health = () => app.get(parts.converge.ConvergeService).health();
  const check = [async () => ({ converge: await health() })];
  const { status, details } = await app.get(HealthCheckService).check(check);
  const healthy = status === 'ok' && details.converge.status === 'up' ? 'healthy' : status;
  const id = `${event.event_name} ${event.event_id}`;
  console.log(`${answer.status}: delivered ${id} from ${kind}, ${healthy}`);
  await app.close();
  await converged.close();
  rmSync('.converge', { recursive: true, force: true });
};
