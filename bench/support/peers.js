import { createRequire } from 'node:module';

/** Unless the library's own pace is asked for: more events than between two flushes, so that nothing is sent. */
const NEVER = { flushAt: 1_000, flushMs: 600_000 };

const require = createRequire(new URL('../peers/package.json', import.meta.url));

/** An option with its name, left out where it is undefined. */
const set = (name, value) => (value === undefined ? {} : { [name]: value });

/**
 * Each library gets the same order and customer, in its own format. `prepare` is the application's part
 * and not measured; `track` is the measured call; `flush` empties the memory.
 */
export const PEERS = {
  '@segment/analytics-node': (endpoint, { flushAt, flushMs } = NEVER) => {
    const { Analytics } = require('@segment/analytics-node');
    const client = new Analytics({
      writeKey: 'key',
      host: new URL(endpoint).origin,
      ...set('flushAt', flushAt),
      ...set('flushInterval', flushMs),
    });
    return withTraits(client);
  },
  'posthog-node': (endpoint, { flushAt, flushMs } = NEVER) => {
    const { PostHog } = require('posthog-node');
    const client = new PostHog('key', {
      host: new URL(endpoint).origin,
      ...set('flushAt', flushAt),
      ...set('flushInterval', flushMs),
    });
    return {
      prepare: (event) => ({
        distinctId: event.aliases[1],
        event: event.event_name,
        properties: { ...event.properties, $set: event.profile_properties },
        timestamp: new Date(event.timestamp),
      }),
      track: (event) => client.capture(event),
      flush: () => client.flush(),
    };
  },
  '@amplitude/analytics-node': (endpoint, { flushAt, flushMs } = NEVER) => {
    const { createInstance } = require('@amplitude/analytics-node');
    const client = createInstance();
    client.init('key', {
      serverUrl: endpoint,
      ...set('flushQueueSize', flushAt),
      ...set('flushIntervalMillis', flushMs),
      logLevel: 0,
    });
    return {
      prepare: (event) => ({
        event_type: event.event_name,
        event_properties: event.properties,
        user_properties: event.profile_properties,
        user_id: event.aliases[1],
        insert_id: event.event_id,
        time: Date.parse(event.timestamp),
      }),
      track: (event) => client.track(event),
      flush: () => client.flush().promise,
    };
  },
  '@rudderstack/rudder-sdk-node': (endpoint, { flushAt, flushMs } = NEVER) => {
    const {
      default: Rudder = require('@rudderstack/rudder-sdk-node'),
    } = require('@rudderstack/rudder-sdk-node');
    const client = new Rudder('key', {
      dataPlaneUrl: new URL(endpoint).origin,
      ...set('flushAt', flushAt),
      ...set('flushInterval', flushMs),
    });
    return withTraits(client);
  },
};

/** For the two whose calls are the same. */
function withTraits(client) {
  return {
    prepare: (event) => ({
      userId: event.aliases[1],
      event: event.event_name,
      properties: event.properties,
      context: { traits: event.profile_properties },
      messageId: event.event_id,
      timestamp: new Date(event.timestamp),
    }),
    track: (event) => client.track(event),
    flush: () => client.flush(),
  };
}
