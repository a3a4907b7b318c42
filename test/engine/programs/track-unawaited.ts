/** A job that tracks wrong events without waiting, and goes on. */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ConvergeModule, ConvergeService } from '../../../lib/index.js';
import { orderEvent } from '../../utils/events.js';

const [endpoint, token] = process.argv.slice(2) as [string, string];

@Module({
  imports: [
    ConvergeModule.forRoot(token, {
      endpoint,
      outbox: 'memory',
      beforeSend: (event) => {
        if (event.event_id === 'thrown') throw new Error('jane@example.com');
        return event;
      },
    }),
  ],
})
class JobModule {}

const lines: string[] = [];
const note = (message: unknown) => void lines.push(String(message));
const logger = { log: () => undefined, warn: note, error: note };
const app = await NestFactory.createApplicationContext(JobModule, { logger });
const converge = app.get(ConvergeService);

void converge.track(orderEvent({ aliases: [] }));
void converge.track(undefined as never);
void converge.track(orderEvent({ event_id: 'thrown' }));
const awaited = await converge.track(orderEvent({ event_id: '' })).catch((error: Error) => error);
await converge.track(orderEvent());
await converge.flush();
await app.close();
void converge.track(orderEvent());
// Node ends a process at the end of the turn in which a rejection was not handled.
setTimeout(() => process.stdout.write(JSON.stringify({ lines, awaited: String(awaited) })), 20);
