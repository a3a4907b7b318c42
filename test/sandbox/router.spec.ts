import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { route, type Routes } from '../../sandbox/server/http/router.js';

it('ends the connection of an answer that cannot be sent', async () => {
  const routes: Routes = {
    '/': {
      GET: ({ response }) => {
        response.setHeader('Trailer', 'x');
        return {};
      },
    },
  };
  let routed: Promise<void> | undefined;
  const server = createServer((request, response) => (routed = route(routes, request, response)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  await expect(routed).resolves.toBeUndefined();
  server.close();
});
