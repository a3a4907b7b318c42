import type { Violation } from '../../../lib/event/violation.js';

/** All occurrences of the same warning. */
export interface WarningGroup extends Violation {
  readonly eventName: string;
  /** The number of places with it. */
  readonly count: number;
  /** The number of events with it. */
  readonly events: number;
  /** The share of all events of that name, from 0 to 1. */
  readonly share: number;
  readonly firstAt: string;
  readonly lastAt: string;
  /** The newest request with it. */
  readonly exampleNumber: number;
}

export interface EventCoverage {
  readonly eventName: string;
  readonly inSpec: boolean;
  readonly count: number;
  readonly properties: readonly CoveredField[];
  readonly profile_properties: readonly CoveredField[];
}

export interface CoveredField {
  readonly name: string;
  readonly isRequired: boolean;
  readonly inSpec: boolean;
  readonly type: string | null;
  readonly sent: 'always' | 'sometimes' | 'never';
  readonly count: number;
  /** The number of events or, for a field of a list, of the list's entries. */
  readonly of: number;
}
