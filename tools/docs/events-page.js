import { defaultId, eventSection, objectSection, placesOf } from './event-section.js';
import { fieldType } from './field-table.js';
import {
  COMMON_FIELDS,
  EVENT_SPEC,
  ITEM_FIELDS,
  REFUSED_EVENTS,
  SALES_CHANNEL_TYPES,
} from './library.js';
import { checkRules, ruleTable, suspicionTable } from './rule-tables.js';
import { table } from './table.js';

const EVENTS = Object.entries(EVENT_SPEC).filter(([name]) => !REFUSED_EVENTS.has(name));

/** docs/events.md, before prettier has formatted it. */
export function eventsPage() {
  checkRules();
  return [
    INTRO,
    overview(),
    IDS,
    ...EVENTS.map(([name, spec]) => eventSection(name, spec)),
    '## Events that are refused',
    REFUSED,
    refused(),
    '## Any other event',
    ANY_OTHER,
    anyOther(),
    '## Sales channels',
    SALES,
    SALES_CHANNEL_TYPES.map((type) => `- \`${type}\``).join('\n'),
    '## Rules',
    RULES,
    ruleTable(),
    SUSPICIONS,
    suspicionTable(),
  ].join('\n\n');
}

const INTRO = `# Events

<!-- Written by \`npm run docs\` from lib/event and tools/docs. Change it there. -->

After this page you know the fields of each event of Converge's event spec, and what is checked. The types, the checks and this page come from the same classes: TypeScript checks these fields while you type, and the library checks them when it records an event. The option \`validation\` sets how violations are handled. The contract of the webhook is in [Mapping](mapping.md#what-is-sent).

- **required**: without it, the event breaks the spec. Null and empty strings are left out, so they count as missing.
- optional: may be missing; a given value is checked.
- in samples only: occurs in Converge's samples but in none of its tables. A given value is checked.
- \`items[].price\`: the field of each entry of a list.
- Every other field is a custom property and is sent as it is. Two kinds are reported: fields of the spec in another spelling (\`totalPrice\`, \`isNewCustomer\`), and invalid values in the fields of [any event](#any-other-event).
- _Tracked_: where Converge expects the event. A server may track all of these.`;

const IDS = `Events without a default \`event_id\` in this table get the [general one](identity.md#one-id-for-each-event). If the page forwards an event too, it has to know the event's id.`;

const REFUSED = `An application with a handler that tracks one of these does not start. \`ConvergeService.track\` rejects them.`;

const ANY_OTHER = `A custom event has the fields that you [declare](mapping.md#custom-events). Besides your schema, these fields are checked in both objects of every event. They may be missing, but a given value must be valid:`;

const SALES = `The values of \`$sales_channel_type\`. Without it, Converge assumes \`web\`. A renewal is \`subscription_contract\`; Converge documents \`Cancelled Subscription\` as \`offline\`.`;

const RULES = `In each message, the name of the rule follows the path, in brackets.

- \`validation: 'warn'\`: the event is sent. Each violation is logged once per handler, event, path and rule, and then only counted (\`counters.specViolation\`).
- \`validation: 'strict'\`: the event becomes a dead letter; \`ConvergeService.track\` rejects instead.
- \`validation: 'off'\`: the spec is not checked.`;

const SUSPICIONS = `Three rules compare several events. The library keeps the latest 10,000 ids, email addresses and aliases of the process. Their findings are suspicions: they are logged and counted like violations, but the event is sent, even with \`'strict'\`: without the aliases that seem to be shared. If it has no others, it becomes a dead letter, which can be replayed.`;

function overview() {
  const rows = EVENTS.map(([name, { trackOn, properties }]) => [
    link(name),
    placesOf(trackOn),
    defaultId(name),
    `\`${properties.name}\``,
  ]);
  return table(['event', 'tracked', 'default `event_id`', 'type of `properties`'], rows);
}

function link(name) {
  return `[${name}](#${name.toLowerCase().replaceAll(' ', '-')})`;
}

function refused() {
  return [...REFUSED_EVENTS]
    .map(([name, advice]) => {
      const spec = EVENT_SPEC[name];
      const words = `### ${name}\n\nA server never sends it. Advice: ${advice}.`;
      if (spec === undefined) return words;
      const { properties, profile_properties } = spec;
      const objects = [
        objectSection('properties', properties),
        objectSection('profile_properties', profile_properties),
      ];
      return [`${words} The pixel sends:`, ...objects].join('\n\n');
    })
    .join('\n\n');
}

function anyOther() {
  const items = ITEM_FIELDS.map((field) => ({ ...field, name: `items[].${field.name}` }));
  const rows = [...COMMON_FIELDS, ...items].map((field) => [
    `\`${field.name}\``,
    fieldType(field),
    field.isRequired
      ? '**required** of each entry, where `properties.items` is a list'
      : 'optional',
  ]);
  return table(['field', 'type', ''], rows);
}
