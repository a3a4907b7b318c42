import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { describeFailure, isReadOfNothing } from '../../lib/reporting/describe-failure.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';

/** As `any`: the mistakes are what TypeScript would refuse. */
type Order = any;

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

const inProduction = (work: () => unknown) => describeFailure(thrownBy(work), 'production');
const order: Order = { nothing: null, total: '4', lines: [], of: {} };

const folder = useTemporaryFolder();

describe('a value that was missing', () => {
  it.each<[string, () => unknown]>([
    ['order.customer.email: "customer" was undefined', () => order.customer.email],
    ['order.nothing.email: "nothing" was null', () => order.nothing.email],
    ['order.items.map: "items" was undefined', () => order.items.map(String)],
    ['order.lines[0].price: "lines[0]" was undefined', () => order.lines[0].price],
    ['order.customer.email: "customer" was undefined', () => order?.customer.email.toLowerCase()],
    [
      'missing.email: "missing" was undefined',
      () => ((missing: Order) => missing.email)(undefined),
    ],
    ['order.of.customer.city: "customer" was undefined', () => order.of.customer.city],
    [
      'order.customer.email: "customer" was undefined',
      () => {
        const { email } = order.customer;
        return email;
      },
    ],
  ])('%s', (text, work) => {
    expect(inProduction(work)).toBe(`: ${text}`);
  });

  it('is unnamed where it is no chain of names', () => {
    const file = join(folder.path, 'mapper.js');
    writeFileSync(file, '\n(order) => find(order).email');
    const error = new TypeError("Cannot read properties of undefined (reading 'email')");
    error.stack = `TypeError: ${error.message}\n    at ${file}:2:24`;
    expect(describeFailure(error, 'production')).toBe(': "email" was read from undefined');
  });

  it('in a chain of several lines', () => {
    // prettier-ignore
    const work = () => order
      .customer
      .email;
    expect(inProduction(work)).toBe(': order.customer.email: "customer" was undefined');
  });

  it.each<[string, () => unknown]>([
    ['a key that is an address', () => order.byEmail['jane@example.com']],
    [
      'a key that is computed',
      () => {
        const key = ['ja', 'ne'].join('');
        return order.byName[key];
      },
    ],
    ['another error', () => order.total.toFixed(2)],
    ['an error of another kind', () => JSON.parse('{"jane": ')],
    [
      'an error that only looks like it',
      () => {
        throw new TypeError("Cannot read properties of undefined (reading 'jane')");
      },
    ],
    [
      'a stack that leads elsewhere',
      () => {
        const error = new TypeError("Cannot read properties of undefined (reading 'root')");
        error.stack = `TypeError: ${error.message}\n    at x (/etc/passwd:1:1)`;
        throw error;
      },
    ],
    ['code without a file', () => runInNewContext('(undefined).jane')],
  ])('is not named for %s', (_what, work) => {
    expect(inProduction(work)).toBe('');
  });
});

describe('the message of the error', () => {
  const failing = new Error('no such customer: jane@example.com');

  it('is shown outside production only', () => {
    expect(describeFailure(failing, 'development')).toBe(': no such customer: jane@example.com');
    expect(describeFailure(failing, undefined)).toBe(': no such customer: jane@example.com');
    expect(describeFailure(failing, 'production')).toBe('');
    expect(
      describeFailure(
        thrownBy(() => order.customer.email),
        'test',
      ),
    ).toBe(
      `: order.customer.email: "customer" was undefined (Cannot read properties of undefined (reading 'email'))`,
    );
  });

  it('forges no line and steers no terminal', () => {
    const text = describeFailure(new Error('jane\n[Nest] FORGED\u001b[2J'), 'test');
    expect(text).toBe(String.raw`: jane\n[Nest] FORGED\u001b[2J`);
  });

  it('is cut', () => {
    const text = describeFailure(new Error('x'.repeat(1e6)), 'test');
    expect(text.length).toBeLessThan(600);
  });

  it.each([
    ['a text', 'jane@example.com'],
    ['nothing', undefined],
    ['a revoked proxy', revoked()],
    [
      'an error whose message throws',
      Object.defineProperty(new Error('x'), 'message', {
        get: () => {
          throw failing;
        },
      }),
    ],
    ['an error whose message is a number', Object.assign(new Error('x'), { message: 7 })],
  ])('is left out for %s', (_what, thrown) => {
    expect(describeFailure(thrown, 'test')).toBe('');
    expect(isReadOfNothing(thrown)).toBe(false);
  });
});

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
