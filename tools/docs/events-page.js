import { SALES_CHANNEL_TYPES } from '../../dist/event/formats.js';
import {
  COMMON_FIELDS,
  EVENT_SPEC,
  ITEM_FIELDS,
  REFUSED_EVENTS,
} from '../../dist/event/spec/event-spec.js';
import { defaultId, eventSection, objectSection, placesOf } from './event-section.js';
import { fieldType } from './field-table.js';
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

<!-- Written by \`npm run docs\` out of lib/event/spec. Change it there. -->

What Converge's event spec says of each event. The types, the checks and this page come from the same classes: what is named here is what TypeScript asks for while you type, and what is checked when an event is recorded. What follows from a violation is set by the option \`validation\`; the contract of the webhook itself is in the [README](../README.md#what-is-sent).

- **required**: without it, the event breaks the spec. Null and empty strings are left out, so they count as missing.
- optional: may be missing, and is checked where it is there.
- in samples only: stands in Converge's samples and in none of its tables. It is checked where it is there, and never missed.
- \`items[].price\`: the field of each entry of a list.
- Everything else is a custom property of yours, and sent as it is. Only a field that is written otherwise (\`totalPrice\`, \`isNewCustomer\`) is reported, and what Converge looks at on [any event](#any-other-event).
- _Tracked_ says where Converge expects the event. A server may track all of these.`;

const IDS = `Where no \`event_id\` is named, one is made for each event: [identity.md](identity.md#one-id-for-each-event) says how. The page has to know the ids of the events that it forwards too.`;

const REFUSED = `An application with a handler that tracks one of these does not start; where \`ConvergeService.track\` is given one, it rejects.`;

const ANY_OTHER = `An event of your own has the fields that you give it ([README](../README.md#own-events) says how). Beside your own schema it is checked for what Converge looks at on any event, and so are the events above. These fields may be missing in both objects, but what is there must be right:`;

const SALES = `The values of \`$sales_channel_type\`. Where it is missing, Converge takes \`web\`. A renewal is \`subscription_contract\`; Converge documents \`Cancelled Subscription\` as \`offline\`.`;

const RULES = `The name of the rule stands in brackets behind the path in each message. With \`validation: 'warn'\` the event is sent, and the violation is logged once for each handler, event, path and rule, and then counted (\`counters.specViolation\`); with \`'strict'\` the event becomes a dead letter, and where it was given to \`ConvergeService.track\`, that rejects instead; with \`'off'\` the spec is not checked.`;

const SUSPICIONS = `Three things show only in several events. The library remembers the latest 10,000 ids, email addresses and aliases of this process; what it finds is a suspicion, which is logged and counted like a violation but holds no event back, with \`'strict'\` neither.`;

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
      const words = `### ${name}\n\nA server never sends it: ${advice}.`;
      if (spec === undefined) return words;
      const { properties, profile_properties } = spec;
      const objects = [
        objectSection('properties', properties),
        objectSection('profile_properties', profile_properties),
      ];
      return [`${words} What the pixel sends:`, ...objects].join('\n\n');
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
