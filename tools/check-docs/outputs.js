import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConverge } from '../../dist/express/index.js';
import { ROOT } from './pages.js';

const CLI = join(ROOT, 'dist/cli/main.js');

/** The runs that the pages show, by the name in `<!-- output: <name> -->` above a block. */
const RUNS = { check, contract, sandbox };

/** What a page shows as the output of a command is what it prints; times of day may differ. */
export async function checkOutputs(pages) {
  const problems = [];
  for (const page of pages) {
    for (const { code, line, output } of page.blocks.filter((block) => block.output)) {
      const run = RUNS[output];
      const printed = run === undefined ? `no run "${output}" in outputs.js` : await run();
      if (withoutTimes(printed) !== withoutTimes(code)) {
        problems.push({ page, line, text: `the output is\n${printed}` });
      }
    }
  }
  return problems;
}

function withoutTimes(text) {
  return text.replaceAll(/^\d\d:\d\d:\d\d/gm, '12:34:56').trim();
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
    return spawnSync(process.execPath, [CLI, 'check', 'orders.jsonl'], { cwd, encoding: 'utf8' })
      .stdout;
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
    const child = spawn(process.execPath, [CLI, 'sandbox', '--port', '0'], { cwd });
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
      const lines = () => printed.match(/^\d\d:\d\d:\d\d .*\n/gm) ?? [];
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
  const folder = mkdtempSync(join(tmpdir(), 'output-'));
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
