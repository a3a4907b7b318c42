import { describe, expect, it } from '@jest/globals';
import type { RequestPage, RequestSummary } from '../../../sandbox/server/api-types.js';
import { RequestList, type PageQuery } from '../../../sandbox/page/logs/request-list.js';

/** Stands in for `GET /api/requests`. */
class Server {
  readonly asked: PageQuery[] = [];
  fails = false;
  private numbers: number[] = [];

  add(count: number): void {
    const first = (this.numbers.at(-1) ?? 0) + 1;
    for (let number = first; number < first + count; number++) this.numbers.push(number);
  }

  drop(count: number): void {
    this.numbers = this.numbers.slice(count);
  }

  clear(): void {
    this.numbers = [];
  }

  readonly load = async (query: PageQuery): Promise<RequestPage> => {
    this.asked.push(query);
    if (this.fails) throw new Error('it does not answer');
    const matching = this.numbers.filter((number) => query.event !== 'odd' || number % 2 === 1);
    const { before = Infinity, after = 0, skip = 0, limit } = query;
    const found = matching.filter((number) => number < before && number > after).toReversed();
    const requests = found
      .slice(skip, skip + limit)
      .map((number) => ({ number, attempt: 1, eventId: `event ${number}` }) as RequestSummary);
    const next = found.length > skip + limit ? (requests.at(-1)?.number ?? null) : null;
    const { length: total } = this.numbers;
    const totalEvents = total;
    const { length: matched } = found;
    return { revision: '', simulated: [], total, totalEvents, matched, requests, next };
  };
}

/** Looks at a row until it is there. */
async function look(list: RequestList, index: number): Promise<number | undefined> {
  for (let round = 0; round < 200 && list.at(index) === undefined; round++) await Promise.resolve();
  return list.at(index)?.number;
}

async function started(server: Server, event?: string): Promise<RequestList> {
  const list = new RequestList({ event }, server.load);
  await list.start();
  return list;
}

describe('the list of requests', () => {
  it('finds any page of a filtered list, each once', async () => {
    const server = new Server();
    server.add(4000);
    const list = await started(server, 'odd');
    expect(list.length).toBe(2000);
    expect(await look(list, 1999)).toBe(1);
    expect(await look(list, 700)).toBe(2599);
    expect(await look(list, 701)).toBe(2597);
    expect(server.asked.map(({ before, skip }) => [before, skip])).toEqual([
      [undefined, undefined],
      [4000, 1500],
      [4000, 500],
    ]);
  });

  it('starts again when more came than fit on a page', async () => {
    const server = new Server();
    server.add(10);
    const list = await started(server);
    server.add(2000);
    expect(await list.countNew()).toEqual({ count: 500, isMore: true });
    await list.catchUp();
    expect(list.length).toBe(2010);
    expect(list.shift).toBe(2000);
    expect(await look(list, 2009)).toBe(1);
  });

  it('catches up once more when more came meanwhile', async () => {
    const server = new Server();
    server.add(1);
    const list = await started(server);
    server.add(1);
    const first = list.catchUp();
    server.add(1);
    await list.catchUp();
    await first;
    expect(list.at(0)?.number).toBe(3);
  });

  it('is empty after all was deleted, and shorter after the oldest were dropped', async () => {
    const server = new Server();
    server.add(1200);
    const list = await started(server);
    server.drop(150);
    expect(await look(list, 1001)).toBe(199);
    expect(list.length).toBe(1050);
    server.clear();
    await list.start();
    expect(list.length).toBe(0);
    expect(list.at(0)).toBeUndefined();
  });

  it('says what went wrong, until it goes right', async () => {
    const server = new Server();
    server.add(1);
    server.fails = true;
    const list = await started(server);
    expect(list.error.value).toBe('it does not answer');
    server.fails = false;
    await list.start();
    expect(list.error.value).toBeUndefined();
    expect(list.at(0)?.number).toBe(1);
  });
});
