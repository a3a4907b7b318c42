import { readFileSync } from 'node:fs';
import { createDraft, EventValidator } from './library.js';
import { rightOrder } from './right-order.js';
import { RULES, SCHEMA, SUSPICIONS } from './rules.js';
import { table } from './table.js';

const HEAD = ['rule', 'finding'];

/** The table of the rules whose violations cause a dead letter with `validation: 'strict'`. */
export async function ruleTable() {
  const rows = RULES.map(async ([rule, finds, change]) => {
    const event = rightOrder();
    change(event);
    return row(rule, finds, (await findingsOf(newValidator(), event)).spec);
  });
  return table(HEAD, await Promise.all(rows));
}

/** The table of the rules that only give a suspicion. */
export async function suspicionTable() {
  const rows = SUSPICIONS.map(async ([rule, finds, events]) => {
    const validator = newValidator();
    const found = await Promise.all(events.map((event) => findingsOf(validator, event)));
    return row(rule, finds, found.at(-1).suspicions);
  });
  return table(HEAD, await Promise.all(rows));
}

/** Makes sure that the tables have all rules. */
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
function row(rule, finds, violations) {
  if (!violations.some((found) => found.rule === rule))
    throw new Error(`The example of the rule ${rule} does not break it.`);
  return [`\`${rule}\``, finds];
}

function newValidator() {
  const events = { 'Booked Fitting': SCHEMA };
  return new EventValidator({ events, placeholderAliases: [], mirrorContactFields: false });
}

function findingsOf(validator, event) {
  return validator.validate(createDraft(event, new Date()), 'warn');
}
