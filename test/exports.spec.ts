import { expect, it } from '@jest/globals';
import * as library from '../lib/index.js';
import * as sandbox from '../lib/sandbox/index.js';

it('exports these names and no others', () => {
  expect(Object.keys(library).sort()).toEqual([
    'ConvergeEventDto',
    'ConvergeModule',
    'ConvergeOptionsError',
    'ConvergeService',
    'ConvergeValidationError',
    'ConvergeWebhookService',
    'DefaultAliasesMapper',
    'DefaultEventIdMapper',
    'DefaultProfilePropertiesMapper',
    'DefaultPropertiesMapper',
    'Outbox',
    'OutboxClosedError',
    'OutboxFullError',
    'TrackConverge',
    'checkEvent',
  ]);
  expect(Object.keys(sandbox)).toEqual(['createSandbox']);
});
