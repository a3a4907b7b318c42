/** Of tracer and meter. */
export const SCOPE = 'nestjs-converge';

/** By OpenTelemetry's conventions for messaging, which are not stable. */
const operation = (name: string, type: string) => ({
  'messaging.system': 'nestjs_converge',
  'messaging.destination.name': 'converge',
  'messaging.operation.name': name,
  'messaging.operation.type': type,
});
export const PUBLISH = operation('publish', 'send');
export const PROCESS = operation('process', 'process');
export const ERROR_TYPE = 'error.type';
export const MESSAGE_ID = 'messaging.message.id';
export const EVENT_NAME = 'nestjs_converge.event.name';
export const ATTEMPT = 'nestjs_converge.delivery.attempt';
/** The id of a log line. */
export const KIND = 'nestjs_converge.kind';
export const STATE = 'nestjs_converge.state';

/** In seconds: the bounds of the conventions, and up to three days. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const LONG = [0.01, 0.05, 0.1, 0.5, 1, 5, 30, 60, 300, 900, 3_600, 14_400, 43_200, 86_400, 259_200];

const seconds = (bounds: number[]) => ({
  unit: 's',
  advice: { explicitBucketBoundaries: bounds },
});

/** The name of each instrument, and its options. */
export const INSTRUMENTS = {
  publish: ['messaging.client.operation.duration', seconds(BOUNDS)],
  process: ['messaging.process.duration', seconds(BOUNDS)],
  delay: ['nestjs_converge.delivery.delay', seconds(LONG)],
  tracked: ['nestjs_converge.tracked', { unit: '{event}' }],
  reports: ['nestjs_converge.reports', { unit: '{report}' }],
  trouble: ['nestjs_converge.trouble', { unit: '{trouble}' }],
  events: ['nestjs_converge.outbox.events', { unit: '{event}' }],
  age: ['nestjs_converge.outbox.oldest_event.age', { unit: 's' }],
  pause: ['nestjs_converge.delivery.pause', { unit: 's' }],
} as const;
