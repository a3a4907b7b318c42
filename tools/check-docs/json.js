import { checkEvent, checkSpec } from '../../dist/index.js';

/** JSON parses, and an event in it is one that Converge takes without a warning. */
export function checkJson(pages) {
  return pages.flatMap((page) =>
    page.blocks
      .filter(({ lang, mark }) => lang === 'json' && mark !== 'unchecked')
      .flatMap(({ code, line }) => problemsOf(code).map((text) => ({ page, line, text }))),
  );
}

function problemsOf(code) {
  let value;
  try {
    value = JSON.parse(code);
  } catch (error) {
    return [error.message];
  }
  if (value?.event_name === undefined) return [];
  const contract = checkEvent(value);
  const findings = contract.length > 0 ? contract : checkSpec(value);
  return findings.map(({ path, advice }) => `the event's ${path}: ${advice}`);
}
