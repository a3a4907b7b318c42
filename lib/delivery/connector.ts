import dns from 'node:dns';
import { connect as connectTcp, type LookupFunction, type Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { buildConnector } from 'undici';

/**
 * Connects as undici does, with two differences. A connection that is given up is reset, so that nothing
 * of it remains: if the receiver never reads, the system would keep a closed one for minutes, beside the
 * next one. And all attempts share one look-up of the receiver's name, see {@link shareLookups}.
 *
 * @param timeoutMs the time limit for a connection, in milliseconds
 */
export function createConnector(
  tls: ConnectionOptions | undefined,
  timeoutMs: number,
): buildConnector.connector {
  const options = { lookup: shareLookups(), ...tls };
  const connect = buildConnector({ ...options, timeout: timeoutMs });
  return (target, callback) => {
    const { hostname: host, protocol, port } = target;
    if (protocol !== 'https:') {
      connect(target, (...[error, socket]) => {
        if (error === null) callback(null, resetWhenGivenUp(socket));
        else callback(error, null);
      });
      return;
    }
    // Node resets TCP connections only, so that below TLS has to be our own.
    const tcp = connectTcp({ ...options, host, port: Number(port) || 443 });
    connect({ ...target, httpSocket: resetWhenGivenUp(tcp) }, callback);
  };
}

/** A connected socket that is destroyed instead of being ended has been given up. */
function resetWhenGivenUp(socket: Socket): Socket {
  const destroy = socket.destroy.bind(socket);
  socket.destroy = (error) => {
    // What the reset calls in turn, without the error.
    socket.destroy = () => destroy(error);
    return socket.connecting ? destroy(error) : socket.resetAndDestroy();
  };
  return socket;
}

/**
 * Looks a name up once for all that wait for it: a look-up of a name that does not resolve may take half a
 * minute, and occupies one of the few threads on which the whole application looks names up. Whoever waits
 * has a time limit of its own.
 */
function shareLookups(): LookupFunction {
  const underWay = new Map<string, Array<Parameters<LookupFunction>[2]>>();
  return (hostname, options, callback) => {
    const key = JSON.stringify([hostname, options]);
    const waiting = underWay.get(key);
    if (waiting !== undefined) {
      waiting.push(callback);
      return;
    }
    const callbacks = [callback];
    underWay.set(key, callbacks);
    dns.lookup(hostname, options, (...result) => {
      underWay.delete(key);
      for (const answer of callbacks) answer(...result);
    });
  };
}
