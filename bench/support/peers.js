import { createRequire } from 'node:module';

/** More events than between two flushes, so that nothing is sent during the measurement. */
const NEVER = 1_000;
const NEVER_MS = 600_000;

const require = createRequire(new URL('../peers/package.json', import.meta.url));

/**
 * Each library gets the same order and customer, in its own format. `prepare` is the application's part
 * and not measured; `track` is the measured call; `flush` empties the memory.
 */
export const PEERS = {
  '@segment/analytics-node': (endpoint) => {
    const { Analytics } = require('@segment/analytics-node');
    const client = new Analytics({
      writeKey: 'key',
      host: new URL(endpoint).origin,
      flushAt: NEVER,
      flushInterval: NEVER_MS,
    });
    return withTraits(client);
  },
  'posthog-node': (endpoint) => {
    const { PostHog } = require('posthog-node');
    const client = new PostHog('key', {
      host: new URL(endpoint).origin,
      flushAt: NEVER,
      flushInterval: NEVER_MS,
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
  '@amplitude/analytics-node': (endpoint) => {
    const { createInstance } = require('@amplitude/analytics-node');
    const client = createInstance();
    client.init('key', {
      serverUrl: endpoint,
      flushQueueSize: NEVER,
      flushIntervalMillis: NEVER_MS,
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
  '@rudderstack/rudder-sdk-node': (endpoint) => {
    const {
      default: Rudder = require('@rudderstack/rudder-sdk-node'),
    } = require('@rudderstack/rudder-sdk-node');
    const client = new Rudder('key', {
      dataPlaneUrl: new URL(endpoint).origin,
      flushAt: NEVER,
      flushInterval: NEVER_MS,
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
