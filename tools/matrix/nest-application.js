import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { generate } from './generate.js';
import { isEsm, MANAGERS } from './managers.js';
import { start } from './run.js';
import {
  controller,
  docsExample,
  endToEndTest,
  FASTIFY_MAIN,
  unitTest,
  WEBPACK_CONFIG,
} from './shop-files.js';

const PEERS = ['axios@1', 'class-transformer@0.5', 'class-validator@0.15', 'libsql@0.5'];

/**
 * Generates an application, installs the library as a user does, and adds a tracked handler.
 *
 * @param row its `template`, `manager` and `variant`
 * @param context `folder`, `tarball`, and `node`, which builds it
 */
export async function createApplication(row, { folder, tarball, node }) {
  const { template, manager: managerName = 'npm', variant } = row;
  const manager = MANAGERS[managerName];
  const name = [template, managerName, variant].filter(Boolean).join('-').toLowerCase();
  const tools = join(folder, 'tools');
  mkdirSync(tools, { recursive: true });
  const app = { folder: await generate(template, name, { folder, node }), tools, node, manager };
  app.end = isEsm(app.folder) ? '.js' : '';
  app.variant = variant;
  if (variant === 'Fastify') writeFileSync(join(app.folder, 'src', 'main.ts'), FASTIFY_MAIN);
  await manager.prepare(app);
  const axios = template === 'nest-11' ? '@nestjs/axios@4' : '@nestjs/axios@12';
  await manager.install(app, [tarballSpec(tarball), axios, ...PEERS, ...extraPackages(row)]);
  const printed = await manager.exec(app, ['nestjs-converge', 'init']);
  addOrders(app, printed);
  // Others do not find the packages of the test runner.
  app.isPlain = managerName === 'npm' && variant === undefined;
  if (app.isPlain) {
    writeFileSync(join(app.folder, 'src', 'example.spec.ts'), docsExample(template));
  }
  if (variant === 'bundled') {
    writeFileSync(join(app.folder, 'webpack.config.js'), WEBPACK_CONFIG);
  }
  return app;
}

function tarballSpec(tarball) {
  return `nestjs-converge@file:${tarball}`;
}

function extraPackages({ template, variant, manager }) {
  // ts-jest uses it without depending on it.
  if (manager === 'yarnPnp') return ['jest-util@30'];
  if (variant === 'SWC') return ['@swc/cli@0.8', '@swc/core@1'];
  if (variant === 'Fastify') return [`@nestjs/platform-fastify@${template.split('-')[1]}`];
  return [];
}

/** Adds what `init` has printed, and a controller. */
function addOrders({ folder, end }, printed) {
  const lines = [
    "import { ConvergeModule } from 'nestjs-converge';",
    'imports: [ConvergeModule.forRoot(), /* ... */],',
    'app.enableShutdownHooks();',
  ];
  const missing = lines.filter((line) => !printed.includes(line));
  if (missing.length > 0) throw new Error(`init does not print ${missing.join()}: ${printed}`);
  mkdirSync(join(folder, 'src', 'orders'));
  writeFileSync(join(folder, 'src', 'orders', 'orders.controller.ts'), controller(end));
  writeFileSync(join(folder, 'src', 'orders', 'orders.controller.spec.ts'), unitTest(end));
  writeFileSync(join(folder, 'test', 'orders.e2e-spec.ts'), endToEndTest(end));
  const module = join(folder, 'src', 'app.module.ts');
  const text = readFileSync(module, 'utf8')
    .replace('[AppController]', '[AppController, OrdersController]')
    .replace('imports: [', 'imports: [ConvergeModule.forRoot(), ')
    .replace(
      /^/,
      `${lines[0]}\nimport { OrdersController } from './orders/orders.controller${end}';\n`,
    );
  writeFileSync(module, text);
  const main = join(folder, 'src', 'main.ts');
  const started = readFileSync(main, 'utf8').replace(
    /(const app = await [^;]*;?\n)/,
    `$1  ${lines[2]}\n`,
  );
  writeFileSync(main, started);
}

/**
 * Type-checks, lints, builds, starts and tests it with one version of Node.
 *
 * @param failure what the tests say that `nest new` has generated, if they fail without the library, too
 */
