import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConverge } from '../../dist/express/index.js';
import { createSandbox } from '../../dist/sandbox/index.js';
import { ROOT } from './pages.js';

const CLI = join(ROOT, 'dist/cli/main.js');

/** The runs that the pages show, by the name in `<!-- output: <name> -->` above a block. */
const RUNS = {
  check,
  contract,
  sandbox,
  status: () => inShop(({ cli }) => cli('outbox', 'status')),
  watch: () => inShop(({ cli }) => cli('outbox', 'status', '--watch')),
  list: () => inShop(({ cli }) => cli('outbox', 'list')),
  doctor: () => inShop(({ cli }) => cli('doctor')),
  audit: () => inShop(({ cli }) => cli('audit', 'orders.csv')),
  start: () => inShop(({ restart }) => restart()),
};

/** What a page shows as the output of a command is what it prints; a line `...` stands for any others. */
export async function checkOutputs(pages) {
  const problems = [];
  for (const page of pages) {
    for (const { code, line, output } of page.blocks.filter((block) => block.output)) {
      const run = RUNS[output];
      const printed = run === undefined ? `no run "${output}" in outputs.js` : await run();
      if (!isShown(comparable(printed), comparable(code))) {
        problems.push({ page, line, text: `the output is\n${printed}` });
      }
    }
  }
  return problems;
}

function isShown(printed, code) {
  const parts = code.split(/^\.\.\.$/m).map((part) => part.trim());
  if (parts.length === 1) return printed === code;
  let at = 0;
  for (const part of parts) {
    at = printed.indexOf(part, at);
    if (at < 0) return false;
    at += part.length;
  }
  return printed.startsWith(parts[0]) && printed.endsWith(parts.at(-1));
}

/** Without what differs from run to run, and from machine to machine. */
function comparable(text) {
  return text
    .replaceAll(/^(?:ok|warn|fail) +(?:container|disk): .*\n(?: {6}.*\n)*/gm, '')
    .replaceAll(/^\d\d:\d\d:\d\d/gm, '<clock>')
    .replaceAll(/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/\b\d{16}\b/g, '<id>')
    .replaceAll(/\b\d+ (?:s|min|h|d|bytes|KiB)\b/g, '<amount>')
    .replaceAll(/\b\d+\.\d+\.\d+\b/g, '<version>')
    .replaceAll(/SQLite: .*/g, 'SQLite: <driver>')
    .replaceAll(/ {3,}/g, '  ')
    .trim();
}

/** Runs a command on a terminal of 80 columns until its first output ends. */
async function runCli(cwd, args, env = {}) {
  const variables = { PATH: process.env.PATH, COLUMNS: '80', ...env };
  const child = spawn(process.execPath, [CLI, ...args], { cwd, env: variables });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      printed += text;
      if (args.includes('--watch')) child.kill();
    });
  }
  await once(child, 'close');
  return printed;
}

/** A shop of which one order has arrived, two are dead letters, and three wait for a long time. */
function inShop(run) {
  return inFolder(async (folder) => {
    const fakeConverge = await createSandbox();
    const path = join(folder, '.converge/outbox');
    const lines = [];
    const options = {
      endpoint: fakeConverge.endpoint,
      outbox: { path },
      delivery: { retry: { baseDelayMs: 36e5, maxDelayMs: 36e5 } },
      logger: { info: (text) => lines.push(text), warn: () => {}, error: () => {} },
    };
    const open = () => createConverge(fakeConverge.token, options);
    let converge = await open();
    const place = async (first, last) => {
      for (let id = first; id <= last; id++) await converge.track(order(`order-${id}`, 42.5));
    };
    const until = async (isSo) => {
      while (!(await isSo())) await new Promise((ok) => setTimeout(ok, 20));
    };
    const settled = (key, count) => until(async () => (await converge.stats())[key] === count);
    const shown = (text) =>
      text.replaceAll(folder, '/srv/shop').replaceAll(fakeConverge.url.slice(7), '127.0.0.1:4400');
    try {
      await place(1001, 1001);
      await fakeConverge.waitForEvents(1);
      fakeConverge.simulateFault({ status: 400 });
      await place(1002, 1003);
      await settled('dead', 2);
      fakeConverge.simulateFault({ status: 503 });
      await place(1004, 1006);
      await settled('waiting', 3);
      const ids = [1001, 1002, 1003, 1004, 1005, 1006, 1007];
      writeFileSync(join(folder, 'orders.csv'), ids.map((id) => `order-${id}\n`).join(''));
      symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
      mkdirSync(join(folder, 'src'));
      writeFileSync(join(folder, 'src/main.ts'), 'await app.listen(3000);\n');
      writeFileSync(join(folder, '.env'), '');
      const env = { CONVERGE_ENDPOINT: fakeConverge.endpoint, CONVERGE_OUTBOX_PATH: path };
      const cli = async (...args) => shown(await runCli(folder, args, env));
      const restart = async () => {
        await converge.close();
        lines.length = 0;
        converge = await open();
        await until(() => lines.length > 0);
        return shown(lines[0].replace('[Converge] ', ''));
      };
      return await run({ cli, restart });
    } finally {
      await converge.close();
      await fakeConverge.close();
    }
  });
}

