import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Answer {
  readonly status: number | undefined;
  /** Names and values as they came, without the date. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** Keeps what fetch would hide: the headers in their own spelling and order. */
export class Client {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(readonly url: string) {}

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  post(path: string, body: object = {}): Promise<Answer> {
    return this.send('POST', path, JSON.stringify(body));
  }

  async postJson(path: string, body: object, status = 201): Promise<any> {
    const answer = await this.post(path, body);
    if (answer.status !== status) throw new Error(`${path}: ${answer.status} ${answer.body}`);
    return JSON.parse(answer.body);
  }

  close(): void {
    this.agent.destroy();
  }

  private send(method: string, path: string, body?: string): Promise<Answer> {
    const headers = body !== undefined && {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
    };
    return new Promise((resolve, reject) => {
      const outgoing = request(this.url + path, {
        agent: this.agent,
        method,
        headers: { ...headers },
      });
      outgoing.on('error', reject);
      outgoing.on('response', (response) => {
        const { statusCode: status, rawHeaders } = response;
        const pairs = rawHeaders
          .map((name, index) => [name, rawHeaders[index + 1] ?? ''] as const)
          .filter(([name], index) => index % 2 === 0 && name.toLowerCase() !== 'date');
        text(response).then((read) => resolve({ status, headers: pairs, body: read }), reject);
      });
      outgoing.end(body);
    });
  }
}
