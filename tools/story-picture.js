/**
 * Makes the animated pictures of README: the storefront of `npm start`, in which somebody places orders
 * while Converge is down, in its light and its dark theme, and as a still of the end. All numbers are those
 * of this run.
 *
 * Usage: npm run build && npx nest build && node tools/story-picture.js
 *
 * It needs Chromium, and img2webp (of Debian's package webp).
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { CHROMIUM_ARGUMENTS, findChromium } from './find-programs.js';

const DEMO = fileURLToPath(new URL('../sample-app/dist/demo.js', import.meta.url));
const IMAGES = fileURLToPath(new URL('../docs/images', import.meta.url));
/** By the name of the picture; README shows the narrow one on phones. */
const SIZES = {
  story: { width: 960, height: 712 },
  'story-narrow': { width: 400, height: 640 },
};
const THEMES = { '': 'light', '-dark': 'dark' };
const ORDERS = 4;

const folder = mkdtempSync(join(tmpdir(), 'converge-story-'));
const demo = spawn(process.execPath, [DEMO], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: CHROMIUM_ARGUMENTS,
});
/** How long each frame is shown, in milliseconds. */
const frames = [];
try {
  const page = await browser.newPage({
    viewport: SIZES.story,
    deviceScaleFactor: 1.25,
    reducedMotion: 'reduce',
  });
  await page.goto(await addressOf(demo));
  await act(page);
} finally {
  await browser.close();
  demo.kill('SIGTERM');
}
for (const end of Object.keys(THEMES)) {
  for (const name of Object.keys(SIZES)) {
    const each = frames.flatMap((ms, number) => ['-d', String(ms), frameOf(name + end, number)]);
    write(name + end, ['-loop', '0', ...each]);
  }
  // For those who want less motion.
  write(`story${end}-still`, [frameOf(`story${end}`, frames.length - 1)]);
}
rmSync(folder, { recursive: true });

async function act(page) {
  const isIn = (phase) => page.locator(`body[data-phase="${phase}"]`).waitFor({ timeout: 60_000 });
  const rows = (id) => page.locator(`#${id} li`);
  await rows('arrived').waitFor();
  await take(page, 1_800);
  await press(page, 'Place order');
  await rows('arrived').nth(1).waitFor();
  await take(page, 1_800);
  await press(page, 'Break Converge');
  await isIn('broken');
  await take(page, 1_500);
  for (let order = 0; order < ORDERS; order++) {
    await press(page, 'Place order');
    await rows('outbox').nth(order).getByText('failed').waitFor();
    await take(page, 900);
  }
  while (await page.locator('#bar').isVisible()) {
    await take(page, 500);
    await sleep(2_500);
  }
  await isIn('back');
  await take(page, 1_200);
  await isIn('end');
  await take(page, 5_000);
}

/** By keyboard, so that the picture shows the button with the focus. */
async function press(page, name) {
  await page.getByRole('button', { name }).focus();
  await page.keyboard.press('Enter');
}

/** Takes a frame of each picture. @param ms how long it is shown */
async function take(page, ms) {
  const number = frames.length;
  for (const [name, size] of Object.entries(SIZES)) {
    await page.setViewportSize(size);
    for (const [end, colorScheme] of Object.entries(THEMES)) {
      await page.emulateMedia({ colorScheme });
      writeFileSync(frameOf(name + end, number), await page.screenshot());
    }
  }
  await page.setViewportSize(SIZES.story);
  frames.push(ms);
}

function frameOf(name, number) {
  return join(folder, `${name}-${number}.png`);
}

function write(name, pictures) {
  const path = join(IMAGES, `${name}.webp`);
  execFileSync('img2webp', ['-near_lossless', '0', '-m', '6', ...pictures, '-o', path]);
  console.log(path);
}

/** The last address that the demo prints. */
async function addressOf({ stdout }) {
  for await (const line of createInterface(stdout)) {
    const address = /^Shop\b.*(http:\S+)/.exec(line)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error('the demo has ended: see above');
}
