import { get, type IncomingMessage } from 'node:http';
import type { Sandbox } from '../../sandbox/server/index.js';

export interface Message {
  event?: string;
  id?: string;
  data?: any;
}

/** A client of the stream, as a browser's EventSource is one. */
export class StreamClient {
  readonly messages: Message[] = [];
  private rest = '';

  private constructor(readonly response: IncomingMessage) {
    response.setEncoding('utf8');
    response.on('error', () => {});
    response.on('data', (text: string) => this.read(text));
  }

  static open(sandbox: Sandbox, query = '', headers: Record<string, string> = {}) {
    return new Promise<StreamClient>((resolve, reject) => {
      const url = `${sandbox.url}/api/stream${query}`;
      get(url, { headers }, (response) => resolve(new StreamClient(response))).on('error', reject);
    });
  }

  /** The numbers of all requests that it was sent. */
  get numbers(): number[] {
    return this.named('request').flatMap(({ data }) => data.map(({ number }: any) => number));
  }

  named(event: string): Message[] {
    return this.messages.filter((message) => message.event === event);
  }

  /** Waits until it has heard enough. */
  async until(condition: (client: StreamClient) => boolean): Promise<void> {
    while (!condition(this)) {
      await new Promise((resolve) => this.response.once('data', resolve));
    }
  }

  close(): void {
    this.response.destroy();
  }

  private read(text: string): void {
    const blocks = (this.rest + text).split('\n\n');
    this.rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = block.split('\n').map((line) => line.split(/: (.*)/s, 2));
      const { data, ...others } = Object.fromEntries(fields);
      this.messages.push({ ...others, data: data === undefined ? undefined : JSON.parse(data) });
    }
  }
}
