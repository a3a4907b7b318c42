import { randomUUID } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Journal } from '../../sandbox/server/store/journal.js';
import { Memory } from '../../sandbox/server/store/memory.js';
import { anArrival } from './an-arrival.js';
import { anEvent } from './sandbox-client.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';

const folder = useTemporaryFolder();
afterEach(() => {
  jest.restoreAllMocks();
});

function open(maxEvents: number) {
  const path = join(folder.path, 'sandbox.jsonl');
  const journal = new Journal(path);
  return { path, journal, memory: new Memory(maxEvents, journal) };
}

it('reads lines that are longer than what is read at once', () => {
  const { journal } = open(10);
  const bodies = [1, 3_000_000, 10].map((length) => 'x'.repeat(length));
  for (const body of bodies) journal.append(anArrival({}, { body }));
  journal.close();
  const again = open(10).journal;
  expect([...again.read()].map(({ body }) => body.length)).toEqual([1, 3_000_000, 10]);
  again.close();
});

describe('a rewrite', () => {
  it('does not touch a file or link that the user, or another one, has beside it', () => {
    const { path, journal } = open(10);
    const victim = join(folder.path, 'victim');
    writeFileSync(victim, 'precious');
    writeFileSync(`${path}.new`, 'also precious');
    symlinkSync(victim, `${path}.old`);
    journal.rewrite([anArrival({})]);
    for (const file of [victim, `${path}.new`])
      expect(readFileSync(file, 'utf8')).toMatch('precious');
    expect(lstatSync(path).isFile()).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const all = ['sandbox.jsonl', 'sandbox.jsonl.new', 'sandbox.jsonl.old', 'victim'];
    expect(readdirSync(folder.path).sort()).toEqual(all);
    journal.close();
  });

  it('that was killed leaves a file that the next start removes', () => {
    const { path, journal } = open(10);
    const unfinished = `${path}.${randomUUID()}.new`;
    for (const file of [unfinished, `${unfinished}er`]) writeFileSync(file, '');
    journal.close();
    open(10).journal.close();
    expect([existsSync(unfinished), existsSync(`${unfinished}er`)]).toEqual([false, true]);
  });

  it('that fails leaves the file as it was, and no other', () => {
    const { path, journal } = open(10);
    journal.append(anArrival({}));
    const before = readFileSync(path, 'utf8');
    const failing = function* () {
      yield anArrival({});
      throw new Error('no memory');
    };
    expect(() => journal.rewrite(failing())).toThrow('no memory');
    expect(readdirSync(folder.path)).toEqual(['sandbox.jsonl']);
    journal.append(anArrival({}));
    expect(readFileSync(path, 'utf8').startsWith(before)).toBe(true);
    journal.close();
  });
});

it('is rewritten when it has grown large with what was dropped', () => {
  const { path, journal, memory } = open(2);
  const isLarge = jest.spyOn(journal, 'isLarge', 'get').mockReturnValue(false);
  const events = [1, 2, 3, 4].map(() => anEvent());
  for (const event of events) memory.record(anArrival(event), event);
  const size = statSync(path).size;
  isLarge.mockReturnValue(true);
  const last = anEvent();
  memory.record(anArrival(last), last);
  expect(statSync(path).size).toBeLessThan(size);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  memory.close();

  const again = open(2);
  again.memory.restore();
  const ids = again.memory.events.toArray().map(({ eventId }) => eventId);
  expect(ids).toEqual([events[3]?.['event_id'], last['event_id']]);
  again.memory.close();
});

it('keeps events whose requests were pushed out by others', () => {
  const { journal, memory } = open(2);
  const event = anEvent({ event_id: 'kept' });
  memory.record(anArrival(event), event);
  const other = anArrival({}, { outcome: 'refused', took: undefined });
  for (let sent = 0; sent < 3; sent++) memory.record(other, {});
  jest.spyOn(journal, 'isLarge', 'get').mockReturnValue(true);
  memory.record(other, {});
  memory.close();

  const again = open(2);
  again.memory.restore();
  expect(again.memory.events.toArray()).toMatchObject([{ eventId: 'kept' }]);
  expect(again.memory.requests.toArray()).toHaveLength(2);
  again.memory.close();
});

it('keeps nothing that it could not write', () => {
  const { path, journal, memory } = open(2);
  const before = readFileSync(path, 'utf8');
  journal.close();
  expect(() => memory.record(anArrival({}), {})).toThrow();
  expect(memory.requests.length).toBe(0);
  expect(readFileSync(path, 'utf8')).toBe(before);
});
