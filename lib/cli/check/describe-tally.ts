import { paint } from '../terminal/colours.js';
import { visibleLine } from '../terminal/visible.js';
import type { Finding, Tally } from './tally.js';

/** More are of no use to a reader; --json has all. */
const MAX_SHOWN = 50;

/** What was found, in words. */
export function describeTally(tally: Tally, files: number): string[] {
  const { events, refused, withSpecViolations } = tally;
  const right = events - refused - withSpecViolations;
  const findings = tally.findings();
  return [
    `${amount(events, 'event')} in ${amount(files, 'input')}: ${right} right, ` +
      `${withSpecViolations} sent with spec violations, ${refused} refused by the contract.`,
    ...findings.slice(0, MAX_SHOWN).flatMap(describe),
    ...(findings.length > MAX_SHOWN
      ? ['', `And ${findings.length - MAX_SHOWN} other kinds of findings: --json lists all.`]
      : []),
  ];
}

function describe(finding: Finding): string[] {
  const { breaks, eventName, path, rule, received, advice, count, events, first } = finding;
  const subject = `${eventName ?? '(no name)'}: ${path} (${rule})`;
  return [
    '',
    `${paint(breaks.padEnd(8), breaks === 'contract' ? 'red' : 'yellow')} ${visibleLine(subject)}`,
    `         ${visibleLine(`received ${received}; ${advice}`)}`,
    `         ${amount(count, 'time')} in ${amount(events, 'event')}, first at ${visibleLine(first)}`,
  ];
}

function amount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