export async function checkApplication(app, sandbox, node, step, failure) {
  const { manager, folder, variant } = app;
  const env = { CONVERGE_TOKEN: sandbox.token, CONVERGE_ENDPOINT: sandbox.endpoint };
  const options = { node, env };
  await step('type check', () => manager.exec(app, ['tsc', '--noEmit'], options));
  if (app.isPlain) await step('npm run lint', () => manager.script(app, 'lint', options));
  await step('build', () => build(app, options));
  await step('start and track', () => placeOrder(app, sandbox, options));
  // The bundle is the same application, whose tests run unbundled.
  if (variant === 'bundled') return;
  if (failure !== undefined) {
    await step('the tests of nest new', () => failsWithout(app, options, failure));
    return;
  }
  await step('npm test', () => manager.script(app, 'test', options));
  await step('npm run test:e2e', async () => {
    const path = join(folder, 'outbox-of-tests', 'outbox');
    rmSync(join(folder, 'outbox-of-tests'), { recursive: true, force: true });
    sandbox.clear();
    const settings = { ...options, env: { ...env, CONVERGE_OUTBOX_PATH: path } };
    await manager.script(app, 'test:e2e', settings);
    await delivered(sandbox);
  });
}

/** Runs the generated unit test, which does not load the library. */
async function failsWithout({ manager, folder }, options, failure) {
  const ours = join(folder, 'src', 'orders', 'orders.controller.spec.ts');
  renameSync(ours, `${ours}.aside`);
  try {
    await manager.script({ folder }, 'test', options);
  } catch (error) {
    if (error.message.includes(failure)) return;
    throw error;
  } finally {
    renameSync(`${ours}.aside`, ours);
  }
  throw new Error('they pass now: let this row run them');
}

async function build(app, options) {
  rmSync(join(app.folder, 'dist'), { recursive: true, force: true });
  const args = { SWC: ['--builder', 'swc'], bundled: ['--webpack'] }[app.variant] ?? [];
  await app.manager.exec(app, ['nest', 'build', ...args], options);
}

/** Starts the built application, places an order, and ends it as a deploy does. */
async function placeOrder(app, sandbox, { node, env }) {
  const main = ['main.js', 'src/main.js', 'main.cjs']
    .map((name) => join(app.folder, 'dist', name))
    .find(existsSync);
  if (main === undefined) throw new Error('the build has no main.js');
  // A bundle must not need the packages that are installed beside it.
  const bundled = join(app.folder, '..', 'bundle-alone');
  if (app.variant === 'bundled') {
    rmSync(bundled, { recursive: true, force: true });
    cpSync(join(app.folder, 'dist'), bundled, { recursive: true });
  }
  const cwd = app.variant === 'bundled' ? bundled : app.folder;
  const file = app.variant === 'bundled' ? join(bundled, 'main.js') : main;
  rmSync(join(cwd, '.converge'), { recursive: true, force: true });
  sandbox.clear();
  const port = await freePort();
  const [command, args] = app.manager.start(file);
  const server = start(command, args, { cwd, node, env: { ...env, PORT: String(port) } });
  let code;
  try {
    const answer = await post(`http://127.0.0.1:${port}/orders`, server);
    if (answer.status !== 201) throw new Error(`status ${answer.status}\n${server.output()}`);
    await delivered(sandbox, server);
    if (!existsSync(join(cwd, '.converge', 'outbox'))) throw new Error('no outbox on disk');
  } finally {
    code = await server.stop();
  }
  if (code !== 'SIGTERM') throw new Error(`ended with ${code}\n${server.output()}`);
}

async function delivered(sandbox, server) {
  try {
    const [{ event }] = await sandbox.waitForEvents(1);
    if (event.event_id !== 'order-1') throw new Error(`another event: ${event.event_id}`);
  } catch (error) {
    throw new Error(`${error.message}\n${server?.output() ?? ''}`, { cause: error });
  }
}

/** Waits for the server, as long as it runs. */
async function post(url, server) {
  for (let attempt = 0; attempt < 300 && server.isRunning(); attempt++) {
    try {
      return await fetch(url, { method: 'POST' });
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error(`it does not listen\n${server.output()}`);
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** The installed version of a package of an application. */
export function versionOf({ folder }, name) {
  const lock = join(folder, 'yarn.lock');
  if (existsSync(lock)) {
    const entry = readFileSync(lock, 'utf8')
      .split('\n"')
      .find((text) => text.startsWith(`${name}@npm`));
    return /version: (\S+)/.exec(entry)[1];
  }
  const file = [folder, join(folder, '..', '..')]
    .map((each) => join(each, 'node_modules', name, 'package.json'))
    .find(existsSync);
  return JSON.parse(readFileSync(file, 'utf8')).version;
}
