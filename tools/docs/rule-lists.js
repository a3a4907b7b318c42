import { readFileSync } from 'node:fs';
import { createDraft, EventValidator } from './library.js';
import { rightOrder } from './right-order.js';
import { RULES, SCHEMA, SUSPICIONS } from './rules.js';

/** The list of the rules whose violations cause a dead letter with `validation: 'strict'`. */
export async function ruleList() {
  const items = RULES.map(async ([rule, finds, change]) => {
    const event = rightOrder();
    change(event);
    return item(rule, finds, (await findingsOf(newValidator(), event)).spec);
  });
  return (await Promise.all(items)).join('\n');
}

/** The list of the rules that only give a suspicion. */
export async function suspicionList() {
  const items = SUSPICIONS.map(async ([rule, finds, events]) => {
    const validator = newValidator();
    const found = await Promise.all(events.map((event) => findingsOf(validator, event)));
    return item(rule, finds, found.at(-1).suspicions);
  });
  return (await Promise.all(items)).join('\n');
}

/** Makes sure that the lists have all rules. */
export function checkRules() {
  const known = new Set([...RULES, ...SUSPICIONS].map(([rule]) => rule));
  for (const file of ['spec/field', 'check-spec', 'event-validator']) {
    const text = readFileSync(new URL(`../../lib/event/${file}.ts`, import.meta.url), 'utf8');
    for (const [, rule] of text.matchAll(/'(is[A-Z]\w*)'/g)) {
      if (!known.has(rule)) throw new Error(`Explain the rule ${rule} in tools/docs/rules.js.`);
    }
  }
}

/** The library finds it, so that this page cannot name a rule that does not exist. */
function item(rule, finds, violations) {
  if (!violations.some((found) => found.rule === rule))
    throw new Error(`The example of the rule ${rule} does not break it.`);
  return `- \`${rule}\`: ${finds}.`;
}

function newValidator() {
  const events = { 'Booked Fitting': SCHEMA };
  return new EventValidator({ events, placeholderAliases: [], mirrorContactFields: false });
}

function findingsOf(validator, event) {
  return validator.validate(createDraft(event, new Date()), 'warn');
}
