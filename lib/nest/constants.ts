/** The metadata key under which `@TrackConverge` keeps its declarations, on the handler. */
export const TRACKINGS_METADATA = Symbol.for('nestjs-converge:trackings');

/** The injection token of the options as the application gave them. */
export const CONVERGE_OPTIONS = Symbol.for('nestjs-converge:options');

/** The injection token of the options with their defaults. */
export const RESOLVED_OPTIONS = Symbol.for('nestjs-converge:resolved-options');