function check() {
  const items = ['9.50', '1.25', '4.00', '2.10'].map((price, n) => {
    return { product_id: `p-${n}`, name: 'Tea', price, currency: 'EUR', quantity: 1 };
  });
  const events = [
    order('1', 42.5),
    { ...order('2', 42.5), aliases: [] },
    order('3', 42.5, { items }),
  ];
  return inFolder((cwd) => {
    writeFileSync(
      join(cwd, 'orders.jsonl'),
      events.map((event) => JSON.stringify(event)).join('\n'),
    );
    return runCli(cwd, ['check', 'orders.jsonl']);
  });
}

async function contract() {
  const logger = { error: () => {}, warn: () => {} };
  const options = { outbox: 'memory', endpoint: 'http://127.0.0.1:9', logger };
  const converge = await createConverge(options);
  const items = [{ price: 1 }, { price: 2 }, { price: NaN }];
  const event = { ...order('1', 42.5, { items }), aliases: [] };
  const error = await converge.track(event).catch((thrown) => thrown);
  await converge.close();
  return error.message;
}

function sandbox() {
  const orders = [
    order('order-1001', 59.9),
    order('order-1001', 59.9),
    order('order-1002', 42.5, { $phone_number: '030 1234567', $country_code: 'Germany' }),
    { ...order('order-1003', 18.25), aliases: [] },
  ];
  return inFolder(async (cwd) => {
    const env = { ...process.env, COLUMNS: '80' };
    const child = spawn(process.execPath, [CLI, 'sandbox', '--port', '0'], { cwd, env });
    try {
      let printed = '';
      const until = (isThere) =>
        new Promise((resolve, reject) => {
          child.on('exit', () => reject(new Error(`the sandbox ended: ${printed}`)));
          const look = () => isThere() && resolve();
          child.stdout.setEncoding('utf8').on('data', look);
          look();
        });
      child.stdout.setEncoding('utf8').on('data', (text) => (printed += text));
      const lines = () => printed.match(/^\d\d:\d\d:\d\d .*\n(?: .*\n)*/gm) ?? [];
      await until(() => printed.includes('Ctrl-C'));
      const [, endpoint] = /^Endpoint: (\S+)/m.exec(printed);
      for (const event of orders) {
        const headers = { 'Content-Type': 'application/json', 'X-Webhook-Token': 'any' };
        await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify(event) });
      }
      await until(() => lines().length === orders.length);
      return lines().join('');
    } finally {
      child.removeAllListeners('exit').kill();
    }
  });
}

function order(id, total_price, more = {}) {
  const contact = { $email: 'jane@example.com' };
  const totals = { total_price, total_tax: 0, total_shipping: 0, currency: 'EUR' };
  return {
    event_name: 'Placed Order',
    event_id: id,
    properties: { id, ...totals, ...contact, $is_new_customer: false, ...more },
    profile_properties: contact,
    aliases: ['urn:email:jane@example.com'],
    timestamp: new Date().toISOString(),
  };
}

async function inFolder(run) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'output-')));
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
