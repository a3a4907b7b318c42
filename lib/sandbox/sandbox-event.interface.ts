import type { ConvergeEventDto } from '../event/converge-event.dto.js';

/**
 * An event that the sandbox took.
 *
 * @publicApi
 */
export interface SandboxEvent {
  /** The body as it was sent, parsed. */
  readonly event: ConvergeEventDto;
  /** When its first copy arrived, ISO 8601 in UTC. */
  readonly receivedAt: string;
  /**
   * How many copies with the same `event_id` came after it and were dropped. Simulated: whether
   * Converge's key is the id alone, and how long it remembers it, is undocumented.
   */
  readonly duplicates: number;
}
