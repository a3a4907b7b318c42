import { resolve } from 'node:path';
import { nearestEventName } from '../event/check-spec.js';
import { REFUSED_EVENTS } from '../event/spec/event-spec.js';
import type { BeforeSend } from '../tracking/event-recorder.js';
import type { TrackingDeclaration } from '../tracking/map-event.js';
import { ConvergeOptionsError } from './check-values.js';
import type { ConvergeModuleOptions } from './converge-options.interface.js';
import {
  resolveConnection,
  resolveOutboxPath,
  type Connection,
  type Environment,
} from './environment.js';
import { group, OPTIONS, type Resolved } from './option-table.js';

type Values = Resolved<typeof OPTIONS.fields>;

/** All options, checked, with their defaults and the variables of the environment filled in. */
export interface ResolvedOptions
  extends Connection, Omit<Values, keyof Connection | 'beforeSend' | 'delivery' | 'outbox'> {
  readonly beforeSend: readonly BeforeSend[];
  readonly delivery: Values['delivery'] & {
    /** Whether this process sends events. */
    readonly isOn: boolean;
  };
  /** `path` is absolute, or `memory`. A disabled module has neither `url` nor `broker`. */
  readonly outbox: Values['outbox'] & {
    /** The URL of a server, by which its broker is found; it may hold a password. */
    readonly url: string | undefined;
  };
  /** Whether it runs in Jest or Vitest. */
  readonly isTest: boolean;
}

/** Checks the options, and fills in variables of the environment and defaults. @throws ConvergeOptionsError */
export function resolveOptions(
  given: ConvergeModuleOptions,
  environment: Environment = process.env,
): ResolvedOptions {
  if (typeof given !== 'object' || given === null) {
    throw new ConvergeOptionsError(
      'ConvergeModule got no options: return an object, {} if the environment has them all.',
    );
  }
  const values = OPTIONS.resolve(given, '', (path) =>
    path === '' ? 'ConvergeModule options' : `ConvergeModule option "${path}"`,
  );
  const { enabled, outbox } = values;
  const { token, endpoint } = given;
  const connection = resolveConnection({ ...values, token, endpoint }, environment);
  const isOn = given.delivery !== false;
  const givenPath = typeof given.outbox === 'object' ? given.outbox?.path : given.outbox;
  const { path, url, isChosen } = resolveOutboxPath(givenPath, environment);
  const { broker } = outbox;
  if (broker !== undefined && givenPath !== undefined && url !== undefined) {
    throw new ConvergeOptionsError(
      'ConvergeModule option "outbox.path" is a URL beside bullmq(): give the path of the file in which events are kept while the server is away.',
    );
  }
  if (enabled && !isOn && path === 'memory' && isChosen && !(broker ?? url)) {
    throw new ConvergeOptionsError(
      'ConvergeModule with delivery: false needs an outbox that another process can read: ' +
        'set the option "outbox" to a path, not to "memory".',
    );
  }
  return {
    ...values,
    ...connection,
    beforeSend: [values.beforeSend].flat(),
    delivery: { ...values.delivery, isOn },
    outbox: {
      ...outbox,
      // A disabled module stores nothing, so it creates no file either.
      path: path === 'memory' || !enabled ? 'memory' : resolve(path),
      broker: enabled ? broker : undefined,
      url: enabled && broker === undefined ? url : undefined,
    },
    isTest: environment['NODE_ENV'] === 'test',
  };
}

/** The options of a call with a token and options, options alone, or nothing. @throws ConvergeOptionsError */
export function toOptions<Options extends ConvergeModuleOptions>(
  call: string,
  first: string | Options | undefined,
  second: Omit<Options, 'token'> = {} as Options,
): Options {
  if (typeof second !== 'object' || second === null) {
    throw new ConvergeOptionsError(
      `${call}(token, options): the second argument is an options object: { endpoint: ... }`,
    );
  }
  // Spread, a string would become its characters, and undefined nothing.
  const isOptions = typeof first === 'object' && first !== null;
  return isOptions ? first : ({ ...second, token: first } as Options);
}

const { mappers, validation, requestContext } = OPTIONS.fields;

const TRACK_OPTIONS = group({ ...mappers.fields, validation, requestContext });

/** Checks what `@TrackConverge` was given. @throws ConvergeOptionsError */
export function checkTracking({ eventName, options }: TrackingDeclaration, handler: string): void {
  if (typeof eventName !== 'string' || eventName.trim() === '') {
    throw new ConvergeOptionsError(
      `@TrackConverge on ${handler} needs the event's name: write e.g. @TrackConverge('Placed Order').`,
    );
  }
  const who = `@TrackConverge('${eventName}') on ${handler}`;
  TRACK_OPTIONS.resolve(options, '', (path) => (path === '' ? who : `${who}: "${path}"`));
}

/** Refuses an event that a server never sends, and a misspelt name. @param own the project's own events */
export function checkEventName(eventName: string, handler: string, own: object): void {
  const who = `@TrackConverge('${eventName}') on ${handler}`;
  const advice = REFUSED_EVENTS.get(eventName);
  if (advice !== undefined) {
    throw new ConvergeOptionsError(`${who}: a server never sends this event; ${advice}.`);
  }
  const nearest = Object.hasOwn(own, eventName) ? undefined : nearestEventName(eventName);
  if (nearest === undefined) return;
  throw new ConvergeOptionsError(
    `${who}: Converge's spec has no such event; did you mean '${nearest}'? If it is a custom event, ` +
      'register it under the option "events" of ConvergeModule.',
  );
}
