import { going, paused, type Sum, whileGoing, whilePaused } from './backlog-wording.js';
import { describeMapperFailure } from './mapper-wording.js';
import { OUTBOX_WORDINGS } from './outbox-wording.js';
import { duration, events, more, wasOrWere } from './phrases.js';
import type { Backlog, Report, ReportKind } from './report.js';
import { TRANSACTION_WORDINGS } from './transaction-wording.js';

export type Level = 'debug' | 'info' | 'warn' | 'error';

interface Wording {
  readonly level: Exclude<Level, 'info'>;
  readonly text: (report: Report, backlog?: Backlog) => string;
  /** Sums up reports that were not logged one by one; the text and their number by default. */
  readonly sum?: Sum;
  /** Logged once for each handler and key, and from then on only counted. */
  readonly isLoggedOnce?: boolean;
}

/** The level and the text with which each kind is logged. */
export const WORDINGS: Record<ReportKind, Wording> = {
  delivered: { level: 'debug', text: () => 'delivered' },
  temporary: {
    level: 'warn',
    text: ({ reason, waitMs }) =>
      notYet(reason) +
      (waitMs === undefined ? '' : `; Converge asks to wait, next try in ${duration(waitMs)}`),
    // By then, the wait is over.
    sum: ({ reason }, times, since) => `${notYet(reason)} (${more(times, since)})`,
  },
  rejected: {
    level: 'error',
    text: ({ status }) =>
      `Converge answered ${status}: the event is kept as a dead letter and not sent again. ` +
      `Read the answer: ${SHOW_DEAD}`,
  },
  unauthorised: {
    level: 'error',
    text: ({ status }, backlog) =>
      `Converge answered ${status}: ${paused(backlog)}. Check the option "token" (and "endpoint")`,
    sum: whilePaused(
      ({ status }, backlog) => `Converge still answers ${status}: ${paused(backlog)}`,
    ),
  },
  misdirected: {
    level: 'error',
    text: ({ status }, backlog) =>
      `the endpoint answered ${status}, so it is not Converge's webhook, or something on the way blocks it: ` +
      `${paused(backlog)}. Check the option "endpoint", proxies and firewalls`,
    sum: whilePaused(
      ({ status }, backlog) => `the endpoint still answers ${status}: ${paused(backlog)}`,
    ),
  },
  expired: {
    level: 'error',
    text: ({ reason }) =>
      `not delivered for too long (${reason}): the event is kept as a dead letter and not sent again. ` +
      'Send it with "npx nestjs-converge outbox replay" or ConvergeService.replay()',
  },
  invalidEvent: { level: 'error', text: ({ reason }) => String(reason) },
  mapperFailed: {
    level: 'error',
    text: (report) => `the event was not tracked: ${describeMapperFailure(report)}`,
  },
  commitTimedOut: {
    level: 'warn',
    text: () =>
      'the response waited longer than outbox.commitTimeoutMs and was sent, perhaps before its event was ' +
      'in the outbox; the event follows. Look for a slow mapper, a slow disk or a busy process',
  },
  specViolation: {
    level: 'warn',
    isLoggedOnce: true,
    text: ({ reason }) => `${reason}. The event is sent; more of these are only counted`,
  },
  normalised: { level: 'debug', text: ({ count }) => `${count} value(s) were fixed` },
  aliasesDropped: {
    level: 'warn',
    isLoggedOnce: true,
    text: ({ reason }) => `aliases() left out: ${reason}; more of these are only counted`,
  },
  consentDenied: { level: 'debug', text: () => 'not tracked: consent returned drop' },
  filtered: { level: 'debug', text: () => 'not tracked: beforeSend returned null' },
  contextUnused: {
    level: 'warn',
    text: () =>
      'ConvergeContext was used where no event is tracked, or was not injected: the added values are lost. ' +
      'Inject it into the service, and call it before the event is tracked',
  },
  sameEventId: {
    level: 'error',
    text: () =>
      'another event of this call has the same event_id, and Converge drops the second: ' +
      'give one of the two @TrackConverge an eventId mapper',
  },
  severalCopies: {
    level: 'warn',
    text: ({ reason }) =>
      `nestjs-converge is loaded from ${reason}: they work together only if their versions are the same. ` +
      'Keep one: run "npm ls nestjs-converge" and "npm dedupe"',
  },
  requestMissing: {
    level: 'warn',
    isLoggedOnce: true,
    text: () =>
      '`consent` or `beforeSend` reads the request, but this event has none, because it was tracked outside ' +
      'a handler. Pass the request as { request }',
  },
  noJson: {
    level: 'warn',
    text: () =>
      'not tracked, because the response is not JSON: answer with res.json(), or use converge.record()',
  },
  perhapsNotIntercepted: {
    level: 'warn',
    text: () =>
      'events are tracked only if Nest calls this method through interceptors, which the module of its ' +
      'decorator decides (for GraphQL fields: fieldResolverEnhancers). If it does not, use ConvergeService.track',
  },
  dropped: {
    level: 'error',
    text: ({ reason }) => `the event was NOT kept: ${reason}`,
    sum: ({ reason }, times, since) =>
      `${events(times, 'more ')} ${wasOrWere(times)} NOT kept since ${since}: ${reason}`,
  },
  disabled: { level: 'debug', text: () => 'valid, but not sent: "enabled" is false' },
  leftAtShutdown: {
    level: 'warn',
    text: ({ count = 0 }) =>
      `${events(count)} ${wasOrWere(count)} not delivered before the shutdown and ` +
      `${count === 1 ? 'waits' : 'wait'} in the outbox`,
  },
  lostAtShutdown: {
    level: 'error',
    text: ({ count = 0 }) =>
      `${events(count)} ${wasOrWere(count)} not delivered before the shutdown and ` +
      `${count === 1 ? 'is' : 'are'} lost, because ${count === 1 ? 'it was' : 'they were'} only in memory`,
  },
  unmappedAtShutdown: {
    level: 'error',
    text: ({ count }) =>
      `the mappers of ${count} call(s) did not finish before the shutdown: their events are lost. ` +
      'Make the mappers faster',
  },
  breakerOpened: {
    level: 'warn',
    text: ({ reason }, backlog) => `Converge is failing (${reason}): ${paused(backlog)}`,
    sum: whilePaused(
      ({ reason }, backlog) => `Converge is still failing (${reason}): ${paused(backlog)}`,
    ),
  },
  breakerClosed: {
    level: 'warn',
    text: (_report, backlog) => `Converge is back: ${going(backlog)}`,
    sum: whileGoing('Converge is back'),
  },
  resumed: {
    level: 'warn',
    text: (_report, backlog) => `Converge takes events again: ${going(backlog)}`,
    sum: whileGoing('Converge takes events again'),
  },
  ...OUTBOX_WORDINGS,
  ...TRANSACTION_WORDINGS,
  hookFailed: {
    level: 'error',
    text: ({ reason }) => `the hook ${reason} failed; the event is not affected`,
  },
  unexpected: {
    level: 'error',
    text: () => 'an unexpected error; please report it with this stack',
  },
};

/** How to see dead letters. */
const SHOW_DEAD =
  '"npx nestjs-converge outbox list --state dead", or ConvergeService.deadLetters()';

function notYet(reason?: string): string {
  return `not delivered yet (${reason}): another attempt follows`;
}
