import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { needs } from '../utils/needs.js';
import { usePrograms } from '../utils/programs.js';
import { runCli, startCli } from './support/run-cli.js';

const SECRET = 'eyJhbGciOiJIUzI1NiJ9.secret';
const COMMANDS = 'init sandbox send-test send check outbox audit doctor plan'.split(' ');
const OUTBOX = 'status list show replay discard erase adopt export'.split(' ');

const cli = usePrograms();

it.each(['--version', '-v'])('prints the version: %s', async (flag) => {
  const { code, stdout } = await runCli(cli, [flag]);
  expect([code, stdout]).toEqual([0, '0.1.0\n']);
});

it.each(['--help', '-h', 'help'])('lists all commands: %s', async (word) => {
  const { code, stdout, stderr } = await runCli(cli, [word]);
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
    const help = [...args.slice(0, -1), 'help', args.at(-1)!];
    expect(await runCli(cli, help)).toMatchObject({ code: 0, stdout });
  },
);

it.each([[[]], [['outbox']]])('shows the commands where none is named: %j', async (args) => {
  const { code, stdout, stderr } = await runCli(cli, args);
  expect(stderr).toContain('Commands:');
  expect([code, stdout]).toEqual([2, '']);
});

describe('a command that is called wrongly', () => {
  it.each([
    [[SECRET], 'Unknown command. See --help.'],
    [['outbox', SECRET], 'Unknown command. See --help.'],
    [['send-tst'], 'Unknown command "send-tst". Did you mean "send-test"? See --help.'],
    [['outbox', 'lsit'], 'Unknown command "lsit". Did you mean "list"? See --help.'],
    [['foo', '--bar'], 'Unknown command "foo". See --help.'],
    [['send-test', SECRET], 'Too many arguments. See --help.'],
    [['send-test', `--tokn=${SECRET}`], 'Unknown option --tokn. See --help.'],
    [['send-test', '--tokn', SECRET], 'Unknown option --tokn. Did you mean "--token"?'],
    [['send-test', `-t${SECRET}`], 'Unknown option. See --help.'],
    [
      ['sandbox', '--port', SECRET],
      'The value of --port <port> is invalid. Give a whole number from 0 to 65535.',
    ],
    [['outbox', 'show', SECRET], 'The value of id is invalid. Give a whole number ≥ 0.'],
    [['outbox', 'list', '--state', SECRET], 'Allowed choices are pending, waiting, leased, dead.'],
    [['send-test', '--token'], "Option '--token <token>' argument missing"],
    [
      ['plan'],
      'The root module is missing: build the application, and give the compiled file, e.g.',
    ],
    [['outbox', 'export', '--dead', '--pending'], 'cannot be used with option'],
  ])('says so in one sentence and repeats no value: %j', async (args, sentence) => {
    const { code, stdout, stderr } = await runCli(cli, args);
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).not.toContain(SECRET);
    expect([code, stdout]).toEqual([2, '']);
  });

  it.each([['help'], ['outbox', 'help']])(
    'shows the commands for what is none: %s',
    async (...args) => {
      const { code, stdout, stderr } = await runCli(cli, [...args, SECRET]);
      expect(stderr).toContain('Commands:');
      expect(stderr).not.toContain(SECRET);
      expect([code, stdout]).toEqual([2, '']);
    },
  );

  it('repeats no word that is the token', async () => {
    const { stderr } = await runCli(cli, ['mytoken'], { env: { CONVERGE_TOKEN: 'mytoken' } });
    expect(stderr).toBe('Unknown command. See --help.\n');
  });

  it('says it as JSON, too', async () => {
    const { code, json, stderr } = await runCli(cli, ['check', 'nowhere', '--json']);
    expect(json.error).toContain('nowhere does not exist');
    expect(stderr).toContain(json.error);
    expect(code).toBe(2);
  });
});

/** A file of Linux that is always full. */
const { it: onFullDisk } = needs('/dev/full', existsSync('/dev/full'));
onFullDisk.each([[['--help']], [['check', 'order.json']]])(
  'fails where the output cannot be written (needs /dev/full): %j',
  (args) => {
    writeFileSync(join(cli.folder, 'order.json'), '{}');
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [cli.main, ...args], {
      cwd: cli.folder,
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    expect([status, stderr]).toEqual([1, 'Cannot write the output (ENOSPC).\n']);
  },
);

it('ends quietly when its reader has gone', async () => {
  const { child, said, ended } = startCli(cli, ['--help']);
  child.stdout.destroy();
  expect([await ended, said.stderr]).toEqual([0, '']);
});
