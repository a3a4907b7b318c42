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
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const PROGRAM = 'mixed-copies.mjs';

/** The folder of an application with the program, and with everything that it uses as links. */
function makeApp(name: string): string {
  const app = join(folder, name);
  mkdirSync(join(app, 'node_modules'), { recursive: true });
  for (const entry of readdirSync(join(ROOT, 'node_modules'))) {
    if (['.cache', 'nestjs-converge'].includes(entry)) continue;
    symlinkSync(join(ROOT, 'node_modules', entry), join(app, 'node_modules', entry));
  }
  symlinkSync(library, join(app, 'node_modules', 'nestjs-converge'));
  const program = fileURLToPath(new URL(`programs/${PROGRAM}`, import.meta.url));
  copyFileSync(program, join(app, PROGRAM));
  return app;
}

function run(app: string, ...args: string[]): unknown {
  const env = { ...process.env, NODE_OPTIONS: '' };
  const path = join(app, PROGRAM);
  const options = { cwd: app, env, encoding: 'utf8' } as const;
  return JSON.parse(execFileSync(process.execPath, [path, ...args], options));
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
  const [imported, required] = ['import:nestjs-converge', 'require:nestjs-converge'] as const;
  expect(run(app, imported, required)).toEqual(RIGHT);
  expect(run(app, required, imported)).toEqual(RIGHT);
});

it('takes those of a copy in another folder', () => {
  const app = makeApp('two-libraries');
  const other = join(app, 'node_modules', 'other-converge');
  cpSync(join(library, 'dist'), join(other, 'dist'), { recursive: true });
  copyFileSync(join(library, 'package.json'), join(other, 'package.json'));
  expect(run(app, 'import:nestjs-converge', 'import:other-converge')).toEqual(RIGHT);
});
