import { once } from 'node:events';
import { request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import express5, { type Express, type RequestHandler } from 'express';
// @ts-expect-error -- Express 4 under a name of its own, without types
import express4 from 'express4';
import { createConverge, type Converge, type ConvergeOptions } from '../../lib/express/index.js';
import { orderEvent, orderParts } from '../utils/events.js';
import { eventually, send, type Answer } from '../utils/test-app.js';
import { useSandbox } from '../utils/use-sandbox.js';

const order = { id: '7', ...orderParts('7') };
const JSON_HANDLERS: Record<string, RequestHandler> = {
  json: (_request, response) => void response.json(order),
  send: (_request, response) => void response.send(order),
  created: (_request, response) => void response.status(201).set('X-Mine', 'yes').json(order),
  later: (_request, response) => void setTimeout(() => response.json(order), 5),
};
const OTHER_HANDLERS: Record<string, RequestHandler> = {
  refused: (_request, response) => void response.status(422).json(order),
  failed: (_request, _response, next) => next(Object.assign(new Error('no'), { status: 503 })),
  thrown: () => {
    throw Object.assign(new Error('no'), { status: 500 });
  },
  moved: (_request, response) => response.redirect('/json'),
};
const STREAMS: Record<string, RequestHandler> = {
  text: (_request, response) => void response.send('text'),
  empty: (_request, response) => void response.status(204).end(),
  stream: (_request, response) => void Readable.from(['a', 'b']).pipe(response),
};

describe.each([
  ['Express 5', express5],
  ['Express 4', express4 as typeof express5],
])('%s', (_version, express) => {
  let converge: Converge;
  let server: Server;
  let url: string;
  let lines: string[];

  const start = async (
    prepare: (app: Express) => void,
    options: ConvergeOptions = { outbox: { commitTimeoutMs: 60_000 } },
  ) => {
    const { endpoint, token } = sandbox;
    const note = (line: string) => void lines.push(line);
    const logger = { error: note, warn: note };
    converge = await createConverge(token, { endpoint, logger, ...options });
    const app = express();
    prepare(app);
    server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  /** With one route, whose answer is the order. */
  const startOrders = (properties: () => Promise<never>, options?: ConvergeOptions) =>
    start((app) => {
      const tracked = converge.trackResponse('Placed Order', { properties });
      app.get('/', tracked, JSON_HANDLERS['json']!);
    }, options);
  const ask = (path: string, method = 'GET', headers = {}) =>
    send(url + path, method, undefined, headers);
  const sent = async () => {
    await converge.flush();
    return sandbox.events().map(({ event }) => event);
  };

  beforeEach(() => void (lines = []));
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await converge.close();
  });
  // After the hook above, so that it closes after Converge.
  const sandbox = useSandbox();

  const withHandlers = (handlers: Record<string, RequestHandler>) => (app: Express) => {
    for (const [name, handler] of Object.entries(handlers)) {
      app.get(`/tracked/${name}`, converge.trackResponse('Placed Order'), handler);
      app.get(`/${name}`, handler);
    }
  };

  it.each(Object.keys(JSON_HANDLERS))('tracks a JSON response: %s', async (name) => {
    await start(withHandlers(JSON_HANDLERS));
    const answer = await ask(`/tracked/${name}`);
    expect(await sent()).toMatchObject([{ event_name: 'Placed Order', event_id: '7' }]);
    expect(answer).toEqual(await ask(`/${name}`));
    expect(lines).toEqual([]);
  });

  it.each(Object.keys(OTHER_HANDLERS))('changes and tracks no failure: %s', async (name) => {
    await start(withHandlers(OTHER_HANDLERS));
    const [tracked, untracked] = [await ask(`/tracked/${name}`), await ask(`/${name}`)];
    expect(comparable(tracked)).toEqual(comparable(untracked));
    expect(await sent()).toEqual([]);
    expect(lines).toEqual([]);
  });

  it.each(Object.keys(STREAMS))('warns of a success without JSON: %s', async (name) => {
    await start(withHandlers(STREAMS));
    expect(await ask(`/tracked/${name}`)).toEqual(await ask(`/${name}`));
    expect(await sent()).toEqual([]);
    expect(lines).toEqual([
      expect.stringContaining(`GET /tracked/${name}, "Placed Order": not tracked`),
    ]);
  });

  it('leaves HEAD, and a response that the client has already, alone', async () => {
    await start(withHandlers(JSON_HANDLERS));
    const known = { 'If-None-Match': (await ask('/json')).headers['etag'] };
    for (const [method, extra] of [['HEAD', {}] as const, ['GET', known] as const]) {
      expect(await ask('/tracked/json', method, extra)).toEqual(await ask('/json', method, extra));
    }
    expect(await sent()).toEqual([]);
    expect(lines).toEqual([]);
  });

  it('sends the response when the event is recorded', async () => {
    let map: ((properties: unknown) => void) | undefined;
    const properties = () => new Promise<never>((resolve) => (map = resolve as never));
    await startOrders(properties);
    let isAnswered = false;
    const answer = ask('/').finally(() => (isAnswered = true));
    await eventually('the mapper is called', () => map !== undefined);
    expect(isAnswered).toBe(false);
    map!(order.properties);
    expect((await answer).status).toBe(200);
    expect(await sent()).toHaveLength(1);
  });

  it('sends the response without waiting longer than commitTimeoutMs', async () => {
    let isMapped = false;
    const properties = async () => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      isMapped = true;
      return order.properties as never;
    };
    await startOrders(properties, { outbox: { commitTimeoutMs: 20 } });
    expect((await ask('/')).status).toBe(200);
    expect(isMapped).toBe(false);
    await sandbox.waitForEvents(1);
    expect(lines).toEqual([
      expect.stringContaining('GET /: the response waited longer than outbox.commitTimeoutMs'),
    ]);
  });

  it('fails on a second answer as without tracking', async () => {
    const codes: unknown[] = [];
    await start((app) =>
      app.get('/', converge.trackResponse('Placed Order'), (_request, response) => {
        response.json(order);
        try {
          response.status(500).json({ other: true });
        } catch (error) {
          codes.push((error as { code: string }).code);
        }
      }),
    );
    expect(await ask('/')).toMatchObject({ status: 200, body: JSON.stringify(order) });
    expect(codes).toEqual(['ERR_HTTP_HEADERS_SENT']);
    expect(await sent()).toHaveLength(1);
  });

  it('sends what is written after the answer where it would stand without tracking', async () => {
    const codes: unknown[] = [];
    const handler: RequestHandler = (_request, response) => {
      response.on('error', (error: { code?: string }) => codes.push(error.code));
      response.json(order);
      response.write('late');
    };
    await start(withHandlers({ written: handler }));
    expect(await ask('/tracked/written')).toEqual(await ask('/written'));
    expect(codes).toEqual(['ERR_STREAM_WRITE_AFTER_END', 'ERR_STREAM_WRITE_AFTER_END']);
  });

  it('logs the error of a mapper with its stack', async () => {
    await startOrders(() => {
      throw new RangeError('no');
    });
    await ask('/');
    expect(lines).toEqual([expect.stringMatching(/\nRangeError\n\s+at .*express\.spec/)]);
  });

  it('tracks several events of one route, and names the route without its parameters', async () => {
    class Properties {
      map({ id }: { id: string }) {
        return { ...order.properties, id };
      }
    }
    await start((app) => {
      const router = express.Router();
      router.get(
        '/:id',
        converge.trackResponse('Placed Order', { properties: Properties }),
        converge.trackResponse('Started Subscription', { properties: () => ({}) as never }),
        (request, response) => void response.json({ ...order, id: request.params.id }),
      );
      app.use('/orders', router);
    });
    await ask('/orders/42');
    const names = (await sent()).map(({ event_name }) => event_name).sort();
    expect(names).toEqual(['Placed Order', 'Started Subscription']);
    expect(lines.join()).toContain('GET /orders/:id, "Started Subscription"');
    expect(lines.join()).not.toContain('42');
  });

  it('tracks the order of a client that has gone', async () => {
    let answer: (() => void) | undefined;
    await start((app) =>
      app.get('/', converge.trackResponse('Placed Order'), (_request, response) => {
        answer = () => response.json(order);
      }),
    );
    const request = httpRequest(url).on('error', () => {});
    request.end();
    await eventually('the handler runs', () => answer !== undefined);
    request.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    answer!();
    await sandbox.waitForEvents(1);
  });

  it('records an event with the request in which it happened', async () => {
    await start(
      (app) =>
        app.get('/', (request, response) => {
          const recorded = converge.track(orderEvent() as never, { request });
          void recorded.then(() => response.json({}));
        }),
      {
        requestContext: { userAgent: true },
        consent: ({ request }) => (request ? 'send' : 'drop'),
      },
    );
    await ask('/', 'GET', { 'User-Agent': 'tea' });
    await converge.track(orderEvent() as never);
    expect(await sent()).toMatchObject([{ profile_properties: { $user_agent: 'tea' } }]);
    expect(lines).toEqual([expect.stringContaining('reads the request, but this event has none')]);
  });

  it('refuses a misspelt event, an unknown option and a missing token', async () => {
    await start(() => {});
    const track = (name: string, options = {}) => converge.trackResponse(name as never, options);
    expect(() => track('Placed Orders')).toThrow("did you mean 'Placed Order'");
    expect(() => track('Placed Order', { property: 1 })).toThrow('"property"');
    await expect(createConverge('')).rejects.toThrow('token');
  });
});

/** An error page shows the stack of the error, which differs. */
function comparable({ status, headers }: Answer): object {
  return { status, headers: { ...headers, 'content-length': undefined } };
}
