import { Inject, Injectable } from '@nestjs/common';
import { Engine } from '../engine.js';
import { Operations } from '../operations.js';

/**
 * Tracks events that no handler returns (in services, cron jobs, queue workers), and gives operators access
 * to the outbox.
 */
@Injectable()
export class ConvergeService extends Operations {
  constructor(@Inject(Engine) engine: Engine) {
    super(engine, 'ConvergeService');
  }
}
