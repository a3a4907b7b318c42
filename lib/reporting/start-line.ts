/** What is logged at the start. */
export interface StartFacts {
  /** The host of the endpoint, with its port. */
  readonly host: string;
  readonly isEnabled: boolean;
  /** Whether this process sends events, and not only records them. */
  readonly isSending: boolean;
  /** The path of the outbox's file, or `memory`. */
  readonly outbox: string;
  readonly pending: number;
  readonly dead: number;
  readonly held: number;
}

/** The line that is logged at the start. */
export function describeStart(facts: StartFacts): string {
  const { host, isEnabled, isSending, outbox, pending, dead, held } = facts;
  if (!isEnabled) return '"enabled" is false: events are checked, and neither stored nor sent';
  const where = isSending
    ? `Sending events to ${host}`
    : `Recording events for ${host}, which another process sends`;
  const place = outbox === 'memory' ? 'in memory' : outbox;
  return `${where}; outbox ${place}: ${pending} pending, ${dead} dead, ${held} held`;
}
