import { fieldsOf } from '../../dist/event/spec/field.js';
import { DefaultEventIdMapper } from '../../dist/tracking/mappers/default-event-id.mapper.js';
import { fieldTable } from './field-table.js';

const PLACES = { client: 'in the browser', server: 'on the server' };

/** Everything about one event. */
export function eventSection(name, { trackOn, properties, profile_properties }) {
  const id = defaultId(name);
  return [
    `## ${name}`,
    `Tracked ${placesOf(trackOn)}. Default \`event_id\`: ${id === '' ? 'none of its own' : id}.`,
    objectSection('properties', properties),
    objectSection('profile_properties', profile_properties),
  ].join('\n\n');
}

/** Where Converge expects an event from. */
export function placesOf(trackOn) {
  return trackOn.map((place) => PLACES[place]).join(' and ');
}

/** The two objects of an event that is refused, too. */
export function objectSection(object, type) {
  if (fieldsOf(type).length === 0) return `**\`${object}\`**: Converge's spec names no field.`;
  return `**\`${object}\`** (\`${type.name}\`)\n\n${fieldTable(type)}`;
}

/** What the default mapper makes of an id in the event's properties; empty where it does not look. */
export function defaultId(eventName) {
  const id = 'properties.id';
  const context = { eventName, eventNames: [eventName], properties: { id } };
  const made = new DefaultEventIdMapper().map(undefined, context);
  if (made === id) return `\`${id}\``;
  return made.startsWith(id) ? `\`<${id}>${made.slice(id.length)}\`` : '';
}
