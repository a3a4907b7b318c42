import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { ConvergeTesting, ConvergeTestingModule } from 'nestjs-converge/testing';
import { CustomerAliasesMapper } from '../../sample-app/customers/customer-aliases.mapper.js';
import { demoOrder } from '../../sample-app/demo/demo-order.js';
import { orderTotals } from '../../sample-app/orders/order-totals.js';
import { OrdersController } from '../../sample-app/orders/orders.controller.js';
import type { Order } from '../../sample-app/orders/order.interface.js';
import { OrdersService } from '../../sample-app/orders/orders.service.js';
import { Client } from './client.js';
import './matchers.js';

/** The controller alone: what the service returns, and what is tracked of it. */
describe('OrdersController', () => {
  const order: Order = {
    ...demoOrder,
    id: '10248',
    placedAt: '2026-07-04T10:00:00.000Z',
    totals: orderTotals(demoOrder.lines, demoOrder.freight),
    isNewCustomer: true,
  };
  const create = jest.fn<OrdersService['create']>();
  let app: INestApplication;
  let client: Client;
  let converge: ConvergeTesting;

  beforeEach(async () => {
    create.mockReset().mockReturnValue(order);
    const module = await Test.createTestingModule({
      imports: [
        // As in the application's module.
        ConvergeTestingModule.forRoot({
          mirrorContactFields: true,
          mappers: { aliases: CustomerAliasesMapper, profileProperties: () => ({}) },
        }),
      ],
      controllers: [OrdersController],
      providers: [{ provide: OrdersService, useValue: { create } }],
    }).compile();
    app = module.createNestApplication({ logger: ['error'] });
    await app.listen(0, '127.0.0.1');
    client = new Client(await app.getUrl());
    converge = app.get(ConvergeTesting);
  });

  afterEach(async () => {
    client.close();
    await app.close();
  });

  it('tracks what the service has placed, at the time of the order', async () => {
    await client.postJson('/orders', demoOrder);

    expect(converge).toHaveTracked('Placed Order', {
      event_id: '10248',
      timestamp: '2026-07-04T10:00:00.000Z',
      properties: { id: '10248', total_price: 67.7, $is_new_customer: true },
      aliases: ['urn:email:mia@lindqvist.example', 'urn:customer_id:LINDQ'],
    });
    expect(converge.lastEvent('Placed Order')).toBeValidConvergeEvent();
  });

  it('tracks no subscription where the order has none', async () => {
    await client.postJson('/orders', demoOrder);

    expect(converge).not.toHaveTracked('Started Subscription');
  });

  it('tracks nothing where the service refuses the order', async () => {
    create.mockImplementation(() => {
      throw new Error('no stock');
    });

    await expect(client.postJson('/orders', demoOrder)).rejects.toThrow();
    expect(converge.recorded()).toEqual([]);
  });
});
