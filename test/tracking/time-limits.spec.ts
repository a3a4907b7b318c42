import { expect, it } from '@jest/globals';
import { TrackConverge, type BeforeSend } from '../../lib/index.js';
import { echoController } from '../utils/echo-controller.js';
import { orderEvent, orderParts } from '../utils/events.js';
import { eventually, PLATFORMS } from '../utils/test-app.js';
import { useShop } from '../utils/use-shop.js';

const SECRET = 'jane.secret@example.com';
const hang = () => new Promise<never>(() => undefined);
const schema = { version: 1 as const, vendor: 'test', validate: hang as () => Promise<any> };
/** The third one is still under way when the test is over, and must not keep its process. */
const slow: BeforeSend = (event) =>
  event.event_id === 'slow' ? new Promise((done) => setTimeout(done, 3_000, event).unref()) : event;

const { shop, start, echo } = useShop({
  controllers: [
    echoController({
      mapper: [TrackConverge('Placed Order', { properties: hang })],
      schema: [TrackConverge('Booked Fitting')],
      consent: [TrackConverge('Placed Order')],
      beforeSend: [TrackConverge('Placed Order')],
    }),
  ],
});

// All at once, since each waits for five seconds.
it.each(PLATFORMS)(
  'a mapper, a schema, consent and all of beforeSend are waited for for five seconds each on %s, while the response goes',
  async (platform) => {
    await start(
      {
        events: { 'Booked Fitting': { '~standard': schema } },
        consent: (_context, { event_id }) => (event_id === 'hangs' ? hang() : 'send'),
        beforeSend: [slow, slow, slow],
        outbox: { commitTimeoutMs: 1 },
      },
      { platform },
    );
    const post = (handler: string, event_id: string) =>
      echo(handler, { ...orderParts(), event_id, secret: SECRET });
    await post('mapper', 'mapped');
    await post('schema', 'checked');
    await post('consent', 'hangs');
    await post('beforeSend', 'slow');
    const tracking = expect(shop.converge.track(orderEvent({ event_id: 'hangs' }))).rejects.toThrow(
      'timed out',
    );
    expect((await shop.counters()).mapperFailed).toBe(0);
    await tracking;
    await eventually('all are counted', async () => (await shop.counters()).mapperFailed === 4);

    const late = 'took longer than 5 seconds';
    expect(shop.logger.said('error').sort()).toEqual([
      expect.stringMatching(`^ConvergeService\\.track, .* the option "consent" ${late}`),
      expect.stringMatching(`^ShopController#beforeSend, .* the option "beforeSend" ${late}`),
      expect.stringMatching(`^ShopController#consent, .* the option "consent" ${late}`),
      expect.stringMatching(`^ShopController#mapper, .* its properties mapper ${late}`),
    ]);
    expect((await shop.sent()).map(({ event_id }) => event_id)).toEqual(['checked']);
    expect(shop.logger.said('warn')).toContainEqual(
      expect.stringContaining('the schema of this event threw an error or took too long'),
    );
    expect(shop.logger.text).not.toContain(SECRET);
  },
);
