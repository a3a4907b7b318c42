import { Agent, request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { eventually } from '../../utils/test-app.js';
import { wait } from './random.js';

/** Customers who order one after the other. */
export class OrderClients {
  /** The orders whose response came completely, with their price. */
  readonly acknowledged = new Map<string, number>();
  /** Responses other than the handler's own. */
  readonly strange: string[] = [];
  /** How many requests got no complete response. */
  failed = 0;
  // A kept connection that is busy when a server closes keeps the server waiting for its end.
  private readonly agent = new Agent({ keepAlive: false });
  private readonly clients: Promise<void>[];
  private isRunning = true;
  private ordered = 0;

  /**
   * @param shops gives the URLs of the shops that are open now
   * @param pauseMs how long each thinks before it orders again
   */
  constructor(
    private readonly shops: () => readonly string[],
    { clients = 8, pauseMs = 0 } = {},
  ) {
    this.clients = Array.from({ length: clients }, (_, n) => this.orderOn(n, pauseMs));
  }

  /** Waits until they have seen so many more orders accepted. */
  async sold(more: number): Promise<void> {
    const { size } = this.acknowledged;
    await eventually('more is sold', () => this.acknowledged.size >= size + more, 60_000);
  }

  async stop(): Promise<void> {
    this.isRunning = false;
    await Promise.all(this.clients);
    this.agent.destroy();
  }

  private async orderOn(client: number, pauseMs: number): Promise<void> {
    while (this.isRunning) {
      const shops = this.shops();
      const shop = shops[client % shops.length];
      const order = { id: `order-${++this.ordered}`, price: this.ordered / 4 };
      const isServed = shop !== undefined && (await this.order(shop, order));
      await wait(isServed ? pauseMs : 5);
    }
  }

  /** @returns false if the shop is not there, or goes away before the response is complete */
  private async order(shop: string, order: { id: string; price: number }): Promise<boolean> {
    try {
      const body = JSON.stringify(order);
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        const headers = { 'Content-Type': 'application/json' };
        request(`${shop}/orders`, { method: 'POST', agent: this.agent, headers })
          .on('response', resolve)
          .on('error', reject)
          .end(body);
      });
      const answer = await text(response);
      if (response.statusCode === 201 && answer === body) {
        this.acknowledged.set(order.id, order.price);
      } else this.strange.push(`${response.statusCode} ${answer}`);
      return true;
    } catch {
      this.failed++;
      return false;
    }
  }
}
