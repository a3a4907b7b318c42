/** Where `@TrackConverge` keeps its declarations, on the handler. */
export const TRACKINGS_METADATA = Symbol.for('nestjs-converge:trackings');

/** The token of the options as the application gave them. */
export const CONVERGE_OPTIONS = Symbol.for('nestjs-converge:options');

/** The token of the options with their defaults. */
export const RESOLVED_OPTIONS = Symbol.for('nestjs-converge:resolved-options');
