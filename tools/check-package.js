/**
 * Checks the package as users get it: packs it and installs the tarball into empty projects. There it
 * type-checks, imports (ESM) and requires (CommonJS) the package and delivers one event to the sandbox,
 * with Nest 11 and 12 and with each supported line of Node. Whole applications are in test-matrix.js.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PERMISSIVE } from './bundle-licences.js';
import { readPages } from './check-docs/pages.js';
import { installNode } from './install-node.js';
import { pack } from './pack.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CONSUMER = join(ROOT, 'tools', 'consumer');
const PROJECTS = [
  {
    name: 'Nest 12',
    packages: [
      '@nestjs/common@12',
      '@nestjs/core@12',
      '@nestjs/axios@12',
      '@nestjs/platform-express@12',
      '@nestjs/terminus@12',
      'class-validator@0.15',
      'libsql@0.5',
      'bullmq@6',
      '@opentelemetry/api@1',
      'ioredis@5',
      'pg@8',
    ],
  },
  {
    name: 'Nest 11',
    packages: [
      '@nestjs/common@11',
      '@nestjs/core@11',
      '@nestjs/axios@4',
      '@nestjs/platform-express@11',
      '@nestjs/terminus@11',
      'class-validator@0.14',
    ],
  },
];
/** The files that the tarball may have. */
const FILES =
  /^(dist\/.*\.(js|cjs|d\.ts|d\.cts)|dist\/page-files\/.*\.(html|css|svg)|dist\/(page-files\/)?THIRD-PARTY-LICENSES\.txt|docs\/[\w-]+\.md|package\.json|(README|CHANGELOG|SECURITY)\.md|LICENSE)$/;
/** How large the tarball may be: whoever raises a limit says for what. */
const LIMITS = { bytes: 850_000, files: 460 };
/** What comes with the library. */
const DEPENDENCIES = ['libphonenumber-js', 'undici'];
const COMMON = ['axios@1', 'rxjs@7', 'reflect-metadata@0.2', 'class-transformer@0.5'];

const folder = mkdtempSync(join(tmpdir(), 'nestjs-converge-'));
let passed = 0;
let failed = 0;

