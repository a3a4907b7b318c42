import { describe, expect, it } from '@jest/globals';
import { safeStack } from '../../lib/reporting/safe-stack.js';

describe('safeStack', () => {
  it('shows the class, the code and the place, and never the message', () => {
    const error = Object.assign(new RangeError('SECRET\n    at SECRET (secret.ts:1:1)'), {
      code: 'ECONNREFUSED',
    });
    const text = safeStack(error);
    expect(text).toMatch(/^RangeError \(ECONNREFUSED\)\n\s+at .*safe-stack\.spec/);
    expect(text).not.toMatch(/secret/i);
  });

  it('leaves out what was written into the code, the name and the stack', () => {
    const error = Object.assign(new Error('x'), { code: 'SECRET', name: 'User SECRET' });
    error.stack += '\n    at SECRET';
    expect(safeStack(error)).toMatch(/^Error\n\s+at /);
    expect(safeStack(error)).not.toContain('SECRET');
  });

  it('is not stopped by an error that cannot be read', () => {
    const error = new Error('x');
    Object.defineProperty(error, 'stack', {
      get: () => {
        throw new Error('SECRET');
      },
    });
    const { proxy, revoke } = Proxy.revocable(error, {});
    revoke();
    expect([safeStack(error), safeStack(proxy)]).toEqual(
      Array(2).fill('an error that cannot be read'),
    );
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

  it('is not fooled by a message and a stack that were changed', () => {
    const error = new Error('SECRET');
    error.message = 'other SECRET';
    expect(safeStack(error)).not.toContain('SECRET');
  });
});
