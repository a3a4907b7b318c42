const { existsSync, rmSync } = require('node:fs');

/** A minimal shop, for parts that were loaded by import or by require. */
exports.deliver = async ({ common, core, converge, sandbox }) => {
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

  const converged = await sandbox.createSandbox();
  const { HealthCheckService, TerminusModule } = await import('@nestjs/terminus');
  class AppModule {}
  common.Module({
    imports: [
      converge.ConvergeModule.forRoot(converged.token, { endpoint: converged.endpoint }),
      TerminusModule,
    ],
    controllers: [OrdersController],
  })(AppModule);
  const app = await core.NestFactory.create(AppModule, { logger: ['error', 'warn'] });
  await app.listen(0, '127.0.0.1');
  const answer = await fetch(`${await app.getUrl()}/orders`, { method: 'POST' });
  const [{ event }] = await converged.waitForEvents(1);
  const kind = existsSync('.converge/outbox') ? 'disk' : 'memory';
  const health = () => app.get(converge.ConvergeService).health();
  const check = [async () => ({ converge: await health() })];
  const { status, details } = await app.get(HealthCheckService).check(check);
  const healthy = status === 'ok' && details.converge.status === 'up' ? 'healthy' : status;
  const id = `${event.event_name} ${event.event_id}`;
  console.log(`${answer.status}: delivered ${id} from ${kind}, ${healthy}`);
  await app.close();
  await converged.close();
  rmSync('.converge', { recursive: true, force: true });
};
