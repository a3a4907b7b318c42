import { ConvergeModule, TrackConverge, type PropertiesMapper } from 'nestjs-converge';
import { bullmq, type BullmqOptions } from 'nestjs-converge/bullmq';
import { createConverge, type Converge } from 'nestjs-converge/express';
import { openTelemetry } from 'nestjs-converge/opentelemetry';
import { postgres, type Transactions } from 'nestjs-converge/postgres';
import { createSandbox, type Sandbox } from 'nestjs-converge/sandbox';
import { type ConvergeTesting, ConvergeTestingModule } from 'nestjs-converge/testing';

interface Order {
  id: string;
}

class OrderMapper implements PropertiesMapper<Order, 'Booked Fitting'> {
  map({ id }: Order) {
    return { fitting_id: id };
  }
}

declare module 'nestjs-converge' {
  interface ConvergeEvents {
    'Booked Fitting': { fitting_id: string };
  }
}

export class OrdersController {
  @TrackConverge('Booked Fitting', { properties: OrderMapper })
  create(): Order {
    return { id: '1' };
  }

  // @ts-expect-error the mapper is written for an order
  @TrackConverge('Booked Fitting', { properties: OrderMapper })
  other() {
    return 1;
  }
}

/** What an environment variable gives, also with exactOptionalPropertyTypes. */
declare const variable: string | undefined;
export const settings = ConvergeModule.forRoot({ token: variable, endpoint: variable });
export const express: Promise<Converge> = createConverge('token', {
  endpoint: variable,
});
export const testing = (module: ConvergeTesting) => [
  ConvergeTestingModule.forRoot(),
  module.lastEvent('Booked Fitting'),
];
/** Not `module`: this file is compiled as CommonJS, too. */
export const convergeModule = ConvergeModule.forRoot('token', { enabled: false });
export const queue: BullmqOptions = { queue: 'shop', eventsPerSecond: 5 };
export const onServer = ConvergeModule.forRoot({
  outbox: bullmq({ ...queue, postgres: 'postgres://h' }),
});
export const traced = ConvergeModule.forRoot({ telemetry: openTelemetry() });
export const transactions: Transactions = postgres({ connection: variable });
export const sandbox: Promise<Sandbox> = createSandbox();
