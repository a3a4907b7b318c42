import type { ConvergeEventDto } from '../../event/converge-event.dto.js';
import type { SandboxEvent } from '../sandbox-event.interface.js';
import type { SandboxRequest } from '../sandbox-request.interface.js';
import type { StoredRequest } from './stored-request.interface.js';

/** An event as it is handed out. It is parsed when somebody looks at it: often its number is all. */
export function toSandboxEvent({ body, receivedAt, duplicates }: StoredRequest): SandboxEvent {
  let event: ConvergeEventDto | undefined;
  return {
    get event() {
      return (event ??= JSON.parse(body) as ConvergeEventDto);
    },
    receivedAt: toIso(receivedAt),
    duplicates,
  };
}

/** A request as it is handed out. */
export function toSandboxRequest(request: StoredRequest): SandboxRequest {
  const { body, outcome, status, reason, violations } = request;
  let headers: Record<string, string> | undefined;
  return {
    body,
    get headers() {
      return (headers ??= JSON.parse(request.headers) as Record<string, string>);
    },
    receivedAt: toIso(request.receivedAt),
    outcome,
    status,
    reason,
    violations,
  };
}

/** ISO 8601 in UTC. */
export function toIso(time: number): string {
  return new Date(time).toISOString();
}
