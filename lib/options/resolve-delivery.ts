import type { ConnectionOptions } from 'node:tls';
import type { DeliveryOptions } from '../delivery/delivery-options.interface.js';
import type { DispatcherSettings } from '../delivery/dispatcher.js';
import { checkKeys, numbers } from './check-values.js';
import { ConvergeOptionsError } from './converge-options.error.js';
import { DEFAULTS, NUMBERS } from './defaults.js';

/** How events are sent. */
export interface ResolvedDelivery extends DispatcherSettings {
  readonly isOn: boolean;
  readonly timeoutMs: number;
  readonly tls: ConnectionOptions | undefined;
}

/** @throws ConvergeOptionsError */
export function resolveDelivery(delivery: DeliveryOptions | false): ResolvedDelivery {
  const isOn = delivery !== false;
  const given = isOn ? delivery : {};
  checkKeys(
    given,
    ['concurrency', 'timeoutMs', 'retry', 'breaker', 'tls'],
    'ConvergeModule option "delivery"',
  );
  const { retry, breaker, tls, ...rest } = given;
  const { failureShare = DEFAULTS.breaker.failureShare, ...breakerNumbers } = breaker ?? {};
  if (!(failureShare > 0 && failureShare <= 1)) {
    throw new ConvergeOptionsError(
      'ConvergeModule option "delivery.breaker.failureShare" must be above 0 and at most 1.',
    );
  }
  return {
    isOn,
    tls,
    ...numbers(rest, NUMBERS.delivery, 'delivery.'),
    retry: numbers(retry ?? {}, NUMBERS.retry, 'delivery.retry.'),
    breaker: { failureShare, ...numbers(breakerNumbers, NUMBERS.breaker, 'delivery.breaker.') },
  };
}
