import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { addModule, addShutdownHooks } from '../../cli/init/edit-sources.js';
import { writeChanges } from '../../cli/init/write-changes.js';
import { usePrograms } from '../utils/programs.js';
import { runCli } from './support/run-cli.js';

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
const FOR_ROOT = 'imports: [ConvergeModule.forRoot()],';

const cli = usePrograms();
let app: string;
beforeEach(() => {
  app = mkdtempSync(join(tmpdir(), 'converge-cli-init-'));
  write('package.json', JSON.stringify({ dependencies: { '@nestjs/config': '^12.0.0' } }));
  write('src/main.ts', MAIN);
  write('src/app.module.ts', MODULE);
  mkdirSync(join(app, 'node_modules'));
  symlinkSync(
    join(cli.folder, 'node_modules', 'typescript'),
    join(app, 'node_modules', 'typescript'),
  );
});
afterEach(() => rmSync(app, { recursive: true, force: true }));

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

describe('init --yes', () => {
  it('adds everything to an application, and has nothing to change the second time', async () => {
    const first = await init('--yes');
    expect(first.stdout).toContain('6 files written.');
    expect(first.code).toBe(0);
    expect(read('src/app.module.ts')).toBe(
      MODULE.replace('imports: [],', FOR_ROOT).replace(
        "common';\n",
        "common';\nimport { ConvergeModule } from 'nestjs-converge';\n",
      ),
    );
    expect(read('src/main.ts')).toBe(
      MAIN.replace('(AppModule);', '(AppModule);\n  app.enableShutdownHooks();'),
    );
    expect(read('src/converge/order.mapper.ts')).toContain('export class OrderMapper');
    for (const name of ['.env', '.env.example']) expect(read(name)).toMatch(/^CONVERGE_TOKEN=$/m);
    expect(read('.gitignore')).toBe('.env\n');

    const written = files();
    const second = await init('--yes');
    expect([second.stdout, second.stderr, second.code]).toEqual(['Nothing to change.\n', '', 0]);
    expect(files()).toEqual(written);
  });

  it('says where the decorator goes, with the ending that imports have there', async () => {
    write('src/orders/orders.controller.ts', 'export class OrdersController {}\n');
    const commonJs = await init('--yes');
    expect(commonJs.stderr).toContain('src/orders/orders.controller.ts that places an order');
    expect(commonJs.stderr).toContain(
      "import { type Order, OrderMapper } from '../converge/order.mapper';",
    );
    expect(read('src/orders/orders.controller.ts')).toBe('export class OrdersController {}\n');
  });

  it.each([
    ['{ "type": "module" }', MODULE.replace(/import \{ AppC.*\n/, ''), '.js'],
    ['{ "type": "module" }', MODULE.replace('app.controller', 'app.controller.js'), '.js'],
    ['{}', MODULE.replace(/import \{ AppC.*\n/, ''), ''],
  ])('knows an ES module: package.json %s', async (packageJson, module, end) => {
    write('package.json', packageJson);
    write('src/app.module.ts', module);
    const { stderr } = await init('--yes');
    expect(stderr).toContain(
      `import { type Order, OrderMapper } from './converge/order.mapper${end}';`,
    );
  });

  it('writes a mapper that compiles', async () => {
    await init('--yes');
    // Where the package has its types.
    const path = join(process.cwd(), 'test', 'types', 'init-mapper.ts');
    const options: ts.CompilerOptions = {
      ...ts.parseJsonConfigFileContent(
        ts.readConfigFile('tsconfig.json', ts.sys.readFile).config,
        ts.sys,
        process.cwd(),
      ).options,
      types: [],
    };
    const host = ts.createCompilerHost(options);
    const { readFile, fileExists } = host;
    const text = read('src/converge/order.mapper.ts');
    host.readFile = (name) => (name === path ? text : readFile(name));
    host.fileExists = (name) => name === path || fileExists(name);
    const program = ts.createProgram([path], options, host);
    const found = ts.getPreEmitDiagnostics(program, program.getSourceFile(path));
    expect(found.map(({ messageText }) => messageText)).toEqual([]);
  });

  it('finds the root module by main.ts, and the sources by nest-cli.json', async () => {
    rmSync(join(app, 'src'), { recursive: true });
    write('nest-cli.json', '{ "sourceRoot": "apps/shop/src" }');
    write('apps/shop/src/main.ts', MAIN.replaceAll('AppModule', 'Shop').replace('app.m', 'shop.m'));
    write('apps/shop/src/shop.module.ts', MODULE.replaceAll('AppModule', 'Shop'));
    expect((await init('--yes')).code).toBe(0);
    expect(read('apps/shop/src/shop.module.ts')).toContain(FOR_ROOT);
    expect(read('apps/shop/src/converge/order.mapper.ts')).toContain('OrderMapper');
  });

  it('keeps line ends, quotes, tabs, missing semicolons, and links', async () => {
    const other = (text: string) =>
      text
        .replaceAll("'", '"')
        .replaceAll(/;$/gm, '')
        .replaceAll('  ', '\t')
        .replaceAll('\n', '\r\n');
    write('src/main.ts', other(MAIN));
    write('src/app.module.ts', other(MODULE));
    write('ignore', 'dist');
    symlinkSync('ignore', join(app, '.gitignore'));
    expect((await init('--yes')).code).toBe(0);
    expect(read('src/app.module.ts')).toContain(
      '"@nestjs/common"\r\nimport { ConvergeModule } from "nestjs-converge"\r\n',
    );
    for (const name of ['src/main.ts', 'src/app.module.ts', 'src/converge/order.mapper.ts']) {
      expect(read(name)).not.toMatch(/[^\r]\n|'|^ {2}|;\r/m);
    }
    expect(read('src/main.ts')).toContain('\r\n\tapp.enableShutdownHooks()\r\n');
    expect(lstatSync(join(app, '.gitignore')).isSymbolicLink()).toBe(true);
    expect(read('ignore')).toBe('dist\n\n.env\n');
  });

  it('leaves alone what is there already', async () => {
    write('src/app.module.ts', MODULE.replace('[]', '[SharedModule]'));
    write(
      'src/shared.module.ts',
      'export const shared = ConvergeModule.forRootAsync({});\nTrackConverge("x");\n',
    );
    write('src/main.ts', MAIN.replace('  await', '  app.enableShutdownHooks();\n  await'));
    write('.env', 'export CONVERGE_TOKEN=secret-1');
    write('.env.example', 'CONVERGE_TOKEN=\n');
    const before = files();
    expect(await init('--yes')).toMatchObject({ code: 0, stdout: 'Nothing to change.\n' });
    expect(files()).toEqual(before);
  });
});

it('is not misled by comments and strings', async () => {
  write('src/app.module.ts', `// ConvergeModule.forRoot(token)\n${MODULE}`);
  write('src/main.ts', `/* app.enableShutdownHooks() */\n${MAIN}`);
  write('src/texts.ts', 'export const text = `@TrackConverge(ConvergeModule.forRoot())`;\n');
  expect((await init('--yes')).code).toBe(0);
  expect(read('src/app.module.ts')).toContain(FOR_ROOT);
  expect(read('src/main.ts')).toContain('(AppModule);\n  app.enableShutdownHooks();');
  expect(read('src/converge/order.mapper.ts')).toContain('OrderMapper');
});

it('says how to see an event, and what tests need', async () => {
  const { stderr } = await init('--yes');
  expect(stderr).toContain('CONVERGE_ENDPOINT=http://127.0.0.1:4400 npm run start:dev');
  expect(stderr).toContain('Tests that import the root module fail without a token');
  expect(stderr).toContain('.overrideModule(ConvergeModule).useModule(ConvergeTestingModule');
  expect(stderr).toMatch(/Unit tests .*:\n +imports: \[ConvergeTestingModule\.forRoot\(\)\]/);
  expect(stderr).not.toContain('npm install');
});

it('writes no .env file where nothing loads it, and says where the token goes', async () => {
  write('package.json', '{}');
  const { stderr } = await init('--yes');
  for (const name of ['.env', '.env.example', '.gitignore']) {
    expect(files()).not.toHaveProperty(name);
  }
  expect(stderr).toContain('set CONVERGE_TOKEN in the environment');
  expect((await init('--yes')).stdout).toBe('Nothing to change.\n');
});

it('says how Nest 11 gets an @nestjs/axios that its Jest can load', async () => {
  write('node_modules/@nestjs/core/package.json', '{ "version": "11.2.10" }');
  write('node_modules/@nestjs/axios/package.json', '{ "version": "12.0.1" }');
  expect((await init('--yes')).stderr).toContain('npm install @nestjs/axios@4');
});

describe('what init shows', () => {
  it('is a diff, and it writes nothing without a terminal and --yes', async () => {
    const before = files();
    const { code, stdout, stderr } = await init();
    expect(stdout).toContain('--- a/src/main.ts\n+++ b/src/main.ts\n@@ -3,6 +3,7 @@\n');
    expect(stdout).toContain('\n+  app.enableShutdownHooks();\n');
    expect(stdout).toContain('--- /dev/null\n+++ b/src/converge/order.mapper.ts\n');
    expect(stderr).toBe('Nothing was written: not a terminal. Pass --yes to write.\n');
    expect(code).toBe(1);
    expect(files()).toEqual(before);
  });

  it('has no value of .env, nor what would steer a terminal', async () => {
    write('.env', 'DATABASE=postgres://me:secret-1@host\nKEY=secret-2');
    write('src/main.ts', MAIN.replace('await app.l', '// \u001b[2J\n  await app.l'));
    const { stdout, stderr } = await init('--yes');
    expect(stdout).toContain('+CONVERGE_TOKEN=');
    expect(stdout + stderr).not.toMatch(/secret/);
    expect(stdout + stderr).not.toContain('\u001b[2J');
    expect(stdout).toContain('// \\u001b[2J');
    expect(read('.env')).toMatch(/^DATABASE=.*\nKEY=secret-2\n\n#.*\nCONVERGE_TOKEN=\n$/);
    // It was there: whether it is ignored is not our business.
    expect(files()).not.toHaveProperty('.gitignore');
  });

  it('is JSON for programs', async () => {
    const shown = await init('--json');
    expect(shown.json).toMatchObject({ written: false, manual: [] });
    expect(shown.json.diffs).toHaveLength(6);
    expect(shown.code).toBe(1);
    const written = await init('--json', '--yes');
    expect(written.json).toEqual({ ...shown.json, written: true });
    expect(written.code).toBe(0);
    expect((await init('--json')).json).toEqual({ written: false, diffs: [], manual: [] });
  });
});

describe('what has to be done by hand', () => {
  it.each([
    ['imports: [],', 'imports: modules,', 'the imports of @Module are not written as an array'],
    ['imports: [],', '...shared,', 'the imports of @Module may come from a spread object'],
    ['@Module({', '@Module(settings({', 'it has a syntax error'],
    ['AppModule', 'ShopModule', 'no @Module({...}) on class AppModule found'],
  ])('is said for %s -> %s', async (from, to, reason) => {
    write('src/app.module.ts', MODULE.replace(from, to));
    const before = read('src/app.module.ts');
    const { code, stdout } = await init('--yes');
    expect(stdout).toContain(
      `By hand: src/app.module.ts: ${reason}. Add to the imports of the root`,
    );
    expect(stdout).toContain("    import { ConvergeModule } from 'nestjs-converge';\n");
    expect(stdout).toContain('    ConvergeModule.forRoot()\n');
    expect(read('src/app.module.ts')).toBe(before);
    // The rest is done.
    expect(stdout).toContain('5 files written.');
    expect(code).toBe(1);
    const again = await init('--yes');
    expect(again.stdout).toContain('Nothing else to change.');
    expect(again.code).toBe(1);
  });

  it('is all code where TypeScript cannot parse for programs', async () => {
    rmSync(join(app, 'node_modules'), { recursive: true });
    write('node_modules/typescript/index.js', 'exports.version = "7.0.2";');
    const { code, json } = await init('--json', '--yes');
    expect(json.manual.map(({ what }: { what: string }) => what)).toEqual([
      expect.stringContaining('src/app.module.ts: reading it needs the package "typescript"'),
      expect.stringContaining('src/main.ts: reading it needs the package "typescript"'),
    ]);
    expect(read('src/main.ts')).toBe(MAIN);
    expect(code).toBe(1);
  });

  it('is main.ts if it is another one, and all of it where there is none', async () => {
    write('src/main.ts', MAIN.replace('const app = await NestFactory', 'await start(NestFactory'));
    const other = await init('--json');
    expect(other.json.manual).toMatchObject([
      { what: expect.stringContaining('main.ts: '), lines: ['app.enableShutdownHooks();'] },
    ]);
    rmSync(join(app, 'src'), { recursive: true });
    const none = await init('--json');
    expect(none.json.manual).toMatchObject([
      { what: expect.stringContaining('The root module was not found') },
      { what: expect.stringContaining('main.ts was not found') },
    ]);
  });
});

describe('files that cannot be written', () => {
  it('are named, and nothing is written', async () => {
    chmodSync(join(app, 'src', 'main.ts'), 0o444);
    const before = files();
    const { code, stderr } = await init('--yes');
    expect(stderr).toMatch(/^Cannot write .*main\.ts: it is read-only\. Nothing was changed\.\n$/);
    expect(code).toBe(1);
    expect(files()).toEqual(before);
  });

  it.each([
    ['while the files are prepared', 'package.json/x.ts', () => undefined],
    [
      'while they replace the old ones',
      'x.ts',
      (path: string) => void mkdirSync(path, { recursive: true }),
    ],
  ])('are noticed %s, and all is as before', (_when, name, spoil) => {
    const path = join(app, name);
    const before = files();
    const changes = [
      { path: join(app, 'src', 'app.module.ts'), before: MODULE, after: 'new' },
      { path: join(app, 'src', 'deep', 'folder', 'added.ts'), before: undefined, after: 'new' },
      {
        path,
        before: undefined,
        get after() {
          spoil(path);
          return 'new';
        },
      },
    ];
    expect(() => writeChanges(changes)).toThrow(/^Cannot write .*x\.ts: \w+\. Nothing was changed/);
    expect(files()).toEqual(before);
    expect(readdirSync(join(app, 'src')).sort()).toEqual(['app.module.ts', 'main.ts']);
  });

  it('are those that cannot be read', async () => {
    rmSync(join(app, 'src', 'main.ts'));
    mkdirSync(join(app, 'src', 'main.ts'));
    const { code, stderr } = await init('--yes');
    expect(stderr).toMatch(/^Cannot read .*main\.ts: EISDIR\.\n$/);
    expect(code).toBe(1);
  });

  it('are those that have changed since they were read', () => {
    const path = join(app, 'src', 'main.ts');
    expect(() => writeChanges([{ path, before: 'old', after: 'new' }])).toThrow(
      /main\.ts: it has changed meanwhile\. Nothing was changed\.$/,
    );
    expect(read('src/main.ts')).toBe(MAIN);
  });
});

it('needs a folder', async () => {
  const { code, stderr } = await runCli(cli, ['init', '--app-dir', join(app, 'nowhere')]);
  expect(stderr).toContain("nowhere is not a folder: give the application's folder");
  expect(code).toBe(2);
});

describe('imports of a module', () => {
  const edited = (settings: string) => {
    const text = `import { Module } from '@nestjs/common';\n\n@Module(${settings})\nexport class M {}\n`;
    const after = addModule(ts, text, 'M');
    return after.slice(after.indexOf('@Module(') + 8, after.indexOf(')\nexport'));
  };
  const forRoot = 'ConvergeModule.forRoot()';
  const long = 'AVeryLongModuleName.forRoot({ isGlobal: true }), AnotherModule';

  it.each([
    ['{}', `{\n  imports: [${forRoot}],\n}`],
    ['{\n  providers: [A],\n}', `{\n  imports: [${forRoot}],\n  providers: [A],\n}`],
    ['{ providers: [A] }', `{ imports: [${forRoot}], providers: [A] }`],
    ['{ imports: [A, B] }', `{ imports: [A, B, ${forRoot}] }`],
    ['{\n  imports: [A]\n}', `{\n  imports: [A, ${forRoot}]\n}`],
    [
      `{\n  imports: [${long}],\n}`,
      `{\n  imports: [\n    ${long.replace('), ', '),\n    ')},\n    ${forRoot},\n  ],\n}`,
    ],
    [
      '{\n  imports: [\n    A,\n    B, // b\n  ],\n}',
      `{\n  imports: [\n    A,\n    B, // b\n    ${forRoot},\n  ],\n}`,
    ],
    [
      '{\n  imports: [\n    A,\n    B // b\n  ],\n}',
      `{\n  imports: [\n    A,\n    B, // b\n    ${forRoot}\n  ],\n}`,
    ],
    [
      '{\n  imports: [\n    A,\n    ...more],\n}',
      `{\n  imports: [\n    A,\n    ...more,\n    ${forRoot}],\n}`,
    ],
    [
      '{\n  imports: [\n    // none\n  ],\n}',
      `{\n  imports: [\n    // none\n    ${forRoot}\n  ],\n}`,
    ],
    ['{\n  imports: [A /* a */],\n}', `{\n  imports: [A, /* a */ ${forRoot}],\n}`],
  ])('%j', (before, after) => {
    expect(edited(before)).toBe(after);
  });

  it('come with one import, after those of packages', () => {
    const start = `import { Module } from '@nestjs/common';\n`;
    const rest = `import { A } from './a';\n@Module({ imports: [] })\nclass M {}\n`;
    const imported = `import { contact, ConvergeModule } from 'nestjs-converge';\n`;
    expect(addModule(ts, start + rest, 'M')).toContain(
      `${start}import { ConvergeModule } from 'nestjs-converge';\nimport { A }`,
    );
    expect(addModule(ts, start + imported + rest, 'M').match(/nestjs-converge/g)).toHaveLength(1);
  });
});

it.each([
  'const app = await NestFactory.create<NestExpressApplication>(AppModule, { bufferLogs: true }); // x',
  'const app: INestApplication = await NestFactory.create(\n  AppModule,\n);',
])('finds where the application is created: %j', (statement) => {
  expect(addShutdownHooks(ts, `${statement}\nawait app.listen(1);\n`)).toBe(
    `${statement}\napp.enableShutdownHooks();\nawait app.listen(1);\n`,
  );
});

it('does not touch main.ts where two applications are created', () => {
  const two = ['a', 'b'].map((name) => `const ${name} = await NestFactory.create(M);\n`).join('');
  expect(() => addShutdownHooks(ts, two)).toThrow('no single');
});
