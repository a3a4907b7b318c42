import { describe, expect, it } from '@jest/globals';
import { safeStack } from '../../lib/report/safe-stack.js';

describe('safeStack', () => {
  it('tells the class, the code and the place, and never the message', () => {
    const error = Object.assign(new RangeError('SECRET\n    at SECRET (secret.ts:1:1)'), {
      code: 'E_RANGE',
    });
    const text = safeStack(error);
    expect(text).toMatch(/^RangeError \(E_RANGE\)\n\s+at .*safe-stack\.spec/);
    expect(text).not.toMatch(/secret/i);
  });

  it('leaves out a code that is no code', () => {
    expect(safeStack(Object.assign(new Error('x'), { code: 'SECRET value' }))).toMatch(/^Error\n/);
  });

  it.each<[unknown, string]>([
    ['SECRET', 'a thrown string'],
    [null, 'a thrown null'],
    [undefined, 'a thrown undefined'],
    [{ message: 'SECRET' }, 'a thrown object'],
  ])('takes %p for what it is', (thrown, text) => {
    expect(safeStack(thrown)).toBe(text);
  });

  it('is not fooled by a message and a stack that somebody changed', () => {
    const error = new Error('SECRET');
    error.message = 'other SECRET';
    expect(safeStack(error)).not.toContain('SECRET');
  });
});
