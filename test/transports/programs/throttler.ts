import { UseGuards } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import { PLATFORMS } from '../../utils/test-app.js';
import { PLACES, run, type Feature } from '../support/features.js';

// Of its own process, because Jest cannot load this package, which is CommonJS, with Nest 12, which is not.
const throttler: Feature = {
  decorator: UseGuards(ThrottlerGuard),
  global: { provide: APP_GUARD, useClass: ThrottlerGuard },
  imports: [ThrottlerModule.forRoot([{ ttl: 60_000, limit: 1 }])],
  calls: [
    ['POST', { id: '1' }],
    ['POST', { id: '1' }],
  ],
};

const outcomes = [];
for (const platform of PLATFORMS) {
  for (const place of PLACES) {
    const without = await run(platform, throttler, place, false);
    outcomes.push({ without, tracked: await run(platform, throttler, place, true) });
  }
}
process.stdout.write(JSON.stringify(outcomes));
