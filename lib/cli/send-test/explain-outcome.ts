import type { DeliveryOutcome } from '../../delivery/delivery-outcome.js';
import { isConvergesOwn } from '../../options/check-endpoint.js';

/** What an outcome means, and what to do next. */
export function explainOutcome(
  outcome: DeliveryOutcome,
  eventId: string,
  endpoint: string,
): string[] {
  switch (outcome.kind) {
    case 'delivered':
      return [
        `Delivered: any 2xx counts as that; Converge documents no status codes.`,
        isConvergesOwn(new URL(endpoint))
          ? `In Converge, open the Logs tab of the source and look for the event_id ${eventId}.`
          : `Look for the event_id ${eventId} in the Logs tab of the source in Converge or, if this is the sandbox, on ${new URL(endpoint).origin}.`,
      ];
    case 'unauthorised':
      return [
        `The token is not accepted (${outcome.status}): copy the webhook token of the source from Converge again.`,
        'An application would keep its events and try again.',
      ];
    case 'rejected':
      return [
        `Refused (${outcome.status}): check that the endpoint is that of the source. The event itself breaks neither contract nor spec.`,
        'An application would keep such an event as a dead letter.',
      ];
    case 'temporary':
      return [
        `Not delivered (${outcome.reason}): check the endpoint, and whether this machine can reach it (nestjs-converge doctor).`,
        'An application would keep its events and try again.',
      ];
  }
}
