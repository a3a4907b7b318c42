import { events } from './phrases.js';
import type { Report } from './report.js';

/** What is logged of events in the application's transactions, and of the relay that moves them. */
export const TRANSACTION_WORDINGS = {
  enqueueFailed: {
    level: 'error',
    text: ({ reason }: Report) => `the event was not written in the transaction: ${reason}`,
  },
  outsideTransaction: {
    level: 'error',
    text: ({ reason }: Report) =>
      `the event was not written in the transaction of its order: ${reason}. It is stored after the handler ` +
      'has succeeded, as without transactional: true',
  },
  relayInterrupted: {
    level: 'error',
    text: ({ reason, path }: Report) =>
      `the events in the table ${path} cannot be moved to the outbox (${reason}): they wait there, and it is ` +
      'tried again. Check the database, and "connection" of the option "transactions"',
  },
  relayRestored: {
    level: 'warn',
    text: ({ path }: Report) => `the events in the table ${path} are moved to the outbox again`,
  },
  relayTableMissing: {
    level: 'error',
    text: ({ path }: Report) =>
      `there is no table ${path} for the events of transactions: create it with the SQL that migration() of ` +
      '"nestjs-converge/postgres" returns (docs/transactions.md)',
  },
  relayWaits: {
    level: 'error',
    text: ({ reason, path }: Report) =>
      `the events in the table ${path} wait there, and it is tried again: ${reason}`,
  },
  relayHeld: {
    level: 'warn',
    text: ({ path, count = 0 }: Report) =>
      `the table ${path} holds ${events(count)} that another token or endpoint has left there for an hour. If you ` +
      'rotated the token of the same source or corrected its endpoint, call ConvergeService.adopt()',
  },
} as const;
