import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildCli, type BuiltCli } from './support/build-cli.js';
import { runCli, startCli } from './support/run-cli.js';

const SECRET = 'eyJhbGciOiJIUzI1NiJ9.secret';
const COMMANDS = ['sandbox', 'send-test', 'check', 'outbox', 'doctor', 'plan'];
const OUTBOX = ['status', 'list', 'show', 'replay', 'discard', 'erase', 'adopt', 'export'];

let cli: BuiltCli;
beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => cli.remove());

it('prints the version', async () => {
  const { code, stdout } = await runCli(cli, ['--version']);
  expect([code, stdout]).toEqual([0, '0.1.0\n']);
});

it('lists all commands', async () => {
  const { code, stdout, stderr } = await runCli(cli, ['--help']);
  for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
  expect([code, stderr]).toEqual([0, '']);
});

it.each([...COMMANDS.map((name) => [name]), ...OUTBOX.map((name) => ['outbox', name])])(
  'helps with %s %s',
  async (...args) => {
    const { code, stdout } = await runCli(cli, [...args, '--help']);
    expect(stdout).toContain(`Usage: nestjs-converge ${args.join(' ')}`);
    if (args.join() !== 'outbox') expect(stdout).toContain('--json');
    expect(code).toBe(0);
  },
);

it.each([[[]], [['outbox']]])('shows the commands where none is named: %j', async (args) => {
  const { code, stdout, stderr } = await runCli(cli, args);
  expect(stderr).toContain('Commands:');
  expect([code, stdout]).toEqual([2, '']);
});

describe('a command that is called wrongly', () => {
  it.each([
    [[SECRET], 'There is no such command; --help lists them.'],
    [['send-tst'], 'There is no such command (did you mean send-test?); --help lists them.'],
    [['send-test', SECRET], 'There are too many arguments'],
    [['send-test', `--tokn=${SECRET}`], 'There is no option --tokn; --help lists the options.'],
    [['send-test', '--tokn', SECRET], 'There is no option --tokn (did you mean --token?)'],
    [['send-test', `-t${SECRET}`], 'There is no such option'],
    [
      ['sandbox', '--port', SECRET],
      'The value of --port <port> is wrong. It must be a whole number',
    ],
    [['outbox', 'show', SECRET], 'The value of id is wrong. It must be a whole number from 0 on.'],
    [['plan', '--app', 'x', '--format', SECRET], 'Allowed choices are table, markdown, json.'],
    [['send-test', '--token'], "Option '--token <token>' argument missing"],
    [['plan'], "Required option '--app <file>' not specified"],
    [['outbox', 'export', '--dead', '--pending'], 'cannot be used with option'],
  ])('says so in one sentence and repeats no value: %j', async (args, sentence) => {
    const { code, stdout, stderr } = await runCli(cli, args);
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).not.toContain(SECRET);
    expect([code, stdout]).toEqual([2, '']);
  });

  it('says it as JSON, too', async () => {
    const { code, json, stderr } = await runCli(cli, ['check', 'nowhere', '--json']);
    expect(json.error).toContain('There is no nowhere');
    expect(stderr).toContain(json.error);
    expect(code).toBe(2);
  });
});

it('ends quietly when its reader has gone', async () => {
  const child = startCli(cli, ['--help']);
  child.stdout.destroy();
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number];
  expect([code, stderr]).toEqual([0, '']);
});
