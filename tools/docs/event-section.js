import { DEFAULT_MAPPERS, fieldsOf } from './library.js';
import { fieldList, fieldTable, sharedBy } from './field-table.js';

/** The event that has shown the fields of a class first. */
const shown = new Map();

/** The section of one event. */
export function eventSection(name, { trackOn, properties, profile_properties }) {
  const fields = propertiesOf(name, properties, trackOn.includes('server'));
  return [`## ${name}`, fields, ...profileSentences(profile_properties)].join('\n\n');
}

/**
 * The table of the properties of an event, or a link to it if they are those of another one. What is tracked
 * in the browser alone has a list.
 */
function propertiesOf(name, type, isOfServers) {
  const first = shown.get(type);
  if (first !== undefined) return `\`properties\` (\`${type.name}\`): those of ${linkTo(first)}.`;
  shown.set(type, name);
  const shared = sharedBy(type);
  const before = shared === undefined ? '' : ` ${shared.link}, and`;
  const start = `\`properties\` (\`${type.name}\`):${before}`;
  return isOfServers ? `${start}\n\n${fieldTable(type)}` : `${start} ${fieldList(type)}.`;
}

function profileSentences(type) {
  if (fieldsOf(type).length === 0) return [];
  const shared = sharedBy(type);
  if (shared === undefined) throw new Error(`${type.name}: tell where its fields are.`);
  return [`\`profile_properties\`: ${shared.link}.`];
}

/** A link to the section of an event. */
export function linkTo(name) {
  return `[${name}](#${name.toLowerCase().replaceAll(' ', '-')})`;
}

/** The result of the default mapper for an id in the properties; empty if it does not use the id. */
export function defaultId(eventName) {
  const id = 'properties.id';
  const context = { eventName, eventNames: [eventName], properties: { id } };
  const made = DEFAULT_MAPPERS.eventId(undefined, context);
  if (made === id) return `\`${id}\``;
  return made.startsWith(id) ? `\`<${id}>${made.slice(id.length)}\`` : '';
}
