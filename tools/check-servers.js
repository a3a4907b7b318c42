/** Checks that the servers answer that the tests need. */
import { connect } from 'node:net';

const SERVERS = {
  TEST_REDIS_URL: process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379',
  TEST_POSTGRES_URL: process.env.TEST_POSTGRES_URL ?? 'postgres://root@127.0.0.1:5432/test',
};

for (const [variable, url] of Object.entries(SERVERS)) {
  const { hostname, port, host } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), timeout: 2_000 });
  const missing = () => {
    socket.destroy();
    console.error(`Nothing answers at ${host}: run "docker compose up -d", or set ${variable}.`);
    process.exitCode = 1;
  };
  socket
    .on('connect', () => socket.destroy())
    .on('error', missing)
    .on('timeout', missing);
}
