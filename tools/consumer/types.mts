import { ConvergeModule, TrackConverge, type PropertiesMapper } from 'nestjs-converge';
import { createSandbox, type Sandbox } from 'nestjs-converge/sandbox';

interface Order {
  id: string;
}

class OrderMapper implements PropertiesMapper<Order> {
  map({ id }: Order) {
    return { id };
  }
}

export class OrdersController {
  @TrackConverge('Placed Order', { properties: OrderMapper })
  create(): Order {
    return { id: '1' };
  }

  // @ts-expect-error the mapper is written for an order
  @TrackConverge('Placed Order', { properties: OrderMapper })
  other() {
    return 1;
  }
}

export const module = ConvergeModule.forRoot('token', { enabled: false });
export const sandbox: Promise<Sandbox> = createSandbox();
