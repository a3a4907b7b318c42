import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { Progress, table } from '../../cli/print.js';
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

it('lays out a table', () => {
  const rows = [
    { name: 'a\nb', count: 1 },
    { name: 'longer', count: 22 },
  ];
  expect(table(rows)).toEqual(['name    count', 'a\\nb    1', 'longer  22']);
  expect(table([])).toEqual(['']);
});
