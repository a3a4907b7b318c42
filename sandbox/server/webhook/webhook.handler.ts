import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { parseJson, readBody, type Body } from '../http/read-body.js';
import { sendJson } from '../http/router.js';
import type { Memory } from '../store/memory.js';
import type { Arrival } from '../store/stored-request.js';
import { keptAnswer, usualContent } from './answer.js';
import { checkRequest, type Verdict } from './check-request.js';
import type { FaultPlan } from './fault-plan.js';
import { sendFault, statusOf, type ReplacingFault } from './send-fault.js';

type Result = Pick<Arrival, 'outcome' | 'status' | 'reason' | 'took' | 'answer'>;

/** How many tokens are remembered where any is accepted. */
const MAX_TOKENS = 20;

/** Answers `POST /api/webhooks` and records the request. */
export class WebhookHandler {
  /**
   * @param token the one that is accepted; undefined for any
   * @param tokens gets those that were accepted, by which an application's outbox knows its source
   */
  constructor(
    private readonly token: string | undefined,
    private readonly tokens: Set<string>,
    private readonly memory: Memory,
    private readonly faults: FaultPlan,
  ) {}

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (body === undefined) return;
    const given = request.headers['x-webhook-token'];
    if (this.token === undefined && typeof given === 'string' && this.tokens.size < MAX_TOKENS) {
      this.tokens.add(given);
    }
    const { arrival, delayMs, replacement } = this.receive(request.headers, body);
    if (replacement !== undefined) return sendFault(replacement, response);
    afterDelay(delayMs, response, () =>
      sendJson(response, arrival.status ?? 200, usualContent(arrival)),
    );
  }

  /** Takes a body of the page, which does not know the token, like any other request. */
  post(text: string): void {
    this.receive(
      {
        'content-type': 'application/json',
        'user-agent': 'Converge sandbox page',
        'x-webhook-token': this.token ?? 'any',
      },
      { text, tooLarge: false },
    );
  }

  private receive(headers: IncomingHttpHeaders, body: Body) {
    const value = parseJson(body.text);
    const verdict = checkRequest(headers, body, value, this.token);
    const { delayMs, replacement } = this.faults.next();
    const result =
      replacement === undefined ? this.take(verdict) : this.takeDespite(replacement, verdict);
    const arrival: Arrival = {
      receivedAt: Date.now(),
      body: body.text,
      headers: JSON.stringify(withoutCredentials(headers)),
      ...result,
      violations: verdict.violations,
    };
    this.memory.record(arrival, value);
    return { arrival, delayMs, replacement };
  }

  private take(verdict: Verdict): Result {
    if (verdict.event === undefined) {
      const { outcome, status, reason } = verdict;
      return { outcome, status, reason, took: undefined, answer: undefined };
    }
    const took = this.eventOrCopy(verdict.event.event_id);
    const outcome = took === 'event' ? 'accepted' : 'duplicate';
    return { outcome, status: 200, reason: undefined, took, answer: undefined };
  }

  private takeDespite(fault: ReplacingFault, { event }: Verdict): Result {
    const status = statusOf(fault);
    // A sender may treat any 2xx as success, so the event must be kept.
    const isTaken = event !== undefined && status !== undefined && status < 300;
    const kind = typeof fault === 'string' ? fault : `status ${fault.status}`;
    return {
      outcome: 'fault',
      status,
      reason: `simulated failure: ${kind}`,
      took: isTaken ? this.eventOrCopy(event.event_id) : undefined,
      answer: keptAnswer(fault),
    };
  }

  private eventOrCopy(eventId: string): 'event' | 'copy' {
    return this.memory.events.knows(eventId) ? 'copy' : 'event';
  }
}

/** The names of headers that may hold a credential, such as X-Api-Key or Cookie. */
const CREDENTIAL = /auth|cookie|key|password|secret|session|token/;

/** The headers that may be kept and shown. */
function withoutCredentials(headers: IncomingHttpHeaders): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name === 'x-webhook-token') shown[name] = '[token]';
    else if (value !== undefined && !CREDENTIAL.test(name)) shown[name] = String(value);
  }
  return shown;
}

function afterDelay(delayMs: number, response: ServerResponse, answerNow: () => void): void {
  if (delayMs <= 0) return answerNow();
  const timer = setTimeout(answerNow, delayMs);
  response.once('close', () => clearTimeout(timer));
}
