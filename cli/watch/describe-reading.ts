import { visibleLine } from '../../lib/event/visible.js';
import { nextCommand } from '../with-outbox.js';
import type { Delivery, Reading } from './reading.js';
import type { ScreenLine } from './redraw.js';

type Colour = ScreenLine[1];

const COLOURS: Record<Delivery, Colour> = {
  stopped: 'red',
  delivering: 'green',
  sending: 'yellow',
  paused: 'red',
  waiting: 'yellow',
  idle: undefined,
};

/** A reading for a terminal, over several lines. */
export function describeReading(reading: Reading, path: string): ScreenLine[] {
  const { undelivered, pending, waiting, leased, dead, oldestAt, senders, delivery } = reading;
  const row = (name: string, text: string, colour?: Colour): ScreenLine => [
    visibleLine(`${name.padEnd(12)} ${text}`),
    colour,
  ];
  const hint = nextCommand('outbox list --state dead', path);
  const isDone = undelivered === 0;
  return [
    [visibleLine(path), 'bold'],
    row('undelivered', `${undelivered} (${pending} due, ${waiting} waiting, ${leased} being sent)`),
    row('oldest', oldestAt === null ? '-' : `${age(reading)} (recorded at ${oldestAt})`),
    row('recorded', rate(reading.recordedPerSecond)),
    row('delivered', rate(reading.deliveredPerSecond)),
    dead === 0 ? row('dead letters', '0') : row('dead letters', `${dead}; see ${hint}`, 'yellow'),
    row('senders', `${senders} running`),
    row('delivery', explain(reading), isDone ? undefined : COLOURS[delivery]),
    ['Ctrl-C stops watching.', 'dim'],
  ];
}

/** A reading as one line, for a log. */
export function onOneLine(reading: Reading): string {
  const { at, undelivered, dead, oldestAt } = reading;
  return [
    at,
    `${undelivered} undelivered`,
    `oldest ${oldestAt === null ? '-' : age(reading)}`,
    `recorded ${rate(reading.recordedPerSecond)}`,
    `delivered ${rate(reading.deliveredPerSecond)}`,
    `${dead} dead`,
    explain(reading),
  ].join('  ');
}

function explain({ at, delivery, pending, undelivered, nextAttemptAt, sources }: Reading): string {
  switch (delivery) {
    case 'stopped':
      return undelivered === 0
        ? 'no process is running'
        : 'no process sends these events: start the application';
    case 'paused':
      return sources === 1
        ? `paused: ${pending} due, none being sent; the application's log says why`
        : `paused, or held for another token: ${pending} due, none being sent`;
    case 'waiting': {
      const seconds = (Date.parse(nextAttemptAt ?? at) - Date.parse(at)) / 1_000;
      return `waiting: the next attempt is in ${duration(Math.ceil(seconds))}`;
    }
    default:
      return delivery;
  }
}

function rate(perSecond: number | null): string {
  return perSecond === null ? '-' : `${perSecond.toFixed(1)}/s`;
}

function age({ oldestSeconds }: Reading): string {
  return duration(oldestSeconds ?? 0);
}

/** The two largest units: `3 h 20 min`. */
function duration(seconds: number): string {
  const [minutes, hours, days] = [60, 3_600, 86_400].map((unit) => Math.floor(seconds / unit)) as [
    number,
    number,
    number,
  ];
  if (days > 0) return `${days} d ${hours % 24} h`;
  if (hours > 0) return `${hours} h ${minutes % 60} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}
