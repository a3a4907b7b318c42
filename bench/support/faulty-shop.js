import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { startChild } from './child.js';
import { shopEnv } from './open-shop.js';
import { ORDER } from './order.js';

/** How long nothing may arrive before those who post by hand are taken to have given up. */
const QUIET_MS = 20_000;

async function openSandbox() {
  const { createSandbox } = await import('../dist/sandbox/server/index.js');
  return createSandbox({ token: 'token', maxEvents: 1_000_000 });
}

/** A shop that is restarted under load, and the sandbox that gets its events. */
export class FaultyShop {
  answered = new Set();
  ordered = 0;

  /**
   * @param options.peer the library that tracks, where `tracking` is `given`
   * @param options.openReceiver opens what gets the events, the sandbox by default
   * @param options.quietMs how long nothing may arrive before the rest is given up
   */
  constructor(tracking, folder, perSecond, options = {}) {
    this.tracking = tracking;
    this.folder = folder;
    this.outbox = join(folder, 'outbox');
    this.perSecond = perSecond;
    this.options = { openReceiver: openSandbox, quietMs: QUIET_MS, ...options };
  }

  async open() {
    this.sandbox = await this.options.openReceiver();
    this.recover();
    this.next = this.load();
    await this.start();
    this.selling = this.sell();
  }

  /** Converge works again, as fast as it is. */
  recover() {
    this.sandbox.simulateFault({ delayMs: 50 });
  }

  load() {
    const env = shopEnv(this.sandbox.endpoint, this.outbox);
    return startChild('shop', { env });
  }

  async start() {
    mkdirSync(this.folder, { recursive: true });
    this.child = await this.next;
    const { peer } = this.options;
    const options = { platform: 'express', tracking: this.tracking, isBare: true, peer };
    this.url = await this.child.call('start', options);
    // The next one loads its code meanwhile.
    this.next = this.load();
    // The parent may end before it.
    this.next.catch(() => undefined);
  }

  async restart(signal, meanwhile) {
    await this.child.kill(signal);
    meanwhile?.();
    await this.start();
  }

  async sell() {
    // A kept connection that is busy when a server closes keeps the server waiting for its end.
    const agent = new Agent({ connections: 64, pipelining: 0 });
    const underWay = new Set();
    const began = performance.now();
    while (!this.isClosing) {
      const due = Math.floor(((performance.now() - began) * this.perSecond) / 1000);
      for (; this.ordered < due; this.ordered++) {
        const order = this.order(`order-${this.ordered}`, agent).finally(() =>
          underWay.delete(order),
        );
        underWay.add(order);
      }
      await pause(5);
    }
    await Promise.all(underWay);
    await agent.close();
  }

  /** An order counts if its response came completely. */
  async order(id, dispatcher) {
    try {
      const { statusCode, body } = await request(`${this.url}/orders`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...ORDER, id, placedAt: new Date().toISOString() }),
        dispatcher,
      });
      await body.dump();
      if (statusCode === 201) this.answered.add(id);
    } catch {
      // The shop is down; the customer sees that.
    }
  }

  /** Waits until what can arrive has arrived. @returns the orders that were answered, and the lost ones */
  async close() {
    this.isClosing = true;
    await this.selling;
    let lost = this.missing();
    let quietSince = performance.now();
    while (lost > 0) {
      await pause(1_000);
      const now = this.missing();
      if (now < lost) quietSince = performance.now();
      lost = now;
      const isQuiet = performance.now() - quietSince > this.options.quietMs;
      if (isQuiet && (await this.kept()) === 0) break;
    }
    await (await this.next).kill();
    await this.child.kill();
    await this.sandbox.close();
    return { answered: this.answered.size, lost };
  }

  missing() {
    const arrived = new Set(this.sandbox.events().map(({ event }) => event.event_id));
    return [...this.answered].filter((id) => !arrived.has(id)).length;
  }

  /** The events that the outbox still has, for a later attempt. */
  async kept() {
    if (!existsSync(this.outbox)) return 0;
    const { loadSqlite } = await import('../dist/lib/outbox/sqlite/driver.js');
    const file = loadSqlite()(this.outbox);
    const [{ count }] = file.prepare('SELECT count(*) AS count FROM events').all();
    file.close();
    return Number(count);
  }
}
