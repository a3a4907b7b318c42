/**
 * Writes the `--help` of each command into docs/cli.md, between its markers `<!-- help: <command> -->`
 * and `<!-- /help -->`. With --check, it writes nothing and fails if something would change.
 *
 *   node tools/write-cli-docs.js [--check] [folder of the compiled library, dist by default]
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DOCS = resolve(ROOT, 'docs', 'cli.md');
const args = process.argv.slice(2);
const isCheck = args.includes('--check');
const [dist = resolve(ROOT, 'dist')] = args.filter((arg) => arg !== '--check');
const main = resolve(dist, 'cli', 'main.js');

/** Each is asked for once: those of commands, and of what may have commands below it. */
const helps = new Map();
const before = readFileSync(DOCS, 'utf8');
const documented = [];
const after = before.replace(
  /(<!-- help: ?(.*?) -->\n)[^]*?(<!-- \/help -->)/g,
  (_all, start, command, end) => {
    documented.push(command);
    return `${start}\n\`\`\`text\n${help(command).trimEnd()}\n\`\`\`\n\n${end}`;
  },
);
const missing = commandsOf('')
  .flatMap((name) => [name, ...commandsOf(name).map((sub) => `${name} ${sub}`)])
  .filter((command) => !documented.includes(command));

if (missing.length > 0) {
  fail(`docs/cli.md lacks ${missing.join(', ')}: add the marker <!-- help: ... -->.`);
} else if (after === before) {
  console.log('docs/cli.md is up to date');
} else if (isCheck) {
  fail('docs/cli.md differs from --help: run "npm run docs"');
} else {
  writeFileSync(DOCS, after);
  console.log(`docs/cli.md: wrote the help of ${documented.length} commands`);
}

function help(command) {
  if (!helps.has(command)) {
    const words = command.split(' ').filter((word) => word !== '');
    // Not a terminal, so the width is always the same.
    const args = [main, ...words, '--help'];
    helps.set(command, execFileSync(process.execPath, args, { encoding: 'utf8' }));
  }
  return helps.get(command);
}

/** The names below "Commands:" in a command's help, except for `help` itself. */
function commandsOf(command) {
  const [, list = ''] = help(command).split('Commands:\n');
  const names = [...list.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name]) => name);
  return names.filter((name) => name !== 'help');
}

function fail(message) {
  console.error(message);
  process.exitCode = 1;
}
