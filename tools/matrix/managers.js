/** The package managers: how each installs packages, and runs the programs of packages. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.js';

const npm = {
  name: 'npm',
  async prepare() {},
  install: (app, packages) =>
    run('npm', ['install', '--no-audit', '--no-fund', ...packages], at(app)),
  exec: (app, args, options) => run('npx', ['--no-install', ...args], { ...at(app), ...options }),
  script: (app, name, options) => run('npm', ['run', name], { ...at(app), ...options }),
  start: (main) => ['node', [main]],
};

const workspaces = {
  ...npm,
  name: 'npm workspaces',
  /** The application becomes a member, whose packages are installed beside it. */
  async prepare(app) {
    const root = `${app.folder}-root`;
    mkdirSync(join(root, 'apps'), { recursive: true });
    writeFileSync(join(root, 'package.json'), '{ "private": true, "workspaces": ["apps/*"] }\n');
    renameSync(app.folder, join(root, 'apps', 'shop'));
    app.folder = join(root, 'apps', 'shop');
  },
};

function fromPackage(spec, bin, rest) {
  const call = (app, args, options) =>
    run('node', [join(app.tools, 'node_modules', ...bin), ...args], { ...at(app), ...options });
  return {
    ...rest,
    install: async (app, packages) => {
      const options = ['--prefix', app.tools, '--no-audit', '--no-fund'];
      await run('npm', ['install', ...options, spec], { cwd: app.tools });
      await call(app, rest.installArgs);
      if (packages.length > 0) await call(app, ['add', ...packages]);
    },
    exec: (app, args, options) => call(app, ['exec', ...args], options),
    script: (app, name, options) => call(app, ['run', name], options),
  };
}

const pnpm = fromPackage('pnpm@10', ['pnpm', 'bin', 'pnpm.cjs'], {
  name: 'pnpm',
  async prepare() {},
  installArgs: ['install', '--no-frozen-lockfile'],
  start: (main) => ['node', [main]],
});

const yarnPnp = fromPackage('@yarnpkg/cli-dist@4', ['@yarnpkg', 'cli-dist', 'bin', 'yarn.js'], {
  name: 'yarn PnP',
  /** Yarn does not read the registry that npm uses. */
  async prepare(app) {
    const registry = (await run('npm', ['config', 'get', 'registry'], at(app))).trim();
    const lines = ['nodeLinker: pnp', 'enableTelemetry: false', 'enableImmutableInstalls: false'];
    writeFileSync(
      join(app.folder, '.yarnrc.yml'),
      `${lines.join('\n')}\nnpmRegistryServer: ${JSON.stringify(registry)}\n`,
    );
    writeFileSync(join(app.folder, 'yarn.lock'), '');
  },
  installArgs: ['install'],
  start: (main) => ['node', ['-r', './.pnp.cjs', main]],
});

export const MANAGERS = { npm, pnpm, yarnPnp, workspaces };

function at({ folder, node }) {
  return { cwd: folder, node };
}

/** Whether the package of an application is written as ES modules. */
export function isEsm(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).type === 'module';
}
