import {
  ConvergeModule,
  ConvergeService,
  type ConvergeEventDto,
  type ConvergeModuleOptions,
  type ConvergeStats,
} from '../../lib/index.js';
import { createSandbox, type Sandbox } from '../../sandbox/server/index.js';
import { startApp, type TestApp, type TestAppOptions } from './test-app.js';

/** A shop that sends to a sandbox of its own; its responses wait until their events are kept. */
export interface Shop extends TestApp {
  readonly sandbox: Sandbox;
  readonly converge: ConvergeService;
  /** What was sent, once nothing more is under way. */
  sent(): Promise<ConvergeEventDto[]>;
  /** The ids in all requests, copies of an event included, once nothing more is under way. */
  sentIds(): Promise<string[]>;
  counters(): Promise<ConvergeStats['counters']>;
}

export async function startShop(
  options: ConvergeModuleOptions,
  { imports = [], ...app }: TestAppOptions,
): Promise<Shop> {
  const sandbox = await createSandbox();
  const { token, endpoint } = sandbox;
  const converge = ConvergeModule.forRoot({
    token,
    endpoint,
    outbox: { commitTimeoutMs: 60_000 },
    ...options,
  });
  const shop = await startApp({ ...app, imports: [converge, ...imports] }).catch(
    async (error: unknown) => {
      await sandbox.close();
      throw error;
    },
  );
  const service = shop.app.get(ConvergeService);
  return {
    ...shop,
    sandbox,
    converge: service,
    sent: async () => {
      await service.flush();
      return sandbox.events().map(({ event }) => event as ConvergeEventDto);
    },
    sentIds: async () => {
      await service.flush();
      return sandbox.requests().map(({ body }) => JSON.parse(body).event_id as string);
    },
    counters: async () => (await service.stats()).counters,
    close: async () => {
      await shop.close();
      await sandbox.close();
    },
  };
}
