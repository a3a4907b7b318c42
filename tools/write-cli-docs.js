/**
 * Writes the `--help` of each command into docs/cli.md, between its markers `<!-- help: <command> -->`
 * and `<!-- /help -->`; what several commands have in common goes to `<!-- help: common options -->`. With
 * --check, it writes nothing and fails if something would change.
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

const COMMON = 'common options';
/** How many commands have an option that is described once. */
const SEVERAL = 3;

/** Each is asked for once: those of commands, and of what may have commands below it. */
const helps = new Map();
const commands = commandsOf('').flatMap((name) => {
  const below = commandsOf(name).map((sub) => `${name} ${sub}`);
  return below.length > 0 ? below : [name];
});
const common = commonOptions();
const before = readFileSync(DOCS, 'utf8');
const documented = [];
const after = before.replace(
  /(<!-- help: ?(.*?) -->\n)[^]*?(<!-- \/help -->)/g,
  (_all, start, command, end) => {
    documented.push(command);
    if (command === COMMON) return `${start}\n${common.map(listItem).join('\n')}\n\n${end}`;
    const text = command === '' ? help('') : shortHelp(command);
    return `${start}\n\`\`\`text\n${text.trimEnd()}\n\`\`\`\n\n${end}`;
  },
);
const missing = [COMMON, ...commands].filter((command) => !documented.includes(command));

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

/** The options that several commands have with the same words. */
function commonOptions() {
  const all = commands.flatMap((command) => optionsOf(command).options);
  const counted = new Map();
  for (const { key } of all) counted.set(key, (counted.get(key) ?? 0) + 1);
  return all.filter(({ key }, at) => {
    return counted.get(key) >= SEVERAL && all.findIndex((option) => option.key === key) === at;
  });
}

/** The help of a command, in which the common options are only named. */
function shortHelp(command) {
  const { before, options } = optionsOf(command);
  const isCommon = ({ key }) => common.some((option) => option.key === key);
  const own = options.filter((option) => !isCommon(option)).map(({ lines }) => lines);
  const named = options.filter(isCommon).map(({ flags }) => flags.split(' ')[0]);
  const also = `  ${own.length > 0 ? 'also ' : ''}${named.join(', ')}`;
  return `${before}\n\nOptions:\n${[...own, ...(named.length > 0 ? [also] : [])].join('\n')}\n`;
}

/** What stands before the options of a command, and each of them: its flags, and its lines. */
function optionsOf(command) {
  const [before, list] = help(command).trimEnd().split('\n\nOptions:\n');
  const all = list.split(/\n(?= {2}\S)/).filter((lines) => !lines.startsWith('  -h, --help'));
  const options = all.map((lines) => {
    const [, flags, words] = /^ {2}(\S.*?) {2,}([^]*)$/.exec(lines);
    const text = words.replaceAll(/\s+/g, ' ');
    return { flags, text, lines, key: `${flags}: ${text}` };
  });
  return { before, options };
}

function listItem({ flags, text }) {
  return `- \`${flags}\`: ${text}`;
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
