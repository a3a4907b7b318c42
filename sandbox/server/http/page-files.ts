import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { HttpError } from './router.js';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Only the page's own scripts run, even if an event contains a script. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The built files of the page: `index.html`, and a flat folder `assets`. */
export class PageFiles {
  constructor(private readonly directory: URL) {}

  async sendIndex(response: ServerResponse): Promise<void> {
    const html = await this.read('index.html');
    if (html === undefined) {
      throw new HttpError(503, 'the page is not built yet: run `npm run build:page`, then reload');
    }
    response.setHeader('Content-Security-Policy', CONTENT_SECURITY_POLICY);
    send(response, '.html', html);
  }

  /** @param name of a file in `assets`; a name that could lead elsewhere is not found */
  async sendAsset(response: ServerResponse, name: string): Promise<void> {
    const extension = extname(name);
    const isServed = /^\w[\w.-]*$/.test(name) && Object.hasOwn(TYPES, extension);
    const content = isServed ? await this.read(`assets/${name}`) : undefined;
    if (content === undefined) throw new HttpError(404, 'the file does not exist: reload the page');
    send(response, extension, content);
  }

  private async read(path: string): Promise<Buffer | undefined> {
    try {
      return await readFile(new URL(path, this.directory));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }
}

function send(response: ServerResponse, extension: string, content: Buffer): void {
  response
    .writeHead(200, { 'Content-Type': TYPES[extension], 'Content-Length': content.length })
    .end(content);
}
