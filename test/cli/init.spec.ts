import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { tmpdir } from 'node:os';
import { beforeEach, expect, it } from '@jest/globals';
import { usePrograms } from '../utils/programs.js';
import { useTemporaryFolder } from '../utils/temporary-folder.js';
import { failed, runCli } from './support/run-cli.js';

const MODULE = `import { Module } from '@nestjs/common';
import { AppController } from './app.controller';

@Module({
  imports: [],
  controllers: [AppController],
})
export class AppModule {}
`;
const MAIN = `import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module';

async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  await app.listen(process.env.PORT ?? 3000);
}
void bootstrap();
`;
const MAPPER = 'src/converge/order.mapper.ts';

const cli = usePrograms();
const folder = useTemporaryFolder();
let app: string;
beforeEach(() => {
  app = folder.path;
  write('package.json', JSON.stringify({ dependencies: { '@nestjs/config': '^12.0.0' } }));
  write('src/main.ts', MAIN);
  write('src/app.module.ts', MODULE);
});

function write(name: string, text: string): void {
  mkdirSync(dirname(join(app, name)), { recursive: true });
  writeFileSync(join(app, name), text);
}

function read(name: string): string {
  return readFileSync(join(app, name), 'utf8');
}

/** All files that a user has, with their texts. */
function files(): Record<string, string> {
  const names = readdirSync(app, { recursive: true, encoding: 'utf8' });
  return Object.fromEntries(
    names
      .filter((name) => !name.startsWith('node_modules') && statSync(join(app, name)).isFile())
      .map((name) => [name, read(name)]),
  );
}

function init(...args: string[]) {
  return runCli(cli, ['init', '--app-dir', app, ...args]);
}

it('writes a mapper, changes no other file, and prints what to add', async () => {
  const before = files();
  const { code, stdout, stderr } = await init();
  for (const text of [
    `Written: ${MAPPER}\n`,
    'Add the module to the imports of AppModule in src/app.module.ts:',
    "     import { ConvergeModule } from 'nestjs-converge';\n",
    '     imports: [ConvergeModule.forRoot(), /* ... */],\n',
    'add to src/main.ts, after the application is created:',
    '     app.enableShutdownHooks();\n',
    "     import { type Order, OrderMapper } from './converge/order.mapper';\n",
    'CONVERGE_ENDPOINT=http://127.0.0.1:4400 npm run start:dev',
    'in .env, which Git must not have:\n     CONVERGE_TOKEN=\n',
    'Tests that import the root module fail without a token',
    '.overrideModule(ConvergeModule).useModule(ConvergeTestingModule',
  ]) {
    expect(stdout).toContain(text);
  }
  expect(stdout).not.toContain('npm install');
  expect([code, stderr]).toEqual([0, '']);
  expect(files()).toEqual({ ...before, [MAPPER]: read(MAPPER) });
});

it('is JSON for programs', async () => {
  const { json } = await init('--json');
  expect(json.written).toBe(MAPPER);
  expect(json.steps[1]).toEqual({
    what: expect.stringContaining('src/main.ts'),
    lines: ['app.enableShutdownHooks();'],
  });
  expect((await init('--json')).json.written).toBeNull();
});

it('leaves out what is there already', async () => {
  write('src/shared.ts', 'ConvergeModule.forRootAsync({});\n@TrackConverge("x")\n');
  write('src/main.ts', MAIN.replace('  await', '  app.enableShutdownHooks();\n  await'));
  const before = files();
  const { stdout } = await init();
  expect(stdout).toMatch(/^1\. See its event without an account/);
  expect(files()).toEqual(before);
});

it('is not misled by comments', async () => {
  write('src/app.module.ts', `// ConvergeModule.forRoot(token)\n${MODULE}`);
  write('src/main.ts', `/* app.enableShutdownHooks() */\n${MAIN}`);
  const { stdout } = await init();
  expect(stdout).toContain('1. Add the module');
  expect(stdout).toContain('app.enableShutdownHooks();');
});

