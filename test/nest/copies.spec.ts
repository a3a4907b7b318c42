import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The folder of an application, with everything that it uses as links, but for what is copied. */
function makeApp(name: string, copied: readonly string[] = []): string {
  const app = join(folder, name);
  const modules = join(app, 'node_modules');
  mkdirSync(join(modules, '@nestjs'), { recursive: true });
  const link = (from: string, skipped: readonly string[]) => {
    for (const entry of readdirSync(join(ROOT, from))) {
      if (skipped.includes(entry)) continue;
      symlinkSync(join(ROOT, from, entry), join(app, from, entry));
    }
  };
  link('node_modules', ['@nestjs', '.cache', 'nestjs-converge']);
  link(
    'node_modules/@nestjs',
    copied.map((one) => basename(one)),
  );
  for (const one of copied) {
    cpSync(join(ROOT, 'node_modules', one), join(modules, one), { recursive: true });
  }
  const programs = fileURLToPath(new URL('programs', import.meta.url));
  for (const program of readdirSync(programs)) {
    if (program.endsWith('.mjs')) copyFileSync(join(programs, program), join(app, program));
  }
  return app;
}

function run(app: string, program: string, ...args: string[]): string {
  const env = { ...process.env, NODE_OPTIONS: '' };
  const path = join(app, program);
  return execFileSync(process.execPath, [path, ...args], { cwd: app, env, encoding: 'utf8' });
}

let folder: string;
/** The package as it is published; linked by all applications. */
let library: string;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'converge-copies-')));
  library = join(folder, 'library');
  mkdirSync(library);
  execFileSync(process.execPath, [join(ROOT, 'tools/build-lib.js'), join(library, 'dist')]);
  copyFileSync(join(ROOT, 'package.json'), join(library, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(library, 'node_modules'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const RIGHT = {
  isOther: true,
  status: 201,
  events: [
    ['2', 'a service'],
    ['1', 'a service'],
  ],
  dropped: 1,
  error: 'ConvergeValidationError',
  warnings: [
    'OrdersController#create, "Placed Order": aliases() left out: customer_id (placeholder); more of these ' +
      'are only counted',
  ],
};

it('takes the decorator and the helpers of its other build, in one process', () => {
  const app = makeApp('both-builds');
  symlinkSync(library, join(app, 'node_modules', 'nestjs-converge'));
  const [imported, required] = ['import:nestjs-converge', 'require:nestjs-converge'] as const;
  const both = [run(app, 'mixed-copies.mjs', imported, required)];
  both.push(run(app, 'mixed-copies.mjs', required, imported));
  for (const output of both) expect(JSON.parse(output)).toEqual(RIGHT);
});

it('takes those of a copy in another folder', () => {
  const app = makeApp('two-libraries');
  const modules = join(app, 'node_modules');
  symlinkSync(library, join(modules, 'nestjs-converge'));
  const other = join(modules, 'other-converge');
  cpSync(join(library, 'dist'), join(other, 'dist'), { recursive: true });
  copyFileSync(join(library, 'package.json'), join(other, 'package.json'));
  const output = run(app, 'mixed-copies.mjs', 'import:nestjs-converge', 'import:other-converge');
  expect(JSON.parse(output)).toEqual(RIGHT);
});
