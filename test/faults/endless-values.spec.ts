import { expect, it } from '@jest/globals';
import { readValues } from '../../cli/inputs.js';

it('a command refuses a value in its input that would fill the memory', async () => {
  async function* endless(begin: string): AsyncGenerator<Buffer> {
    yield Buffer.from(begin);
    for (;;) yield Buffer.alloc(1024 ** 2, ' ');
  }
  for (const begin of ['[{"a":"', '["', '{"a":\n', '{\n}\n"', 'x\n"']) {
    const reading = readValues(endless(begin), { isLines: false, name: 'it' });
    const all = async () => {
      for await (const { value } of reading) expect(value ?? {}).toEqual({});
    };
    await expect(all()).rejects.toThrow('it has a value of more than 4 MiB');
  }
});
