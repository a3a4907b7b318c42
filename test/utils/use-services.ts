import { afterEach } from '@jest/globals';
import { ConvergeModule, ConvergeService, type ConvergeModuleOptions } from '../../lib/index.js';
import { startApp, type TestApp, type TestAppOptions } from './test-app.js';
import { useSandbox } from './use-sandbox.js';

/** For the top of a spec: applications that send to one sandbox, until their test is over. */
export function useServices(defaults: ConvergeModuleOptions = {}) {
  const apps: TestApp[] = [];
  afterEach(async () => {
    for (const app of apps.splice(0)) await app.close();
  });
  // After the hook above, so that it closes after the applications.
  const sandbox = useSandbox();
  return {
    apps,
    sandbox,
    start: async (
      options: ConvergeModuleOptions = {},
      imports: NonNullable<TestAppOptions['imports']> = [],
    ): Promise<ConvergeService & { logs: TestApp['logger'] }> => {
      const { token, endpoint } = sandbox;
      const converge = ConvergeModule.forRoot({ token, endpoint, ...defaults, ...options });
      const app = await startApp({ imports: [...imports, converge] });
      apps.push(app);
      return Object.assign(app.app.get(ConvergeService), { logs: app.logger });
    },
  };
}
