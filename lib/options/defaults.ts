/** Converge's own webhook. */
export const CONVERGE_ENDPOINT = 'https://app.runconverge.com/api/webhooks';

/** Its path, which the sandbox has, too. */
export const WEBHOOK_PATH = new URL(CONVERGE_ENDPOINT).pathname;

/** The token of a sandbox that has no other. It stands in the documentation, and protects nothing. */
export const SANDBOX_TOKEN = 'sandbox-token';

/** The default of every option that is a number. */
export const NUMBERS = {
  delivery: { concurrency: 8, timeoutMs: 10_000 },
  retry: { baseDelayMs: 1_000, maxDelayMs: 15 * 60_000, giveUpAfterMs: 72 * 3_600_000 },
  outbox: {
    maxEvents: 1_000_000,
    maxBytes: 1024 ** 3,
    maxEventBytes: 1024 ** 2,
    commitTimeoutMs: 50,
    deadLetterDays: 30,
    ledgerDays: 35,
  },
  shutdown: { shutdownTimeoutMs: 5_000 },
};

/** The default of every other option that has one. */
export const DEFAULTS = {
  enabled: true,
  allowInsecureEndpoint: false,
  validation: 'warn',
  mirrorContactFields: false,
  outboxPath: '.converge/outbox',
} as const;
