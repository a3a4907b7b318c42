import { ConvergeModule, TrackConverge, type PropertiesMapper } from 'nestjs-converge';
import { createSandbox, type Sandbox } from 'nestjs-converge/sandbox';

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

/** Not `module`: this file is compiled as CommonJS, too. */
export const convergeModule = ConvergeModule.forRoot('token', { enabled: false });
export const sandbox: Promise<Sandbox> = createSandbox();
