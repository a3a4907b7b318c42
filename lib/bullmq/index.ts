/**
 * Keeps events in a BullMQ queue on Redis or PostgreSQL: `outbox: bullmq({ connection })`. Needs the package
 * `bullmq`, and `ioredis` or `pg`.
 *
 * @packageDocumentation
 */
export { bullmq, type BullmqOptions } from './bullmq.js';
