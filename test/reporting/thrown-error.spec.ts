import { describe, expect, it } from '@jest/globals';
import { describeFailure, isReadOfNothing, safeStack } from '../../lib/reporting/messages.js';

/** An error with a property that throws. */
function unreadable(name: string): Error {
  const get = () => {
    throw new Error('SECRET');
  };
  return Object.defineProperty(new Error('x'), name, { get });
}

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

describe('safeStack', () => {
  it('shows the class, the code and the place, and never the message', () => {
    const error = Object.assign(new RangeError('SECRET\n    at SECRET (secret.ts:1:1)'), {
      code: 'ECONNREFUSED',
    });
    const text = safeStack(error);
    expect(text).toMatch(/^RangeError \(ECONNREFUSED\)\n\s+at .*thrown-error\.spec/);
    expect(text).not.toMatch(/secret/i);
  });

  it('leaves out what was written into the code, the name, the stack and the message', () => {
    const error = Object.assign(new Error('x'), { code: 'SECRET', name: 'User SECRET' });
    error.stack += '\n    at SECRET';
    expect(safeStack(error)).toMatch(/^Error\n\s+at /);
    const changed = new Error('SECRET');
    changed.message = 'other SECRET';
    expect(safeStack(error) + safeStack(changed)).not.toContain('SECRET');
  });

  it('is not stopped by an error that cannot be read', () => {
    for (const error of [unreadable('stack'), revoked(new Error('x'))]) {
      expect(safeStack(error)).toBe('an error that cannot be read');
    }
  });

  it.each<[unknown, string]>([
    ['SECRET', 'a thrown string'],
    [null, 'a thrown null'],
    [undefined, 'a thrown undefined'],
    [{ message: 'SECRET' }, 'a thrown object'],
  ])('takes %p for what it is', (thrown, text) => {
    expect(safeStack(thrown)).toBe(text);
  });

  it.each([
    ['a million empty lines', '\n '.repeat(1_000_000)],
    ['a very long line of white space', ' '.repeat(1_000_000)],
    ['a very long line like a frame', `\n    at ${':1'.repeat(1_000_000)}x`],
    ['a million frames', '\n    at x (a:1:1)'.repeat(1_000_000)],
  ])(
    'takes a stack with %s apart at once',
    (_what, text) => {
      const error = new Error('x');
      error.stack = `Error: ${text}`;
      expect(safeStack(error).length).toBeLessThan(10_000);
    },
    5_000,
  );
});

/** As `any`: the mistakes are what TypeScript would refuse. */
const order: any = { nothing: null, total: '4', byEmail: undefined };

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

const READS: [string, () => unknown][] = [
  ['of undefined', () => order.customer.email],
  ['of null', () => order.nothing.email],
  ['of a key that is an address', () => order.byEmail['jane@example.com']],
  ['of a key with a line break', () => order.byEmail['jane\n']],
  ['of an index', () => order.byEmail[7]],
  [
    'by a pattern',
    () => {
      const { email } = order.customer;
      return email;
    },
  ],
];

describe('describeFailure', () => {
  const failing = new Error('no such customer: jane@example.com');

  it.each<[string, unknown]>([
    ['a read of undefined', thrownBy(() => order.customer.email)],
    ['another error', thrownBy(() => order.total.toFixed(2))],
    ['an error of another kind', thrownBy(() => JSON.parse('{"jane": '))],
    ['an error of the application', failing],
    ['a text', 'jane@example.com'],
  ])('says nothing in production of %s', (_what, thrown) => {
    expect(describeFailure(thrown, 'production')).toBe('');
  });

  it.each(['development', 'test', undefined])('has the message where NODE_ENV is %s', (where) => {
    expect(describeFailure(failing, where)).toBe(': no such customer: jane@example.com');
    const read = thrownBy(() => order.customer.email);
    expect(describeFailure(read, where)).toBe(
      ": Cannot read properties of undefined (reading 'email')",
    );
  });

  it('forges no line and steers no terminal', () => {
    const text = describeFailure(new Error('jane\n[Nest] FORGED\u001b[2J'), 'test');
    expect(text).toBe(String.raw`: jane\n[Nest] FORGED\u001b[2J`);
  });

  it('is cut', () => {
    expect(describeFailure(new Error('x'.repeat(1e6)), 'test').length).toBeLessThan(600);
  });

  it.each([
    ['a text', 'jane@example.com'],
    ['nothing', undefined],
    ['a revoked proxy', revoked({})],
    ['an error whose message throws', unreadable('message')],
    ['an error whose message is a number', Object.assign(new Error('x'), { message: 7 })],
  ])('has no message of %s', (_what, thrown) => {
    expect(describeFailure(thrown, 'test')).toBe('');
    expect(isReadOfNothing(thrown)).toBe(false);
  });
});

describe('isReadOfNothing', () => {
  it.each(READS)('recognises a read %s', (_what, work) => {
    expect(isReadOfNothing(thrownBy(work))).toBe(true);
  });

  it('takes no other error for one', () => {
    expect(isReadOfNothing(thrownBy(() => order.total.toFixed(2)))).toBe(false);
    expect(isReadOfNothing(new Error('customer was undefined'))).toBe(false);
  });
});
