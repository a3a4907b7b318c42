import { createSandbox } from 'nestjs-converge/sandbox';

const sandbox = await createSandbox();
const page = await fetch(sandbox.url);
const html = await page.text();
const [script = 'missing'] = /assets\/[^"]+\.js/.exec(html) ?? [];
const answer = await fetch(new URL(script, sandbox.url));
await sandbox.close();
if (page.status !== 200 || answer.status !== 200) {
  throw new Error(`page ${page.status}, its script ${script} ${answer.status}`);
}
