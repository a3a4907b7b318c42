import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../http/read-body.js';
import { sendJson } from '../http/send-json.js';
import type { EventLog } from '../store/event-log.js';
import type { Recorder } from '../store/recorder.js';
import type { Arrival } from '../store/stored-request.interface.js';
import type { FaultPlan } from './fault-plan.js';
import { hideCredentials } from './hide-credentials.js';
import { judgeRequest, type Verdict } from './judge-request.js';
import { misbehave, statusOf, type ReplacingFault } from './misbehave.js';
import { parseJson } from './parse-json.js';

type Result = Pick<Arrival, 'outcome' | 'status' | 'reason' | 'brought'>;

/** Answers `POST /api/webhooks` and remembers what came. */
export class WebhookHandler {
  constructor(
    private readonly token: string,
    private readonly events: EventLog,
    private readonly recorder: Recorder,
    private readonly faults: FaultPlan,
  ) {}

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (body === undefined) return;
    const value = parseJson(body.text);
    const verdict = judgeRequest(request.headers, body, value, this.token);
    const { delayMs, replacement } = this.faults.next();
    const result =
      replacement === undefined ? this.take(verdict) : this.takeDespite(replacement, verdict);
    const arrival: Arrival = {
      receivedAt: Date.now(),
      body: body.text,
      headers: JSON.stringify(hideCredentials(request.headers)),
      ...result,
      violations: verdict.violations,
    };
    this.recorder.record(arrival, value);
    if (replacement !== undefined) return misbehave(replacement, response);
    afterDelay(delayMs, response, () => answer(response, verdict, result));
  }

  private take(verdict: Verdict): Result {
    if (verdict.event === undefined) {
      const { outcome, status, reason } = verdict;
      return { outcome, status, reason, brought: undefined };
    }
    const brought = this.whatComes(verdict.event.event_id);
    const outcome = brought === 'event' ? 'accepted' : 'duplicate';
    return { outcome, status: 200, reason: undefined, brought };
  }

  private takeDespite(fault: ReplacingFault, { event }: Verdict): Result {
    const status = statusOf(fault);
    // A sender may take any 2xx for success: without the event, a test would see it lost.
    const isTaken = event !== undefined && status !== undefined && status < 300;
    const kind = typeof fault === 'string' ? fault : `status ${fault.status}`;
    return {
      outcome: 'misbehaved',
      status,
      reason: `told to misbehave: ${kind}`,
      brought: isTaken ? this.whatComes(event.event_id) : undefined,
    };
  }

  private whatComes(eventId: string): 'event' | 'copy' {
    return this.events.knows(eventId) ? 'copy' : 'event';
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