it('finds the root module by main.ts, and the sources by nest-cli.json', async () => {
  rmSync(join(app, 'src'), { recursive: true });
  write('nest-cli.json', '{ "sourceRoot": "apps/shop/src" }');
  write('apps/shop/src/main.ts', MAIN.replaceAll('AppModule', 'Shop').replace('app.m', 'shop.m'));
  write('apps/shop/src/shop.module.ts', MODULE.replaceAll('AppModule', 'Shop'));
  const { stdout } = await init();
  expect(stdout).toContain('the imports of Shop in apps/shop/src/shop.module.ts:');
  expect(read('apps/shop/src/converge/order.mapper.ts')).toContain('OrderMapper');
});

it('says where the decorator goes', async () => {
  write('src/orders/orders.controller.ts', 'export class OrdersController {}\n');
  const { stdout } = await init();
  expect(stdout).toContain('the method of src/orders/orders.controller.ts that places an order');
  expect(stdout).toContain("import { type Order, OrderMapper } from '../converge/order.mapper';");
});

it.each([
  ['{ "type": "module" }', MAIN.replace(/import \{ AppM.*\n/, ''), '.js'],
  ['{ "type": "module" }', MAIN.replace('app.module', 'app.module.js'), '.js'],
  ['{}', MAIN.replace(/import \{ AppM.*\n/, ''), ''],
])('knows an ES module: package.json %s', async (packageJson, main, end) => {
  write('package.json', packageJson);
  write('src/main.ts', main);
  const line = `import { type Order, OrderMapper } from './converge/order.mapper${end}';`;
  expect((await init()).stdout).toContain(line);
});

it('says where the token goes if nothing loads a .env file', async () => {
  write('package.json', '{}');
  expect((await init()).stdout).toContain('token of your source in the environment');
});

it('says how Nest 11 gets an @nestjs/axios that its Jest can load', async () => {
  write('node_modules/@nestjs/core/package.json', '{ "version": "11.2.10" }');
  write('node_modules/@nestjs/axios/package.json', '{ "version": "12.0.1" }');
  expect((await init()).stdout).toContain('npm install @nestjs/axios@4');
});

it('names the other applications of a monorepo', async () => {
  const app = (root: string) => ({ type: 'application', root, sourceRoot: `${root}/src` });
  const library = { ...app('libs/x'), type: 'library' };
  const projects = { a: app('src'), b: app('apps/admin'), c: library };
  const sourceRoot = 'src/src';
  write('nest-cli.json', JSON.stringify({ monorepo: true, sourceRoot, projects }));
  expect((await init('--json')).json.steps).toContainEqual({
    what: 'For another application of this workspace:',
    lines: ['npx nestjs-converge init --app-dir apps/admin'],
  });
});

it('points an application of Express to its page', async () => {
  write('package.json', '{ "dependencies": { "express": "^5.0.0" } }');
  const { code, stderr } = await init();
  expect(stderr).toContain('has no @nestjs/core: for Express, see docs/express.md');
  expect([code, files()[MAPPER]]).toEqual([2, undefined]);
});

it.each(['src', 'src/converge', 'nest-cli.json'])(
  "writes nothing outside of the application's folder: %s",
  async (way) => {
    const outside = mkdtempSync(join(tmpdir(), 'converge-cli-init-'));
    if (way === 'nest-cli.json') {
      write(way, JSON.stringify({ sourceRoot: relative(app, outside) }));
    } else {
      rmSync(join(app, way), { recursive: true, force: true });
      symlinkSync(outside, join(app, way));
    }
    const { code, stderr } = await init();
    expect(stderr).toContain(`but in ${outside}: give --app-dir`);
    expect([code, readdirSync(outside)]).toEqual([2, []]);
    rmSync(outside, { recursive: true });
  },
);

it('needs a folder', async () => {
  const result = await runCli(cli, ['init', '--app-dir', join(app, 'nowhere')]);
  expect(result).toMatchObject(failed(2, "nowhere is not a folder: give the application's folder"));
});
