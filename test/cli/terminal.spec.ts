import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { relative, table, wrap } from '../../cli/layout.js';
import { Progress } from '../../cli/print.js';
import { askSecret, confirm, type PromptStreams } from '../../cli/prompts.js';

/** A terminal on which something has been typed already. */
function terminal(typed: string, isTTY = true) {
  let shown = '';
  const write = (text: Buffer, _encoding: string, done: () => void) => {
    shown += text.toString();
    done();
  };
  const output = Object.assign(new Writable({ write }), { isTTY });
  const whenRaw: string[] = [];
  const setRawMode = (isRaw: boolean) => isRaw && whenRaw.push(shown);
  const input = Object.assign(new PassThrough(), { isTTY, setRawMode });
  input.write(typed);
  const streams = { input, output } as unknown as PromptStreams;
  return { streams, shown: () => shown, whenRaw };
}

describe('a question for a secret', () => {
  it('gets the answer, and never shows it', async () => {
    const { streams, shown, whenRaw } = terminal('my-secret\r');
    expect(await askSecret('Token: ', streams)).toBe('my-secret');
    expect(shown()).toBe('Token: \n');
    // A terminal that is not raw shows what is typed.
    expect(whenRaw).toEqual(['']);
  });

  it('can be left with Ctrl-C', async () => {
    const { streams } = terminal('my-sec\u0003');
    await expect(askSecret('Token: ', streams)).rejects.toThrow('No answer: nothing was done.');
  });
});

describe('a question whether to go on', () => {
  it.each(['y\r', 'Yes\r'])('is agreed to with %j', async (typed) => {
    const { streams, shown } = terminal(typed);
    await confirm('Delete it?', false, streams);
    expect(shown()).toContain('Delete it? [y/N] ');
  });

  it.each(['\r', 'n\r', 'yesterday\r'])('is not with %j', async (typed) => {
    const { streams } = terminal(typed);
    await expect(confirm('Delete it?', false, streams)).rejects.toThrow(
      'Cancelled: nothing was done.',
    );
  });

  it('is not asked where all is agreed, and not without a terminal', async () => {
    const noTerminal = terminal('', false);
    await confirm('Delete it?', true, noTerminal.streams);
    const asked = confirm('Delete it?', undefined, noTerminal.streams);
    await expect(asked).rejects.toMatchObject({
      exitCode: 2,
      message: 'Delete it? Not a terminal: pass --yes to confirm.',
    });
    expect(noTerminal.shown()).toBe('');
  });
});

describe('the progress', () => {
  function show(isTTY: boolean): string {
    let now = 0;
    let shown = '';
    const stream = { isTTY, write: (text: string) => Boolean((shown += text)) };
    const progress = new Progress(stream as never, () => now);
    for (const done of [1, 50, 51, 100]) {
      progress.update(`${done} events`);
      now += 60;
    }
    progress.end();
    return shown;
  }

  it('is shown from time to time, and taken away', () => {
    expect(show(true)).toBe('\r\u001b[K51 events\r\u001b[K');
  });

  it('is not for files', () => {
    expect(show(false)).toBe('');
  });
});

describe('a table', () => {
  const rows = [
    {
      id: 7,
      event: 'Placed\nOrder',
      event_id: '19727256-2c54-428c-88ef',
      by: 'Orders',
      why: 'answered 400',
    },
    { id: 12, event: 'お茶を注文しました', event_id: 'o-1', by: 'Orders', why: 'due in 12 s' },
  ];
  const look = { spare: ['by'], cuts: { event: 0, event_id: 4 } };

  it('has all columns for a file or a program', () => {
    expect(table(rows, look, Infinity)).toEqual([
      'id  event               event_id                 by      why',
      '7   Placed\\nOrder       19727256-2c54-428c-88ef  Orders  answered 400',
      '12  お茶を注文しました  o-1                      Orders  due in 12 s',
    ]);
  });

  it('cuts cells, leaves out columns, and then cuts more, to fit a terminal', () => {
    expect(table(rows, look, 60)).toEqual([
      'id  event             event_id          by      why',
      '7   Placed\\nOrder     19727256-2c…88ef  Orders  answered 400',
      '12  お茶を注文しま…   o-1               Orders  due in 12 s',
    ]);
    expect(table(rows, look, 40)).toEqual([
      'id  event       event_id    why',
      '7   Placed\\nO…  19727…88ef  answered 400',
      '12  お茶を注…   o-1         due in 12 s',
      'Not shown here: by.',
    ]);
  });
});

it.each([
  ['fits a line', ['fits a line']],
  ['a sentence of several words and more', ['a sentence of several', 'words and more']],
  ['ok  node: one two three four', ['ok  node: one two three', '    four']],
  ['last column  in which more follows', ['last column  in which', '  more follows']],
  ['then: npx nestjs-converge outbox list', ['then:', 'npx nestjs-converge outbox list']],
  ['  give the "Placed Order" now', ['  give the', '  "Placed Order" now']],
])('breaks a line between words, and no command: %j', (line, lines) => {
  expect(wrap(line, 24).split('\n')).toEqual(lines);
});

it('gives times to people as they are read, to others as ISO 8601', () => {
  const now = Date.parse('2026-07-01T12:00:00Z');
  const times = () => [now + 12_000, now - 200_000, now - 7_300_000].map((at) => relative(at, now));
  expect(times()[0]).toBe('2026-07-01T12:00:12.000Z');
  process.env['COLUMNS'] = '80';
  expect(times()).toEqual(['in 12 s', '3 min ago', '2 h ago']);
  delete process.env['COLUMNS'];
});
