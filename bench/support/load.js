import { Pool } from 'undici';
import { ORDER } from './order.js';

const bodyOf = (id) => JSON.stringify(id === undefined ? ORDER : { ...ORDER, id });
const BODY = bodyOf();

/** Places orders over kept connections. */
export class Customers {
  constructor(url, connections) {
    this.connections = connections;
    // `localhost` may be two addresses.
    this.pool = new Pool(url.replace('[::1]', '127.0.0.1'), { connections, pipelining: 1 });
  }

  /** @param id of the order; one that the shop makes by default */
  async order(id) {
    const { statusCode, body } = await this.pool.request({
      method: 'POST',
      path: '/orders',
      headers: { 'content-type': 'application/json' },
      body: id === undefined ? BODY : bodyOf(id),
    });
    await body.dump();
    if (statusCode !== 201) throw new Error(`POST /orders answered ${statusCode}`);
  }

  /**
   * Places so many orders, `connections` at a time.
   *
   * @param idOf gives each an id, by its number
   * @returns the time, in milliseconds
   */
  async orderMany(count, idOf = () => undefined) {
    let left = count;
    const customer = async () => {
      while (left-- > 0) await this.order(idOf(left));
    };
    const begin = performance.now();
    await Promise.all(Array.from({ length: this.connections }, customer));
    return performance.now() - begin;
  }

  /** Places orders at a fixed rate, even if the shop is slower. @returns their times, in milliseconds */
  async orderAtRate(perSecond, durationMs) {
    const times = [];
    const underWay = [];
    const begin = performance.now();
    const total = Math.round((perSecond * durationMs) / 1000);
    while (underWay.length < total) {
      const due = Math.min(total, Math.floor(((performance.now() - begin) * perSecond) / 1000));
      while (underWay.length < due) {
        const sentAt = performance.now();
        underWay.push(this.order().then(() => times.push(performance.now() - sentAt)));
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await Promise.all(underWay);
    return times;
  }

  close() {
    return this.pool.close();
  }
}
