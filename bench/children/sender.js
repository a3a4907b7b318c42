import { NestFactory } from '@nestjs/core';
import { Agent } from 'node:http';
import axios from 'axios';
import { Pool } from 'undici';
import { serve } from '../support/child.js';
import { processCpu } from '../support/cpu.js';
import { inTurns } from '../support/in-turns.js';
import { convergeModule } from '../dist/bench/shop/shop.module.js';

/** Sends events to CONVERGE_ENDPOINT in one of three ways. */
const { CONVERGE_ENDPOINT: endpoint, CONVERGE_TOKEN: token } = process.env;
const headers = { 'content-type': 'application/json', 'x-webhook-token': token };
const SENDERS = { converge: fromOutbox, axios: withAxios, undici: withUndici };

/** Sends the events of the outbox at CONVERGE_OUTBOX_PATH, until it is empty. */
async function fromOutbox() {
  const { ConvergeService } = await import('../dist/lib/index.js');
  const app = await NestFactory.createApplicationContext(convergeModule(true), {
    logger: ['warn'],
  });
  const left = await app.get(ConvergeService).flush({ timeoutMs: 120_000 });
  return async () => {
    await app.close();
    return left;
  };
}

async function withAxios({ bodies, concurrency }) {
  const httpAgent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const client = axios.create({ httpAgent, headers });
  await inTurns(bodies.length, concurrency, (n) => client.post(endpoint, bodies[n]));
  return () => 0;
}

async function withUndici({ bodies, concurrency }) {
  const { origin, pathname: path } = new URL(endpoint);
  const pool = new Pool(origin, { connections: concurrency });
  await inTurns(bodies.length, concurrency, async (n) => {
    const answer = await pool.request({ method: 'POST', path, headers, body: bodies[n] });
    await answer.body.text();
  });
  return () => pool.close();
}

serve({
  /** @returns the wall and CPU time, in microseconds, and the number of events left */
  send: async (sender, { body, count, concurrency }) => {
    const bodies = Array.from({ length: sender === 'converge' ? 0 : count }, () => body);
    const cpu = processCpu();
    const begin = performance.now();
    const finish = await SENDERS[sender]({ bodies, concurrency });
    const used = { wall: (performance.now() - begin) * 1000, cpu: processCpu() - cpu };
    return { ...used, left: await finish() };
  },
});
