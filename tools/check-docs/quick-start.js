import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox } from '../../dist/sandbox/index.js';

/** As main.ts of `nest new`, which the quick start does not show. */
const MAIN = `
  import { NestFactory } from '@nestjs/core';
  const { AppModule } = await import(process.argv[1]);
  const app = await NestFactory.create(AppModule, { logger: ['error'] });
  await app.listen(0, '127.0.0.1');
  console.log(await app.getUrl());
`;

/** Follows the quick start of README: its application, its order, and the event in the sandbox. */
export async function checkQuickStart(samples) {
  const sample = samples.find(
    ({ page, code }) => page.name === 'README.md' && code.includes('class AppModule'),
  );
  if (sample === undefined) return [];
  const { page, line, built } = sample;
  const order = page.blocks.find(({ lang, code }) => lang === 'sh' && code.includes('curl'));
  const sandbox = await createSandbox();
  const cwd = mkdtempSync(join(tmpdir(), 'quick-start-'));
  // The modules are found from the sample's folder.
  const script = MAIN.replace("'@nestjs/core'", `'${import.meta.resolve('@nestjs/core')}'`);
  const shop = spawn(process.execPath, ['--input-type=module', '-e', script, `file://${built}`], {
    cwd,
    env: { PATH: process.env.PATH, CONVERGE_ENDPOINT: sandbox.endpoint },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [url] = await Promise.race([once(shop.stdout, 'data'), once(shop, 'exit')]);
    const command = order.code.replace('http://127.0.0.1:3000', String(url).trim());
    const { status, stdout, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
    if (status !== 0) return [{ page, line: order.line, text: stdout + stderr }];
    await sandbox.waitForEvents(1);
    return [];
  } catch (error) {
    return [{ page, line, text: `the quick start: ${error.message}` }];
  } finally {
    shop.kill();
    await sandbox.close();
    rmSync(cwd, { recursive: true, force: true });
  }
}
