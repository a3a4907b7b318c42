import { defaultId, eventSection, linkTo } from './event-section.js';
import { fieldTable, fieldType } from './field-table.js';
import {
  COMMON_FIELDS,
  ContactDto,
  EVENT_SPEC,
  ITEM_FIELDS,
  ProductDto,
  REFUSED_EVENTS,
  SALES_CHANNEL_TYPES,
} from './library.js';
import { checkRules, ruleList, suspicionList } from './rule-lists.js';
import { table } from './table.js';

/** The places from which Converge expects an event. */
const PLACES = { client: 'in the browser', server: 'on the server' };

/** Those that a server tracks come first. */
const EVENTS = Object.entries(EVENT_SPEC).sort(
  ([, one], [, other]) => isOfServers(other) - isOfServers(one),
);

function isOfServers({ trackOn }) {
  return trackOn.includes('server');
}

/** docs/events.md, before prettier has formatted it. */
export async function eventsPage() {
  checkRules();
  return [
    INTRO,
    overview(),
    IDS,
    '## Contact fields',
    CONTACT,
    fieldTable(ContactDto),
    '## Fields of a product',
    PRODUCT,
    fieldTable(ProductDto),
    ...EVENTS.map(([name, spec]) => eventSection(name, spec)),
    '## Events that are refused',
    REFUSED,
    refused(),
    '## Any other event',
    ANY_OTHER,
    anyOther(),
    '## Sales channels',
    SALES,
    '## Rules',
    RULES,
    await ruleList(),
    SUSPICIONS,
    await suspicionList(),
  ].join('\n\n');
}

const INTRO = `# Events

<!-- Written by \`npm run docs\` from lib/event and tools/docs. Change it there. -->

The fields of each event of Converge's event spec, and what is checked. The types, the checks and this page come from the same classes: TypeScript checks these fields while you type, and the library checks them when it records an event. The contract of the webhook is in [Mapping](mapping.md#what-is-sent).

- **required**, or bold in a list: without it, the event breaks the spec. Null and empty strings are left out, so they count as missing. All others may be missing; a given value is checked.
- in samples only: occurs in Converge's samples but in none of its tables. Where no \`profile_properties\` are named, the spec has none.
- Every other field is a custom property and is sent as it is. Reported are fields of the spec in another spelling (\`totalPrice\`, \`isNewCustomer\`), invalid values in the fields of [any event](#any-other-event), passwords and the like, and numbers of cards.`;

const IDS = `_Tracked_ is where Converge expects the event; a server may track all of these. Events without a default \`event_id\` here get the [general one](identity.md#one-id-for-each-event). If the page forwards an event too, it has to know the event's id.`;

const CONTACT = `\`ContactDto\`. For orders and subscriptions they belong [in both objects](identity.md#contact-fields).`;

const PRODUCT = `\`ProductDto\`, which the products of all events extend.`;

const REFUSED = `A server never sends these. An application with a handler that tracks one does not start, and \`ConvergeService.track\` rejects it.`;

const ANY_OTHER = `A custom event has the fields that you [declare](mapping.md#custom-events). Besides your schema, these fields are checked in both objects of every event. They may be missing, but a given value must be valid:`;

const SALES = `The values of \`$sales_channel_type\`: ${SALES_CHANNEL_TYPES.map((type) => `\`${type}\``).join(', ')}. Without it, Converge assumes \`web\`. A renewal is \`subscription_contract\`; Converge documents \`Cancelled Subscription\` as \`offline\`.`;

const RULES = `Each message has the path, the rule in brackets, what was received, and advice. The option [\`validation\`](mapping.md#when-an-event-is-wrong) says what follows: with \`'warn'\`, the event is sent, and each violation is logged once per handler, event, path and rule, and then only counted (\`counters.specViolation\`).`;

const SUSPICIONS = `Three rules compare several events. The library keeps the latest 10,000 ids, email addresses and aliases of the process. Their findings are suspicions: they are logged and counted like violations, but the event is sent, even with \`'strict'\`: without the aliases that seem to be shared. If it has no others, it becomes a dead letter, which can be replayed.`;

function overview() {
  const rows = EVENTS.map(([name, { trackOn }]) => [
    linkTo(name),
    trackOn.map((place) => PLACES[place]).join(' and '),
    defaultId(name),
  ]);
  return table(['event', 'tracked', 'default `event_id`'], rows);
}

function refused() {
  return [...REFUSED_EVENTS].map(([name, advice]) => `- \`${name}\`: ${advice}.`).join('\n');
}

function anyOther() {
  const items = ITEM_FIELDS.map((field) => ({ ...field, name: `items[].${field.name}` }));
  return [...COMMON_FIELDS, ...items]
    .map((field) => `- \`${field.name}\`: ${fieldType(field)}${ofEach(field)}`)
    .join('\n');
}

function ofEach({ isRequired }) {
  return isRequired ? ', **required** of each entry, where `properties.items` is a list' : '';
}
