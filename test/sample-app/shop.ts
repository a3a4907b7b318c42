import { ConvergeService, type ConvergeStats } from 'nestjs-converge';
import { createSandbox, type Sandbox } from 'nestjs-converge/sandbox';
import { AppModule } from '../../sample-app/app.module.js';
import { startApp, type Platform } from '../utils/test-app.js';
import { Client } from './client.js';

const SETTINGS = ['CONVERGE_ENDPOINT', 'CONVERGE_TOKEN', 'SANDBOX_URL'];

export interface Shop {
  readonly client: Client;
  stats(): Promise<ConvergeStats>;
  /** The stats once nothing is on its way any more. */
  settled(): Promise<ConvergeStats>;
  close(): Promise<void>;
}

/**
 * Starts the sample shop as it is, by the settings that a user makes: the environment, until it is
 * closed.
 */
export async function startShop(platform: Platform, sandbox: Sandbox): Promise<Shop> {
  const before = { ...process.env };
  process.env['CONVERGE_ENDPOINT'] = sandbox.endpoint;
  process.env['CONVERGE_TOKEN'] = sandbox.token;
  process.env['SANDBOX_URL'] = sandbox.url;
  // As `npm start` does: a browser keeps connections.
  const appOptions = { logger: ['error' as const], forceCloseConnections: true };
  const { app, url } = await startApp({ platform, imports: [AppModule], appOptions });
  const client = new Client(url);
  const converge = app.get(ConvergeService);
  return {
    client,
    stats: () => converge.stats(),
    settled: async () => {
      await converge.flush();
      return converge.stats();
    },
    close: async () => {
      client.close();
      await app.close();
      for (const name of SETTINGS) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
    },
  };
}

export const startSandbox = () => createSandbox({ token: 'sample-token' });