try {
  const { tarball, size, paths } = pack(folder);
  checkContents(paths);
  check(`the tarball has at most ${LIMITS.bytes} bytes and ${LIMITS.files} files`, () => {
    const isLarge = size > LIMITS.bytes || paths.length > LIMITS.files;
    if (isLarge) throw new Error(`${size} bytes, ${paths.length} files`);
  });
  const nodes = [
    { name: `Node ${process.versions.node}`, path: process.execPath },
    installNode('22', folder),
    installNode('24', folder),
  ];
  for (const project of PROJECTS) checkProject(project, tarball, nodes);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`package: ${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function checkContents(paths) {
  const unexpected = paths.filter((path) => !FILES.test(path));
  check('the tarball holds the built library and its docs, and nothing else', () => {
    if (unexpected.length > 0) throw new Error(unexpected.join(', '));
  });
  check('the tarball has the page, and the licences of the libraries in it', () => {
    const needed = [
      'dist/THIRD-PARTY-LICENSES.txt',
      'dist/page-files/assets/page.js',
      'dist/page-files/THIRD-PARTY-LICENSES.txt',
    ];
    const missing = needed.filter((name) => !paths.includes(name));
    if (missing.length > 0) throw new Error(missing.join(', '));
  });
  check('what README links to is in the tarball, or has an absolute link', () => {
    const { links } = readPages().find(({ name }) => name === 'README.md');
    const relative = links.filter(({ href }) => !/^(https?:|#)/.test(href));
    const missing = relative.filter(({ href }) => !paths.includes(href.split('#')[0]));
    if (missing.length > 0) throw new Error(missing.map(({ href }) => href).join(', '));
  });
  check('traces and metrics name the version of the package', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    for (const name of ['index.js', 'index.cjs']) {
      const code = readFileSync(join(ROOT, 'dist', 'opentelemetry', name), 'utf8');
      if (!code.includes(`["nestjs-converge", "${version}"]`)) throw new Error(name);
    }
  });
  check('the declarations keep their docs', () => {
    const text = readFileSync(
      join(ROOT, 'dist', 'types', 'lib', 'nest', 'track-converge.decorator.d.ts'),
      'utf8',
    );
    if (!text.includes('@param eventName')) throw new Error('no docstring in the .d.ts');
  });
}

function checkProject({ name, packages }, tarball, nodes) {
  const project = join(folder, name.replace(' ', '-'));
  cpSync(CONSUMER, project, { recursive: true });
  copyFileSync(join(project, 'types.mts'), join(project, 'types.cts'));
  install(name, project, [tarball, ...packages, ...COMMON]);
  check(`${name}: what comes with it is permissive, and runs nothing when it is installed`, () =>
    checkDependencies(project),
  );
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  check(`${name}: type-checks as ESM and as CommonJS`, () =>
    run(process.execPath, [tsc, '-p', project], project),
  );
  const cli = join(project, 'node_modules', 'nestjs-converge', 'dist', 'cli', 'main.js');
  for (const { name: version, path } of nodes) {
    check(`${name}, ${version}: the command line checks an event`, () =>
      run(path, [cli, 'check', 'event.json', '--strict'], project),
    );
    check(`${name}, ${version}: the command line finds the packages of the project`, () => {
      const args = [cli, 'doctor', '--endpoint', 'http://127.0.0.1:1/'];
      const { stdout, stderr } = spawnSync(path, args, { cwd: project, encoding: 'utf8' });
      if (!/^ok {4}axios: 1\./m.test(stdout) || stderr !== '') throw new Error(stdout + stderr);
    });
    check(`${name}, ${version}: the sandbox serves its page`, () =>
      run(path, ['page.mjs'], project),
    );
    // Without libsql, Node before 22.13 has no SQLite: the shop must not start, and says what to install.
    const hasSqlite = packages.includes('libsql@0.5') || !version.startsWith('Node 20.');
    for (const entry of ['use.mjs', 'use.cjs']) {
      if (hasSqlite) checkDelivery(`${name}, ${version}`, path, entry, project);
      else checkRefusal(`${name}, ${version}`, path, entry, project);
    }
    const hasBullmq = packages.includes('bullmq@6');
    for (const entry of ['use-servers.mjs', 'use-servers.cjs']) {
      checkServers(`${name}, ${version}`, path, entry, project, hasBullmq);
    }
  }
}

function install(name, project, packages) {
  writeFileSync(join(project, 'package.json'), '{ "private": true }\n');
  check(`${name}: installs into an empty project`, () =>
    run('npm', ['install', '--no-audit', '--no-fund', '--strict-peer-deps', ...packages], project),
  );
}

function checkDependencies(project) {
  const lock = join(project, 'node_modules', '.package-lock.json');
  const { packages } = JSON.parse(readFileSync(lock, 'utf8'));
  const of = (name) => packages[`node_modules/${name}`];
  const own = of('nestjs-converge');
  const given = Object.keys(own.dependencies).sort().join();
  if (given !== DEPENDENCIES.join()) throw new Error(`it depends on ${given}`);
  for (const name of ['nestjs-converge', ...DEPENDENCIES]) {
    const { license, hasInstallScript = false, dependencies = {} } = of(name);
    const isFine = PERMISSIVE.includes(license) && !hasInstallScript;
    const isLeaf = name === 'nestjs-converge' || Object.keys(dependencies).length === 0;
    if (!isFine || !isLeaf) throw new Error(`${name}: ${JSON.stringify(of(name))}`);
  }
}

function checkDelivery(name, node, entry, project) {
  check(`${name}: ${entry} delivers`, () => {
    const output = run(node, [entry], project);
    if (!output.includes('delivered Placed Order order-1 from disk, healthy'))
      throw new Error(output);
  });
}

function checkRefusal(name, node, entry, project) {
  check(`${name}: ${entry} names the missing SQLite`, () => {
    const { status, stderr } = spawnSync(node, [entry], { cwd: project, encoding: 'utf8' });
    if (status === 0 || !stderr.includes('run "npm install libsql"')) throw new Error(stderr);
  });
}

/** Without the packages that a server needs, only what uses one fails, and says which. */
function checkServers(name, node, entry, project, hasBullmq) {
  const [what, expected] = hasBullmq
    ? [
        'uses servers',
        [
          /^bullmq: loaded$/m,
          /^openTelemetry: loaded$/m,
          /Redis at 127\.0\.0\.1:1/,
          /PostgreSQL at 127\.0\.0\.1:1/,
        ],
      ]
    : [
        'names missing packages',
        [
          /^bullmq: \w*MODULE_NOT_FOUND$/m,
          /^openTelemetry: \w*MODULE_NOT_FOUND$/m,
          /install bullmq ioredis/,
          /install bullmq pg/,
        ],
      ];
  check(`${name}: ${entry} ${what}`, () => {
    const output = run(node, [entry], project);
    const isRight = [...expected, /^postgres: loaded$/m].every((line) => line.test(output));
    if (!isRight || output.includes('hidden')) throw new Error(output);
  });
}

function check(what, action) {
  try {
    action();
    passed++;
    console.log(`ok      ${what}`);
  } catch (error) {
    failed++;
    console.error(`FAILED  ${what}\n${error.stdout ?? ''}${error.stderr ?? ''}${error.stack}`);
  }
}

function run(command, args, cwd) {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
