import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readValues } from '../../lib/cli/check/read-values.js';

async function* inPieces(text: string, length: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
}

async function read(text: string, length = 7, isLines = false) {
  const found: Array<[value: unknown, line: number]> = [];
  for await (const { text: value, line } of readValues(inPieces(text, length), isLines, 'it')) {
    let parsed: unknown;
    try {
      parsed = JSON.parse(value);
    } catch {
      parsed = `broken: ${value}`;
    }
    found.push([parsed, line]);
  }
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
    const event = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1, maxKeys: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 1 }),
        fc.integer({ min: 1, max: 50 }),
        async (events, length) => {
          const plain = JSON.parse(JSON.stringify(events)) as unknown[];
          const found = await read(write(plain), length);
          expect(found.map(([value]) => value)).toEqual(plain);
        },
      ),
    );
  });
});

it('tells the line on which a value begins', async () => {
  expect(await read('[\n{"a":1},\n\n {"a":\n2}]')).toEqual([
    [{ a: 1 }, 2],
    [{ a: 2 }, 4],
  ]);
  expect(await read('{"a":1}\n\n{"a":2}\n')).toEqual([
    [{ a: 1 }, 1],
    [{ a: 2 }, 3],
  ]);
  expect(await read('{\n"a":1}\n{"a":2}')).toEqual([
    [{ a: 1 }, 1],
    [{ a: 2 }, 3],
  ]);
});

it('gives what is no JSON as well, and goes on after it', async () => {
  expect(await read('{"a":1}\n{"b\n{"c":3}')).toEqual([
    [{ a: 1 }, 1],
    ['broken: {"b', 2],
    [{ c: 3 }, 3],
  ]);
  expect(await read('[1, x"y"{"a":1} ]')).toEqual([
    [1, 1],
    ['broken: x', 1],
    // No comma stands before them.
    ['broken: ,"y"', 1],
    ['broken: ,{"a":1}', 1],
  ]);
  // The second is the end of the array, which is not there.
  expect(await read('[{"a":')).toEqual([
    ['broken: {"a":', 1],
    ['broken: ,', 1],
  ]);
  expect(await read('} ]')).toEqual([
    ['broken: }', 1],
    ['broken: ]', 1],
  ]);
  expect(await read('{\n"a":1}', 7, true)).toEqual([
    ['broken: {', 1],
    ['broken: "a":1}', 2],
  ]);
});

it.each(['', ' \n\t', '[]', '[ ]\n'])('finds nothing in %j', async (text) => {
  expect(await read(text)).toEqual([]);
});
