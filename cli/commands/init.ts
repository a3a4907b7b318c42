import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { styleText } from 'node:util';
import type { Command } from 'commander';
import { visibleLine } from '../../lib/event/visible.js';
import { EXIT, usageError } from '../cli.error.js';
import { addCommand, JSON_FLAG } from '../command.js';
import type { InitPlan, Manual } from '../init/plan-changes.js';
import { amount, print, printJson, remark } from '../print.js';
import { canAsk, confirm } from '../prompts.js';

interface InitOptions {
  readonly appDir: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function addInit(program: Command): void {
  addCommand(
    program,
    'init',
    'Add the library to a Nest application: the module, a first mapper, CONVERGE_TOKEN.',
    'Shows a diff and asks before it writes. Without a terminal and --yes, it writes nothing and exits with 1.',
  )
    .option('--app-dir <folder>', "the application's folder", '.')
    .option('--yes', 'write without asking')
    .option(...JSON_FLAG)
    .action(init);
}

async function init({ appDir, yes, json }: InitOptions): Promise<void> {
  const folder = resolve(appDir);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw usageError(`${appDir} is not a folder: give the application's folder with --app-dir.`);
  }
  const [{ findApplication }, { diffOf, nextSteps, planChanges }, { writeChanges }] =
    await Promise.all([
      import('../init/find-application.js'),
      import('../init/plan-changes.js'),
      import('../init/write-changes.js'),
    ]);
  const app = findApplication(folder);
  const plan = planChanges(app);
  const { changes, manual } = plan;
  const diffs = changes.map((change) => diffOf(app, change));
  if (json !== true) print(...diffs.flatMap(describeDiff), ...manual.flatMap(describeManual));
  const isWritten = changes.length > 0 && (yes === true || canAsk());
  if (isWritten) {
    if (json === true && yes !== true) remark(...diffs.flatMap(describeDiff));
    await confirm('Write these changes?', yes);
    writeChanges(changes);
  }
  if (json === true) printJson({ written: isWritten, diffs, manual });
  else report(plan, isWritten, nextSteps(app));
  if (manual.length > 0 || (changes.length > 0 && !isWritten)) process.exitCode = EXIT.failed;
}

function describeDiff(diff: string): string[] {
  return diff.trimEnd().split('\n').map(colourLine);
}

function colourLine(line: string): string {
  const text = line.replace(/\r$/, '').split('\t').map(visibleLine).join('\t');
  if (/^(?:---|\+\+\+) /.test(line)) return styleText('bold', text);
  if (line.startsWith('+')) return styleText('green', text);
  return line.startsWith('-') ? styleText('red', text) : text;
}

function describeManual({ what, lines }: Manual): string[] {
  const title = styleText('yellow', `By hand: ${visibleLine(what)}`);
  return [title, ...lines.map((line) => `    ${line}`), ''];
}

function report({ changes, manual }: InitPlan, isWritten: boolean, steps: readonly string[]): void {
  if (changes.length === 0) {
    print(manual.length === 0 ? 'Nothing to change.' : 'Nothing else to change.');
  } else if (isWritten) {
    print(`${amount(changes.length, 'file')} written.`);
    remark('', ...steps.map(visibleLine));
  } else {
    remark('Nothing was written: not a terminal. Pass --yes to write.');
  }
}
