import { Inject, Injectable } from '@nestjs/common';
import { Engine } from '../engine.js';
import { Operations } from '../operations.js';
import { Shared } from './copies.js';

/**
 * Tracks events that no handler returns (in services, cron jobs, queue workers), and gives operators access
 * to the outbox.
 *
 * @publicApi
 */
@Shared('ConvergeService')
@Injectable()
export class ConvergeService extends Operations {
  constructor(@Inject(Engine) engine: Engine) {
    super(engine, 'ConvergeService');
  }
}
