import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.js';

const COMMON = ['--skip-install', '--skip-git', '--package-manager', 'npm', '--strict'];

/**
 * The templates of `nest new`. That of version 12 asks for the module system and takes ES modules without
 * a terminal; its schematic, which it runs, takes the answer as an option.
 */
const TEMPLATES = {
  'nest-11': {
    cli: '@nestjs/cli@11',
    args: ['nest', 'new', 'nest-11', '--language', 'TypeScript', ...COMMON],
  },
  'nest-12-esm': {
    cli: '@nestjs/cli@12',
    args: ['nest', 'new', 'nest-12-esm', '--no-observe', '--language', 'TypeScript', ...COMMON],
  },
  'nest-12-cjs': {
    cli: '@nestjs/cli@12',
    args: [
      'schematics',
      '@nestjs/schematics:application',
      '--name=nest-12-cjs',
      '--type=cjs',
      '--language=ts',
      '--package-manager=npm',
      '--strict',
      '--spec',
    ],
  },
};

/** Generates an application into a folder of this name, once, and copies it. @returns its folder */
export async function generate(template, name, { folder, node }) {
  const { cli, args } = TEMPLATES[template];
  const generator = join(folder, `generator-${cli.slice(-2)}`);
  const original = join(generator, template);
  if (!existsSync(original)) {
    mkdirSync(generator, { recursive: true });
    const install = ['install', '--prefix', generator, '--no-audit', '--no-fund', cli];
    await run('npm', install, { cwd: generator, node });
    const [program, ...rest] = args;
    await run(join(generator, 'node_modules', '.bin', program), rest, { cwd: generator, node });
  }
  const copy = join(folder, name);
  cpSync(original, copy, { recursive: true });
  return copy;
}
