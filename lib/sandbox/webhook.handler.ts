import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Arrival } from './arrival.interface.js';
import type { FaultPlan } from './fault-plan.js';
import { hideCredentials } from './hide-credentials.js';
import { judgeRequest, type Verdict } from './judge-request.js';
import type { Memory } from './memory.js';
import { misbehave, statusOf, type ReplacingFault } from './misbehave.js';
import { readBody } from './read-body.js';
import type { SandboxRequest } from './sandbox-request.interface.js';
import { sendJson } from './send-json.js';

type Result = Pick<SandboxRequest, 'outcome' | 'status' | 'reason'>;

/** Answers `POST /api/webhooks` and remembers what came. @internal */
export class WebhookHandler {
  constructor(
    private readonly token: string,
    private readonly memory: Memory,
    private readonly faults: FaultPlan,
  ) {}

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (body === undefined) return;
    const arrival = this.memory.nextArrival();
    const verdict = judgeRequest(request.headers, body, this.token);
    const { delayMs, replacement } = this.faults.next();
    const result =
      replacement === undefined
        ? this.take(verdict, arrival)
        : this.takeDespite(replacement, verdict, arrival);
    const { number, receivedAt } = arrival;
    const { violations } = verdict;
    const headers = hideCredentials(request.headers);
    this.memory.requests.add(
      { body: body.text, headers, receivedAt, ...result, violations },
      number,
    );
    if (replacement !== undefined) return misbehave(replacement, response);
    afterDelay(delayMs, response, () => answer(response, verdict, result));
  }

  private take(verdict: Verdict, arrival: Arrival): Result {
    const { event } = verdict;
    if (event === undefined) return verdict;
    return { outcome: this.memory.keep(event, arrival), status: 200, reason: undefined };
  }

  private takeDespite(fault: ReplacingFault, { event }: Verdict, arrival: Arrival): Result {
    const status = statusOf(fault);
    // A sender may take any 2xx for success: without the event, a test would see it lost.
    if (event !== undefined && status !== undefined && status < 300) {
      this.memory.keep(event, arrival);
    }
    const kind = typeof fault === 'string' ? fault : `status ${fault.status}`;
    return { outcome: 'misbehaved', status, reason: `told to misbehave: ${kind}` };
  }
}

function answer(response: ServerResponse, verdict: Verdict, { outcome }: Result): void {
  if (verdict.event !== undefined) return sendJson(response, 200, { status: outcome });
  const { status, reason: error, violations } = verdict;
  sendJson(response, status, { error, violations });
}

function afterDelay(delayMs: number, response: ServerResponse, answerNow: () => void): void {
  if (delayMs <= 0) return answerNow();
  const timer = setTimeout(answerNow, delayMs);
  response.once('close', () => clearTimeout(timer));
}
