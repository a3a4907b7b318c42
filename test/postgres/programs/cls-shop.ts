import 'reflect-metadata';
import { Body, Controller, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClsPluginTransactional, Transactional, TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { ClsModule } from 'nestjs-cls';
import { DataSource } from 'typeorm';
import { ConvergeModule, ConvergeService } from '../../../lib/index.js';
import { postgres } from '../../../lib/postgres/index.js';
import { createSandbox } from '../../../sandbox/server/index.js';
import { orderEvent } from '../../utils/events.js';
import { RecordingLogger } from '../../utils/recording-logger.js';

// Of its own process, because Jest cannot load nestjs-cls, which is CommonJS, with Nest 12, which is not.
const [url] = process.argv.slice(2);
const source = await new DataSource({ type: 'postgres', url }).initialize();
const sandbox = await createSandbox();

@Controller('orders')
class OrdersController {
  constructor(
    private readonly converge: ConvergeService,
    private readonly host: TransactionHost<TransactionalAdapterTypeOrm>,
  ) {}

  @Post()
  @Transactional()
  async create(@Body() { id, fails }: { id: string; fails?: boolean }) {
    await this.host.tx.query('INSERT INTO cls_orders VALUES ($1)', [id]);
    await this.converge.enqueue(this.host.tx, orderEvent({ event_id: id }));
    if (fails === true) throw new Error('no stock');
    return { id };
  }
}

const adapter = new TransactionalAdapterTypeOrm({ dataSourceToken: DataSource });
const providers = [{ provide: DataSource, useValue: source }];
const imports = [{ module: class {}, providers, exports: [DataSource] }];
const cls = ClsModule.forRoot({
  global: true,
  middleware: { mount: true },
  plugins: [new ClsPluginTransactional({ adapter, imports })],
});

@Module({
  imports: [
    cls,
    ConvergeModule.forRoot(sandbox.token, {
      endpoint: sandbox.endpoint,
      outbox: 'memory',
      transactions: postgres({ connection: url }),
    }),
  ],
  controllers: [OrdersController],
})
class ShopModule {}

const logger = new RecordingLogger();
const app = await NestFactory.create(ShopModule, { logger });
await app.listen(0, '127.0.0.1');
const statuses: number[] = [];
for (const order of [{ id: '1', fails: true }, { id: '2' }, { id: '3' }]) {
  const { status } = await fetch(`${await app.getUrl()}/orders`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(order),
  });
  statuses.push(status);
}
const received = await sandbox.waitForEvents(2);
const ids = received.map(({ event }) => event.event_id);
await app.close();
await sandbox.close();
await source.destroy();
process.stdout.write(JSON.stringify({ statuses, ids, warnings: logger.said('error') }));
