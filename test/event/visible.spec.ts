import { describe, expect, it } from '@jest/globals';
import { visible, visibleLine, visibleName } from '../../lib/event/visible.js';

describe('visible', () => {
  it.each([
    ['line breaks', 'a\nb\r\nc\u2028d\u2029e', 'a\\nb\\r\\nc\\u2028d\\u2029e'],
    ['escape sequences', '\u001b[31m\u0007\b\t\0', '\\u001b[31m\\u0007\\u0008\\t\\u0000'],
    ['DEL and C1', '\u007f\u0085\u009b2J', '\\u007f\\u0085\\u009b2J'],
    [
      'every mark of direction',
      '\u061c\u200e\u200f\u202a\u202e\u2066\u2069',
      '\\u061c\\u200e\\u200f\\u202a\\u202e\\u2066\\u2069',
    ],
    ['half a character', 'a\ud83c', 'a\\ud83c'],
    ['nothing else', 'Crème 日本 🍵 שלום', 'Crème 日本 🍵 שלום'],
  ])('shows %s on a line', (_what, text, shown) => {
    expect(visibleLine(text)).toBe(shown);
  });

  it('keeps the line breaks that are wanted', () => {
    expect(visible('a\u001b\n\rb')).toBe('a\\u001b\n\\rb');
  });

  it('cuts a long name', () => {
    expect(visibleName('Placed\nOrder')).toBe('Placed\\nOrder');
    expect(visibleName('x'.repeat(1_000_000))).toBe(`${'x'.repeat(100)}…`);
  });
});
