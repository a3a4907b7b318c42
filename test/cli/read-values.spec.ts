import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readValues } from '../../cli/inputs.js';

async function* inPieces(text: string, length: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

/** The values with their lines; `broken` stands for what is not JSON. */
async function read(text: string, length = 7, isLines = false) {
  const found: Array<[value: unknown, line: number]> = [];
  const values = readValues(inPieces(text, length), { isLines, name: 'it' });
  for await (const { value, line } of values) found.push([value ?? 'broken', line]);
  return found;
}

const WRITINGS: Array<[string, (values: readonly unknown[]) => string]> = [
  ['an array', (values) => JSON.stringify(values)],
  ['an array over many lines', (values) => `\uFEFF\n ${JSON.stringify(values, null, 2)}\n`],
  ['JSON lines', (values) => values.map((value) => JSON.stringify(value)).join('\r\n')],
  [
    'values after each other',
    (values) => values.map((value) => JSON.stringify(value, null, 1)).join('\n'),
  ],
];

describe.each(WRITINGS)('%s', (_name, write) => {
  it('gives the values that were written', async () => {
    const text = fc.string({ unit: 'grapheme' });
    const value = fc.oneof(fc.jsonValue(), fc.array(text));
    const event = fc.dictionary(text, value, { minKeys: 1, maxKeys: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 50 }),
        async (events, length) => {
          const plain = JSON.parse(JSON.stringify(events)) as unknown[];
          const found = await read(write(plain), length);
          expect(found.map(([value]) => value)).toEqual(plain);
        },
      ),
      { numRuns: 50 },
    );
  });
});

it.each<[string, unknown[], number[], isLines: boolean]>([
  ['[\n{"a":1},\n\n {"a":\n2}]', [{ a: 1 }, { a: 2 }], [2, 4], false],
  ['{"a":1}\n\n{"a":2}\n', [{ a: 1 }, { a: 2 }], [1, 3], false],
  ['{\n"a":1}\n{"a":2}', [{ a: 1 }, { a: 2 }], [1, 3], false],
  // It goes on after a broken one of JSON lines.
  ['{"a":1}\n{"b\n{"c":3}', [{ a: 1 }, 'broken', { c: 3 }], [1, 2, 3], false],
  ['nonsense {"a"\n{"b":2}', ['broken', { b: 2 }], [1, 2], false],
  ['{\n"a":1}', ['broken', 'broken'], [1, 2], true],
  // It ends with what is not JSON.
  ['[1,\n2\n{"a":1}, 3]', [1, 2, 'broken'], [1, 2, 3], false],
  ['[1,\n\n x, 3]', [1, 'broken'], [1, 3], false],
  ['[{"a":', ['broken'], [1], false],
  ['[\n{"a":1},\n', [{ a: 1 }, 'broken'], [2, 3], false],
  ['{\n"a":1}\n{"a":\n}{}', [{ a: 1 }, 'broken'], [1, 4], false],
])('gives the values of %j, with their lines', async (text, values, lines, isLines) => {
  for (const length of [1, 7, 1000]) {
    const found = await read(text, length, isLines);
    expect({ length, found }).toEqual({ length, found: values.map((each, n) => [each, lines[n]]) });
  }
});

it.each(['', ' \n\t', '[]', '[ ]\n'])('finds nothing in %j', async (text) => {
  expect(await read(text)).toEqual([]);
});
