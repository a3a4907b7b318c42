import { events, wasOrWere } from './phrases.js';
import type { Report } from './report.js';

/** What is logged of the outbox: its file, its server, its dead letters. */
export const OUTBOX_WORDINGS = {
  outboxDamaged: {
    level: 'error',
    text: ({ path, taken = 0 }: Report) =>
      `the outbox's file was damaged: it was moved to ${path}, and a new one was created ` +
      `with the ${events(taken)} that could be read`,
  },
  outboxLogDamaged: {
    level: 'error',
    text: ({ path }: Report) =>
      "the write-ahead log of the outbox's file was damaged, or cut off by a power failure: the events behind " +
      `the damage, whose number is unknown, may be lost. A copy of the log was kept: ${path}`,
  },
  outboxMoved: {
    level: 'error',
    text: ({ path, taken = 0 }: Report) =>
      `the outbox's file ${path} was moved or deleted while it was in use: a new one took its place, ` +
      `with the ${events(taken)} that ${wasOrWere(taken)} in it`,
  },
  eventsUnreadable: {
    level: 'error',
    text: ({ path, count = 0 }: Report) =>
      `at least ${events(count)} of the outbox's file ${path} could not be read and will not be delivered`,
  },
  outboxUnavailable: {
    level: 'error',
    text: ({ reason, path }: Report) =>
      `THE DURABLE OUTBOX (${path}) CANNOT BE USED: ${reason}. Until it can, events are kept in memory, and ` +
      'lost with the process',
  },
  outboxRestored: {
    level: 'warn',
    text: ({ path, count = 0 }: Report) =>
      `the outbox's file ${path} can be used again: ${events(count)} ${wasOrWere(count)} moved to it from memory`,
  },
  brokerUnavailable: {
    level: 'error',
    text: ({ reason, path }: Report) =>
      `THE SERVER THAT HAS THE OUTBOX CANNOT BE USED (${reason}). Until it can, events are kept in ` +
      (path === 'memory' ? 'memory, and lost with the process' : `${path}, and sent later`),
  },
  brokerRestored: {
    level: 'warn',
    text: ({ count = 0 }: Report) =>
      `the server that has the outbox can be used again: it got ${events(count)} that waited here`,
  },
  leaseFailed: {
    level: 'error',
    text: ({ reason }: Report) =>
      `the server that has the outbox gives this process no events: ${reason}. It sends none until then; ` +
      'they wait at the server',
  },
  outboxInMainThread: {
    level: 'warn',
    text: () =>
      'no worker thread can be started for the outbox: it writes to its file in the main thread, ' +
      'where a slow disk delays requests. Allow worker threads',
  },
  outboxUnwritable: {
    level: 'error',
    text: () =>
      'the outbox cannot be written: its disk is full, failing or read-only. Its events are kept; ' +
      'delivery continues when the disk can be written again',
  },
  heldEvents: {
    level: 'warn',
    text: ({ count = 0 }: Report) =>
      `the outbox holds ${events(count)} that ${wasOrWere(count)} recorded for another token or endpoint and ` +
      `${count === 1 ? 'is' : 'are'} not sent. If you rotated the token of the same source or corrected its ` +
      'endpoint, run "npx nestjs-converge outbox adopt" or call ConvergeService.adopt()',
  },
  damagedEvent: {
    level: 'error',
    text: () =>
      "its bytes in the outbox's file have changed since it was recorded: it is kept as a dead letter and " +
      'not sent. Check the disk, and track the event again',
  },
  deadLettersEvicted: {
    level: 'error',
    text: ({ count = 0 }: Report) =>
      `the outbox was full: the oldest dead letters (${count}) were deleted to make room for new events`,
  },
  deadLettersExpired: {
    level: 'warn',
    text: ({ count = 0 }: Report) =>
      `dead letters older than outbox.deadLetterDays were deleted (${count})`,
  },
} as const;
