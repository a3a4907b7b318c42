import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { importLib } from '../import-lib.js';
import { ROOT } from './pages.js';

const { createProgram } = await importLib(['../cli/program']);
const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
/** The scripts of an application of `nest new`. */
const NEST_SCRIPTS = [
  'start:dev',
  'start:debug',
  'start:prod',
  'test:watch',
  'test:cov',
  'test:e2e',
];

/** Shell code is correct, and each of our commands in it, and in sentences, has a name and options that exist. */
export function checkCommands(pages) {
  return pages.flatMap((page) => {
    const blocks = page.blocks
      .filter(({ lang, mark }) => lang === 'sh' && mark !== 'unchecked')
      .flatMap(({ code, line }) => [
        ...syntaxProblems(code).map((text) => ({ line, text })),
        ...commandsIn(code).flatMap(problemsOf(line, false)),
      ]);
    const inline = page.inline.flatMap(({ code, line }) =>
      commandsIn(code).flatMap(problemsOf(line, true)),
    );
    return [...blocks, ...inline].map((problem) => ({ page, ...problem }));
  });
}

function syntaxProblems(code) {
  const { status, stderr } = spawnSync('bash', ['-n'], { input: code, encoding: 'utf8' });
  return status === 0 ? [] : [stderr.trim()];
}

/** The commands of a script, as words. */
function commandsIn(code) {
  const lines = code.replaceAll('\\\n', ' ').split('\n');
  return lines.flatMap((line) => {
    const words = line.match(/"[^"]*"|'[^']*'|[^\s"']+/g) ?? [];
    const commands = [[]];
    for (const word of words) {
      if (word.startsWith('#')) break;
      if (['&&', '||', '|', ';', '&', '$'].includes(word)) commands.push([]);
      else commands.at(-1).push(word.replace(/^(["'])(.*)\1$/, '$2'));
    }
    return commands;
  });
}

const problemsOf = (line, isInline) => (words) => {
  const rest = words.slice(words.findIndex((word) => !/^\w+=/.test(word)));
  if (rest[0] === 'npm' && rest[1] === 'run') return scriptProblems(rest.slice(2), line);
  if (rest[0] === 'npx') rest.shift();
  if (rest[0] !== 'nestjs-converge') return [];
  const redirection = rest.findIndex((word) => /^\d?[<>]/.test(word));
  const args = rest.slice(1, redirection < 0 ? undefined : redirection);
  return usageProblems(args, isInline).map((text) => ({
    line,
    text: `nestjs-converge ${args.join(' ')}: ${text}`,
  }));
};

function scriptProblems(args, line) {
  const script = args.find((arg) => !arg.startsWith('-'));
  const isKnown = script === undefined || script in scripts || NEST_SCRIPTS.includes(script);
  return isKnown ? [] : [{ line, text: `npm run ${script}: there is no such script` }];
}

/** What our command line says to the arguments, without doing anything. */
function usageProblems(args, isInline) {
  const program = createProgram();
  // In a sentence, a command may stand for all its forms.
  const isPart = isInline && (args.length === 0 || args.some((arg) => /[…<[]|\.\.\./.test(arg)));
  const given = isPart
    ? args.slice(
        0,
        args.findIndex((arg) => /[…<[]|\.\.\./.test(arg)),
      )
    : args;
  disarm(program, isInline);
  try {
    program.parse(given, { from: 'user' });
    return [];
  } catch (error) {
    const isFine = ['commander.helpDisplayed', 'commander.help', 'commander.version'];
    return isFine.includes(error.code) ? [] : [error.message];
  }
}

function disarm(command, isInline) {
  command.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {} });
  if (command.commands.length === 0) command.action(() => {});
  // A sentence names an option without all that it needs.
  if (isInline) for (const argument of command.registeredArguments) argument.required = false;
  for (const child of command.commands) disarm(child, isInline);
}
