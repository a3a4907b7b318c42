import { Inject, Injectable } from '@nestjs/common';
import type { Engine } from '../engine.js';
import { Operations } from '../operations.js';
import { ENGINE } from './constants.js';

/**
 * Tracks events that no handler returns (in services, cron jobs, queue workers), and gives operators access
 * to the outbox.
 */
@Injectable()
export class ConvergeService extends Operations {
  constructor(@Inject(ENGINE) engine: () => Engine) {
    super(engine(), 'ConvergeService');
  }
}
