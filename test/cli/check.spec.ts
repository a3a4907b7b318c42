import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { orderEvent } from '../utils/events.js';
import { usePrograms } from '../utils/programs.js';
import { runCli } from './support/run-cli.js';

const RIGHT = {
  event_name: 'Poured Coffee',
  event_id: '1',
  properties: { cups: 2 },
  profile_properties: {},
  aliases: ['urn:email:jane@example.com'],
};
const NO_ALIASES = { ...RIGHT, aliases: [] };
const MONEY_AS_TEXT = orderEvent({
  properties: { items: [{ price: '1' }, { price: '2' }] },
  profile_properties: { $email: 'jane@example.com' },
});

const cli = usePrograms();
let folder: string;
beforeAll(() => {
  folder = cli.newFolder();
});

function file(name: string, ...texts: string[]): string {
  const path = join(folder, name);
  writeFileSync(path, texts.join('\n'));
  return path;
}

describe('check', () => {
  it('finds nothing wrong with a valid event', async () => {
    const path = file('right.json', JSON.stringify(RIGHT, null, 2));
    const { code, stdout, stderr } = await runCli(cli, ['check', path]);
    const counts = '1 valid, 0 with warnings, 0 invalid.\n';
    expect([code, stdout, stderr]).toEqual([0, `1 event in 1 input: ${counts}`, '']);
  });

  it('fails for what breaks the contract, and says where it is', async () => {
    const lines = [RIGHT, NO_ALIASES, NO_ALIASES].map((event) => JSON.stringify(event));
    const path = file('events.jsonl', ...lines);
    const { code, stdout } = await runCli(cli, ['check', path]);
    expect(stdout).toContain('3 events in 1 input: 1 valid, 0 with warnings, 2 invalid.');
    expect(stdout).toContain(`\n${path}:2: aliases (arrayMinSize) contract\n`);
    expect(stdout).toContain('received an array of length 0; give at least one alias');
    expect(stdout).toContain('Poured Coffee: 2 times in 2 events');
    expect(code).toBe(1);
  });

  it('shows what breaks the spec, and fails for it only with --strict', async () => {
    const path = file('money.json', JSON.stringify([MONEY_AS_TEXT]));
    const lenient = await runCli(cli, ['check', path]);
    expect(lenient.stdout).toContain(`${path}:1: properties.items[0].price (isNumber) spec`);
    expect(lenient.stdout).toContain('Placed Order: 2 times in 1 event');
    expect(lenient.code).toBe(0);
    expect((await runCli(cli, ['check', path, '--strict'])).code).toBe(1);
  });

  it('says it as JSON', async () => {
    const path = file('both.json', JSON.stringify([RIGHT, NO_ALIASES, MONEY_AS_TEXT], null, 1));
    const { code, json } = await runCli(cli, ['check', path, '--json']);
    expect(json).toMatchObject({
      failed: true,
      files: 1,
      events: 3,
      refused: 1,
      withSpecViolations: 1,
    });
    expect(json.findings).toContainEqual({
      breaks: 'contract',
      eventName: 'Poured Coffee',
      path: 'aliases',
      rule: 'arrayMinSize',
      received: 'an array of length 0',
      advice: 'give at least one alias, e.g. "urn:email:<email>"',
      first: `${path}:13`,
      firstPath: 'aliases',
      count: 1,
      events: 1,
    });
    expect(json.findings).toContainEqual(
      expect.objectContaining({ breaks: 'spec', path: 'properties.items[].price', count: 2 }),
    );
    expect(code).toBe(1);
  });

  it('shows what breaks the spec beside what breaks the contract', async () => {
    const both = { ...MONEY_AS_TEXT, aliases: [] };
    const path = file('together.json', JSON.stringify([RIGHT, both], null, 2));
    const { json, stdout } = await runCli(cli, ['check', path, '--json']);
    expect(json).toMatchObject({ events: 2, refused: 1, withSpecViolations: 0 });
    const places = json.findings.map(({ breaks, firstPath }: any) => [breaks, firstPath]);
    expect(places).toContainEqual(['contract', 'aliases']);
    expect(places).toContainEqual(['spec', 'properties.items[0].price']);
    expect(stdout).not.toContain('jane@example.com');
  });

  const right = JSON.stringify(RIGHT);
  it.each([
    ['cut off after an entry', `[${right},`],
    ['without its end', `[${right}`],
    ['without a comma', `[${right} ${right}]`],
    ['with a comma too many', `[${right},,${right}]`],
    ['with more behind it', `[${right}]]`],
  ])('fails for an array %s', async (_what, text) => {
    const { code, stdout } = await runCli(cli, ['check', file('array.json', text)]);
    expect(stdout).toContain('event (isJson)');
    expect(code).toBe(1);
  });

  it('reads standard input', async () => {
    const input = `${JSON.stringify(RIGHT)}\nnonsense {"jane@example.com"\n${JSON.stringify(RIGHT)}\n`;
    const { code, json, stdout } = await runCli(cli, ['check', '-', '--json'], { input });
    expect(json).toMatchObject({ events: 3, refused: 1 });
    expect(json.findings).toEqual([
      expect.objectContaining({ rule: 'isJson', eventName: null, first: 'standard input:2' }),
    ]);
    expect(stdout).not.toContain('jane@example.com');
    expect(code).toBe(1);
  });

  it('reads several inputs, and names a mistake once, wherever it is', async () => {
    const contact = { $phone_number: '030 1' };
    const event = orderEvent({ properties: contact, profile_properties: contact });
    const paths = ['one.json', 'two.json'].map((name) => file(name, JSON.stringify(event)));
    const { stdout } = await runCli(cli, ['check', ...paths]);
    expect(stdout).toContain('2 events in 2 inputs: ');
    expect(stdout.match(/isPhoneNumber/g)).toHaveLength(1);
    expect(stdout).toContain(`${paths[0]}:1: properties.$phone_number (isPhoneNumber) spec`);
    const also = 'Placed Order, profile_properties.$phone_number: 2 times in 2 events';
    expect(stdout).toContain(`    Placed Order: 2 times in 2 events\n    ${also}\n`);
  });

  it('reads the files of a folder and of those in it', async () => {
    const below = join(folder, 'shop', 'orders');
    mkdirSync(below, { recursive: true });
    file('shop/a.json', JSON.stringify([RIGHT, RIGHT]));
    file('shop/orders/b.ndjson', JSON.stringify(RIGHT), '{');
    file('shop/orders/notes.txt', 'no event');
    const { code, json } = await runCli(cli, ['check', join(folder, 'shop'), '--json']);
    expect(json).toMatchObject({ files: 2, events: 4, refused: 1 });
    expect(json.findings[0].first).toBe(join(below, 'b.ndjson:2'));
    expect(code).toBe(1);
  });

  it('counts far more events than fit into a piece of a stream', async () => {
    const event = JSON.stringify({ ...RIGHT, properties: { note: 'ä"]},'.repeat(50) } });
    const path = file('many.json', ` [ ${Array(5_000).fill(event).join(' ,\n')}\n] \n`);
    const { code, json } = await runCli(cli, ['check', path, '--json']);
    expect([code, json.events, json.refused]).toEqual([0, 5_000, 0]);
  });
});

describe('what it cannot check', () => {
  it.each([
    ['nowhere', 'nowhere does not exist: give a file, a folder, or - for standard input.', 2],
    ['empty', 'empty has no .json, .jsonl or .ndjson file: give another folder.', 2],
    ['blank.json', 'The input has no events: give JSON objects, one for each event.', 1],
    ['orders.csv', 'The input is not JSON: give JSON objects, one for each event.', 1],
    ['deep.json', 'deep.json has a value nested in 10000 levels: give a file with events.', 1],
    ['deep.jsonl', 'deep.jsonl has a value of more than 4 MiB: give a file with events.', 1],
  ])('%s', async (input, sentence, exitCode) => {
    mkdirSync(join(folder, 'empty'), { recursive: true });
    file('blank.json', '  ');
    file('orders.csv', 'id,total', '1,2', '2,3');
    if (input.startsWith('deep')) file(input, '['.repeat(12 * 1024 ** 2));
    const { code, stderr } = await runCli(cli, ['check', input], { cwd: folder });
    expect([code, stderr]).toEqual([exitCode, `${sentence}\n`]);
  });
});
