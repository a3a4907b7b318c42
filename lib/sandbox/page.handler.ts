import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { pageScript } from './page-script.js';
import { pageStyle } from './page-style.js';
import { renderPage } from './page.js';

/** Only the page's own script and style run, whatever an event may smuggle in. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `script-src ${hashSource(pageScript)}`,
  `style-src ${hashSource(pageStyle)}`,
  'img-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** @internal */
export function servePage(response: ServerResponse, endpoint: string): void {
  response
    .writeHead(200, {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': CONTENT_SECURITY_POLICY,
    })
    .end(renderPage(endpoint));
}

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
