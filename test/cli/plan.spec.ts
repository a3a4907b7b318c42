import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { usePrograms } from '../utils/programs.js';
import { runCli, type CliResult } from './support/run-cli.js';

const cli = usePrograms();
const shop = cli.file('sample-app/app.module');
const fixture = cli.file('test/cli/programs/plan-fixture');
let folder: string;
/** The plan of the sample shop, as JSON. */
let planned: CliResult;
beforeAll(async () => {
  folder = cli.newFolder();
  planned = await plan(shop, '--json');
});

function plan(app: string, ...args: string[]) {
  return runCli(cli, ['plan', '--app', app, ...args]);
}

describe('the plan of the sample shop', () => {
  it('has every tracked handler, as JSON', () => {
    const { code, json } = planned;
    const rows = json.events.map(({ event, handler }: any) => [event, handler]);
    expect(rows).toEqual([
      ['Subscribed To Newsletter', 'NewsletterController#signUp'],
      ['Placed Order', 'OrdersController#create'],
      ['Started Subscription', 'OrdersController#create'],
      ['Cancelled Subscription', 'SubscriptionsController#cancel'],
      ['Started Subscription', 'SubscriptionsController#start'],
    ]);
    expect(json.events[0].inSpec).toBe(false);
    expect(json.events[1]).toMatchObject({
      inSpec: true,
      mappers: { properties: 'OrderPropertiesMapper', aliases: 'CustomerAliasesMapper (module)' },
      validation: 'strict',
    });
    expect(code).toBe(0);
  });

  it('is a table', async () => {
    const asTable = await plan(shop);
    expect(asTable.stdout).toMatch(/^handler +event +spec +properties /m);
    expect(asTable.stdout).toMatch(/^OrdersController#create +Placed Order +yes /m);
    expect([asTable.code, asTable.stderr]).toEqual([0, '']);
  });
});

describe('an application', () => {
  it('is not started, and its settings are known where they are written down', async () => {
    const args = ['plan', '--app', fixture, '--export', 'StaticModule', '--json'];
    // Only a process that has not loaded it yet hears what it says.
    const { code, json, stdout, stderr } = await runCli(cli, args, { alone: true });
    expect(json.events).toEqual([
      {
        handler: 'CupsController#pour',
        event: 'Watched',
        inSpec: false,
        mappers: {
          properties: 'CupMapper',
          profileProperties: 'CupMapper (module)',
          aliases: 'guestAliases()',
          eventId: 'default',
          timestamp: 'default',
          when: 'default',
        },
        validation: 'strict',
      },
      expect.objectContaining({
        handler: 'MessagesController#cancel',
        validation: 'off',
      }),
      expect.objectContaining({
        handler: 'MessagesController#renew',
        mappers: expect.objectContaining({ when: 'function', aliases: 'guestAliases() (module)' }),
      }),
    ]);
    // What the application says goes where no program reads.
    expect(stdout).not.toContain('loaded');
    expect(stderr).toContain('loaded');
    expect(code).toBe(0);
  });

  it('may know its settings only when it runs', async () => {
    const { json } = await plan(fixture, '--export', 'AsyncModule', '--json');
    expect(json.events).toMatchObject([
      { event: 'Cancelled Subscription', mappers: { properties: 'module' }, validation: 'module' },
      { mappers: { properties: 'module', when: 'function' } },
    ]);
  });

  it('may track nothing', async () => {
    const { code, stdout, stderr } = await plan(fixture, '--export', 'EmptyModule');
    expect(stderr).toContain('No tracked handler found.');
    expect([code, stdout]).toEqual([0, '']);
  });

  it('may be CommonJS', async () => {
    const path = join(cli.folder, 'app.module.cjs');
    writeFileSync(
      path,
      `const { Controller, Module, Put } = require('@nestjs/common');
       const { ConvergeModule, TrackConverge } = require('nestjs-converge');
       class Cups { fill() {} }
       const descriptor = Object.getOwnPropertyDescriptor(Cups.prototype, 'fill');
       TrackConverge('Filled Cup')(Cups.prototype, 'fill', descriptor);
       Put('fill')(Cups.prototype, 'fill', descriptor);
       Controller('cups')(Cups);
       class Root {}
       Module({ imports: [ConvergeModule.forRoot('token')], controllers: [Cups] })(Root);
       exports.Root = Root;`,
    );
    const { code, json } = await plan(path, '--json');
    expect(json.events).toMatchObject([{ handler: 'Cups#fill', validation: 'warn' }]);
    expect(code).toBe(0);
  });
});

describe('--fail-on-change', () => {
  it('is content as long as nothing changes', async () => {
    const file = join(folder, 'same.json');
    writeFileSync(file, planned.stdout);
    const { code, stderr } = await plan(shop, '--fail-on-change', file);
    expect([code, stderr]).toEqual([0, '']);
    const { json } = await plan(shop, '--fail-on-change', file, '--json');
    expect(json.changes).toEqual([]);
  });

  it('fails for what was added, removed and changed, and says what it is', async () => {
    const file = join(folder, 'other.json');
    const { events } = planned.json;
    const [newsletter, order, ...rest] = events;
    order.mappers.properties = 'OtherMapper';
    order.validation = 'off';
    const gone = { ...newsletter, handler: 'GoneController#go' };
    writeFileSync(file, JSON.stringify({ events: [gone, order, ...rest] }));
    const { code, stderr } = await plan(shop, '--fail-on-change', file);
    const lines = stderr.split('\n');
    const begins = lines.filter((line) => /^ {2}[-+]/.test(line)).map((line) => line.split(':')[0]);
    expect(begins).toEqual([
      '  - GoneController#go tracks "Subscribed To Newsletter"',
      '  + NewsletterController#signUp tracks "Subscribed To Newsletter"',
      '  + OrdersController#create tracks "Placed Order"',
      '  - OrdersController#create tracks "Placed Order"',
    ]);
    expect(stderr).toMatch(/- Orders.*: properties OtherMapper; .*; validation off$/m);
    expect(stderr).toMatch(
      /\+ Orders.*: properties OrderPropertiesMapper; .*; validation strict$/m,
    );
    expect(code).toBe(1);
    const { json } = await plan(shop, '--fail-on-change', file, '--json');
    expect(json.changes).toHaveLength(4);
  });

  it.each([
    ['{', 'as JSON: write it with'],
    ['{}', 'is not a plan'],
    ['{ "events": [{}] }', 'is not a plan'],
  ])('needs a plan: %s', async (text, sentence) => {
    const file = join(folder, 'wrong.json');
    writeFileSync(file, text);
    const { code, stderr } = await plan(shop, '--fail-on-change', file);
    expect(stderr).toContain(sentence);
    expect(stderr).toContain('write it with npx nestjs-converge plan --app <file> --json > <file>');
    expect(code).toBe(2);
  });
});

const HOW =
  'build the application, and give its compiled root module, e.g. --app dist/app.module.js.\n';
const STARTS = `starts the application: ${HOW}`;

describe('what it cannot plan', () => {
  it.each<[file: string, text: string | undefined, fault: string]>([
    ['nowhere.js', undefined, `does not exist: ${HOW}`],
    ['src/app.module.ts', undefined, `is TypeScript: ${HOW}`],
    ['apps/shop/src/shop/shop.module.mts', undefined, `is TypeScript: ${HOW}`],
    ['main.js', '', STARTS],
    ['main.cjs', '', STARTS],
    [
      'server.js',
      "const core_1 = require('@nestjs/core'); core_1.NestFactory.create(App);",
      STARTS,
    ],
    ['lambda.js', 'const app = await NestFactory.createApplicationContext(AppModule);', STARTS],
    ['.', undefined, `is not a file: ${HOW}`],
    [
      'sample-app/money.js',
      undefined,
      'exports no Nest module: give the file of the root module.\n',
    ],
    [
      'test/cli/programs/plan-fixture.js',
      undefined,
      'exports AsyncModule, EmptyModule, StaticModule: choose the root module with --export.\n',
    ],
  ])('%s', async (file, text, fault) => {
    if (text !== undefined)
      writeFileSync(join(cli.folder, file), `console.log('started'); ${text}`);
    const { code, stdout, stderr } = await plan(file);
    expect(stderr).toBe(`${file} ${fault}`);
    expect([code, stdout]).toEqual([2, '']);
  });

  it('an application of Express', async () => {
    const app = mkdtempSync(join(tmpdir(), 'converge-cli-express-'));
    writeFileSync(join(app, 'app.js'), '');
    const { code, stderr } = await plan(join(app, 'app.js'));
    rmSync(app, { recursive: true });
    expect(stderr).toBe(
      `plan is for applications of Nest, and ${join(app, 'app.js')} has no @nestjs/core: for Express, see docs/express.md; else, ` +
        "install the application's packages.\n",
    );
    expect(code).toBe(2);
  });

  it('a module that cannot be loaded, and keeps to itself what that says', async () => {
    const path = join(cli.folder, 'broken.js');
    writeFileSync(path, `throw new Error('no database at postgres://me:secret@host');`);
    const broken = await plan(path);
    expect(broken.stderr).toContain('it throws an error');
    expect(broken.stderr).not.toContain('secret');
    writeFileSync(path, `import 'no-such-package';`);
    // Node does not load a file again that it has loaded.
    const missing = await runCli(cli, ['plan', '--app', path], { alone: true });
    expect(missing.stderr).toContain("Cannot find package 'no-such-package'");
    expect([broken.code, missing.code]).toEqual([1, 1]);
  });
});
