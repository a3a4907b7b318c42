import type { TrackOptions } from './track-options.interface.js';

/** What one `@TrackConverge` on a handler says. */
export interface Tracking {
  readonly eventName: string;
  readonly options: TrackOptions;
}
