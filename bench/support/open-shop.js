import { startChild } from './child.js';
import { Customers } from './load.js';

/** Starts a shop in a new process, and customers for it in this one. */
export async function openShop(options, { endpoint, outbox, connections, execArgv = [] }) {
  const env = shopEnv(endpoint, outbox);
  const child = await startChild('shop', { env, execArgv: [...profiling(), ...execArgv] });
  const customers = new Customers(await child.call('start', options), connections);
  const close = async () => {
    await customers.close();
    await child.end();
  };
  return { ...options, child, customers, close };
}

export function shopEnv(endpoint, outbox) {
  return {
    CONVERGE_ENDPOINT: endpoint,
    CONVERGE_TOKEN: 'token',
    CONVERGE_OUTBOX_PATH: outbox,
  };
}

/** With BENCH_PROFILE=<folder>, measured processes write a CPU profile there when they end. */
export function profiling() {
  const folder = process.env.BENCH_PROFILE;
  return folder ? ['--cpu-prof', `--cpu-prof-dir=${folder}`] : [];
}
