import { expect, it } from '@jest/globals';
import { isLoopback } from '../../lib/options/environment.js';

it.each(['127.0.0.1', '127.1.2.3', '[::1]', '::1', 'localhost'])('%s is this machine', (host) =>
  expect(isLoopback(host)).toBe(true),
);

it.each([
  ...['0.0.0.0', '::', '10.0.0.1', '128.0.0.1', '[::2]', ''],
  ...['127.0.0.1.shop.example', 'localhost.shop.example'],
  ...['notlocalhost', '.localhost', 'evil.localhost'],
])('%j may be another', (host) => expect(isLoopback(host)).toBe(false));
