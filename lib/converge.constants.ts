/** Where `@TrackConverge` keeps what it was given, on the handler. */
export const TRACKINGS_METADATA = Symbol.for('nestjs-converge:trackings');

/** The options as the application gave them. */
export const CONVERGE_OPTIONS = Symbol.for('nestjs-converge:options');

/** Where events are kept. */
export const OUTBOX = Symbol.for('nestjs-converge:outbox');

/** The options with their defaults. */
export const RESOLVED_OPTIONS = Symbol.for('nestjs-converge:resolved-options');
