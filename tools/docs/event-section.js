import { DEFAULT_MAPPERS, fieldsOf } from './library.js';
import { fieldTable } from './field-table.js';

const PLACES = { client: 'in the browser', server: 'on the server' };

/** The section of one event. */
export function eventSection(name, { trackOn, properties, profile_properties }) {
  const id = defaultId(name);
  return [
    `## ${name}`,
    `Tracked ${placesOf(trackOn)}. Default \`event_id\`: ${id === '' ? 'the [general one](identity.md#one-id-for-each-event)' : id}.`,
    objectSection('properties', properties),
    objectSection('profile_properties', profile_properties),
  ].join('\n\n');
}

/** The places from which Converge expects an event. */
export function placesOf(trackOn) {
  return trackOn.map((place) => PLACES[place]).join(' and ');
}

/** The table of an object of an event. */
export function objectSection(object, type) {
  if (fieldsOf(type).length === 0) return `**\`${object}\`**: Converge's spec names no field.`;
  return `**\`${object}\`** (\`${type.name}\`)\n\n${fieldTable(type)}`;
}

/** The result of the default mapper for an id in the properties; empty if it does not use the id. */
export function defaultId(eventName) {
  const id = 'properties.id';
  const context = { eventName, eventNames: [eventName], properties: { id } };
  const made = DEFAULT_MAPPERS.eventId(undefined, context);
  if (made === id) return `\`${id}\``;
  return made.startsWith(id) ? `\`<${id}>${made.slice(id.length)}\`` : '';
}
