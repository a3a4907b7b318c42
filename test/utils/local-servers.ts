import { type RequestListener, createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import type { Certificate } from './certificate.js';

const servers: { server: Server; sockets: Set<Socket> }[] = [];

/** Closes all servers that were started here; for `afterEach`. */
export function closeServers(): void {
  for (const { server, sockets } of servers.splice(0)) {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

export async function listen(server: Server): Promise<{ port: number; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  servers.push({ server, sockets });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { port: (server.address() as AddressInfo).port, sockets };
}

export async function serve(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${(await listen(createHttpServer(listener))).port}/`;
}

export async function serveTls(tls: Certificate, listener: RequestListener): Promise<string> {
  return `https://localhost:${(await listen(createHttpsServer(tls, listener))).port}/`;
}

/** A server that speaks to sockets, once a request has come. */
export async function serveRaw(onRequest: (socket: Socket, count: number) => void) {
  let count = 0;
  const server = createServer((socket) => socket.on('data', () => onRequest(socket, ++count)));
  return `http://127.0.0.1:${(await listen(server)).port}/`;
}

/** A port on which nothing listens. */
export async function unusedPort(): Promise<number> {
  const { port } = await listen(createServer());
  servers.pop()!.server.close();
  return port;
}

/** Passes all of a connection on to a server, and back. */
export function forward(socket: Socket, port: number, host = '127.0.0.1'): void {
  const target = connect(port, host);
  socket.pipe(target).pipe(socket);
  target.on('error', () => socket.destroy());
  socket.on('error', () => target.destroy()).on('close', () => target.destroy());
}

export interface LocalProxy {
  /** Without a scheme. */
  readonly host: string;
  /** What it was asked for: `CONNECT host:port` or `POST http://...`, and the credentials. */
  readonly log: string[];
}

/** A proxy that answers plain requests itself, and opens tunnels to this machine, whatever the name. */
export async function serveProxy(status = 200): Promise<LocalProxy> {
  const log: string[] = [];
  const note = (...parts: unknown[]) => log.push(parts.filter(Boolean).join(' '));
  const server = createHttpServer(({ method, url, headers }, response) => {
    note(method, url, headers.host, headers['proxy-authorization']);
    response.writeHead(status).end('from the proxy');
  });
  server.on('connect', ({ url, headers }, socket: Socket) => {
    note('CONNECT', url, headers['proxy-authorization']);
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const target = connect(Number(url!.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(target).pipe(socket);
    });
    target.on('error', () => socket.destroy());
    socket.on('error', () => target.destroy()).on('close', () => target.destroy());
  });
  return { host: `127.0.0.1:${(await listen(server)).port}`, log };
}

export async function bodyOf(request: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((done) => setTimeout(done, 5));
}

/** The error of a promise that has to reject. */
export function failure(promise: Promise<unknown>): Promise<Record<string, unknown>> {
  return promise.then(
    () => Promise.reject(new Error('It has not failed.')),
    (error: unknown) => error as Record<string, unknown>,
  );
}
