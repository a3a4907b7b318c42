import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { createSandbox, type Sandbox, type SandboxOptions } from 'nestjs-converge/sandbox';
import { useTemporaryFolder } from '../../../utils/temporary-folder.js';
import { LAUNCH_TIMEOUT_MS, launchBrowser } from './browser.js';

interface PageUnderTest {
  sandbox: Sandbox;
  page: Page;
  /** Opens an address of the page, e.g. `#/logs`, and waits until it is up to date. */
  open(address?: string): Promise<void>;
  /** Lets the page have an error that the test provokes. */
  expectError(error: RegExp): void;
  /** The page as another browser sees it. */
  another(options: BrowserContextOptions): Promise<Page>;
}

const SIZE = { width: 1280, height: 800 };

/**
 * A sandbox with its page in a browser, new for each test. A test fails if the page has an error of
 * its own.
 *
 * @param settings returns further options of the sandbox, before each test
 */
export function usePage(
  options: BrowserContextOptions = {},
  settings: () => SandboxOptions = () => ({}),
): PageUnderTest {
  const test = {} as PageUnderTest;
  let browser: Browser;
  let errors: string[] = [];
  let expected: RegExp | undefined;

  beforeAll(async () => {
    browser = await launchBrowser();
  }, LAUNCH_TIMEOUT_MS);
  afterAll(() => browser.close());

  beforeEach(async () => {
    errors = [];
    expected = undefined;
    test.expectError = (error) => (expected = error);
    test.sandbox = await createSandbox({ token: 'a-token', ...settings() });
    test.another = async (changes) => {
      const context = await browser.newContext({ viewport: SIZE, ...options, ...changes });
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      page.on('pageerror', (error) => errors.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      return page;
    };
    test.page = await test.another({});
    test.open = async (address = '') => {
      await test.page.goto(`${test.sandbox.url}/${address}`);
      await test.page.getByText('Live', { exact: true }).waitFor();
    };
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    await test.sandbox.close();
    expect(errors.filter((error) => expected?.test(error) !== true)).toEqual([]);
  });
  return test;
}

/** The same, of a sandbox that shows an application's outbox, in a file of each test. */
export function usePageWithOutbox() {
  const folder = useTemporaryFolder();
  const outboxPath = () => join(folder.path, 'outbox');
  return { test: usePage({}, () => ({ outbox: outboxPath() })), outboxPath };
}
