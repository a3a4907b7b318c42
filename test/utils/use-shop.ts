import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { ConvergeModuleOptions } from '../../lib/index.js';
import { startShop, type Shop } from './shop.js';
import type { TestAppOptions } from './test-app.js';

/** For the top of a block: `start` starts a shop until the test is over; `shop` is the last one. */
export function useShop(app: TestAppOptions) {
  const open: Shop[] = [];
  let current: Shop | undefined;
  const shop = new Proxy({} as Shop, { get: (_, name) => current?.[name as keyof Shop] });
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });
  return {
    shop,
    start: async (options: ConvergeModuleOptions = {}, more: TestAppOptions = {}) => {
      current = await startShop(options, { ...app, ...more });
      open.push(current);
    },
    /** Posts to a handler that returns what it gets, and checks that the response is just that. */
    echo: async (path: string, body: object, headers?: object) => {
      const answer = await shop.request('POST', `/${path}`, body, headers);
      expect([answer.status, JSON.parse(answer.body)]).toEqual([201, body]);
    },
  };
}

/** For the top of a block: one shop for all its tests. What it has sent is forgotten before each. */
export function useOneShop(app: TestAppOptions, options: ConvergeModuleOptions = {}): Shop {
  let current: Shop;
  beforeAll(async () => {
    current = await startShop(options, app);
  });
  afterAll(() => current.close());
  beforeEach(() => current.sandbox.clear());
  return new Proxy({} as Shop, { get: (_, name) => current[name as keyof Shop] });
}
