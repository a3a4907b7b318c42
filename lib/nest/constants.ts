/** The metadata key under which `@TrackConverge` keeps its declarations, on the handler. */
export const TRACKINGS_METADATA = Symbol.for('nestjs-converge:trackings');

// The injection tokens. Whatever prints an application prints what Nest's container holds. Options and engine
// hold the token, so the container has functions that return them.

/** A function that returns the options as the application gave them. */
export const CONVERGE_OPTIONS = Symbol.for('nestjs-converge:options');
/** A function that returns the options with their defaults. */
export const RESOLVED_OPTIONS = Symbol.for('nestjs-converge:resolved-options');
export const ENGINE = Symbol.for('nestjs-converge:engine');
export const TRACKED_HANDLERS = Symbol.for('nestjs-converge:tracked-handlers');
/** What takes the engine's place in tests: see ConvergeTestingModule. */
export const TEST_KIT = Symbol.for('nestjs-converge:test-kit');
/** What BullModule.forRoot of `@nestjs/bullmq` was given, there. */
export const BULL_CONFIG = 'BULLMQ_CONFIG(default)';
