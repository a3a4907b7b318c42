import { Inject, Injectable, type ExecutionContext } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { Engine } from '../engine.js';
import {
  adviceOnMissing,
  chooseMapper,
  MAPPER_NAMES,
  type MapperName,
  type ReadyMapper,
  type Tracking,
} from '../tracking/map-event.js';
import type { Enrichments } from '../tracking/call-scope.js';
import { MapperError } from '../tracking/call-application.js';
import { ConvergeOptionsError } from '../options/check-values.js';
import { describeFailure } from '../reporting/thrown-error.js';
import { UNRESOLVED } from '../reporting/messages.js';
import type { TrackingDeclaration } from '../tracking/track-options.interface.js';
import { TRACKINGS_METADATA } from './constants.js';
import { injectMapper, isInjectorError } from './inject-mapper.js';
import { describeCall } from './nest-call.js';

type Method = (...args: never[]) => unknown;
type HandlerClass = abstract new (...args: never[]) => unknown;

/** The events of a handler, with mappers that can be called. */
interface TrackedHandler {
  /** `Class#method` */
  readonly name: string;
  readonly eventNames: readonly string[];
  readonly trackings: readonly Tracking[];
  /** Why mappers of it cannot be created. */
  readonly problems: readonly ConvergeOptionsError[];
}

interface BoundHandler {
  readonly type: HandlerClass;
  readonly moduleRef: ModuleRef;
  readonly handler: Promise<TrackedHandler>;
}

/** The tracked handlers of the application, with mappers that are bound once. */
@Injectable()
export class TrackedHandlers {
  /** By method; two classes can share one, and two modules a class. */
  readonly #bound = new WeakMap<Method, BoundHandler[]>();
  readonly #engine: Engine;

  constructor(@Inject(Engine) engine: Engine) {
    this.#engine = engine;
  }

  /** A method, because a getter would be shown by what prints an object, and the engine holds the token. */
  getEngine(): Engine {
    return this.#engine;
  }

  /** Binds a handler's mappers: at start-up (see TrackingExplorer), or when a module is loaded later. */
  find(
    type: HandlerClass,
    method: Method,
    moduleRef: ModuleRef,
    name = method.name,
  ): Promise<TrackedHandler> {
    const ofMethod = this.#bound.get(method) ?? [];
    const known = ofMethod.find((one) => one.type === type && one.moduleRef === moduleRef);
    if (known !== undefined) return known.handler;
    const handler = this.bind(type, name, method, moduleRef);
    this.#bound.set(method, [...ofMethod, { type, moduleRef, handler }]);
    return handler;
  }

  /** Tracks one successful call; resolves when its events are recorded or reported, never rejects. */
  async track(
    execution: ExecutionContext,
    moduleRef: ModuleRef,
    result: unknown,
    enrichments: Enrichments,
  ): Promise<void> {
    const type = execution.getClass();
    try {
      const handler = await this.find(type, execution.getHandler() as Method, moduleRef);
      const call = describeCall(execution, handler.name, handler.eventNames);
      await this.#engine.tracker.track(handler.trackings, result, call, enrichments);
    } catch (error) {
      this.#engine.reporter.reportError(error, type.name);
    }
  }

  /** Reports a response that was sent before its events were recorded. */
  commitTimedOut(execution: ExecutionContext): void {
    const origin = `${execution.getClass().name}#${execution.getHandler().name}`;
    this.#engine.reporter.report({ kind: 'commitTimedOut', origin });
  }

  private async bind(
    type: HandlerClass,
    method: string,
    handler: Method,
    moduleRef: ModuleRef,
  ): Promise<TrackedHandler> {
    const name = `${type.name}#${method}`;
    const takesResponse = answersItself(type, method);
    const declarations = declarationsOf(handler);
    const eventNames = declarations.map(({ eventName }) => eventName);
    const problems: ConvergeOptionsError[] = [];
    const trackings = await Promise.all(
      declarations.map((declaration) =>
        this.bindOne(name, declaration, moduleRef, takesResponse, problems),
      ),
    );
    return { name, eventNames, trackings, problems };
  }

  private async bindOne(
    handler: string,
    { eventName, options }: TrackingDeclaration,
    moduleRef: ModuleRef,
    takesResponse: boolean,
    problems: ConvergeOptionsError[],
  ): Promise<Tracking> {
    const ofModule = this.#engine.options.mappers;
    const bind = async (name: MapperName): Promise<[MapperName, ReadyMapper]> => {
      const option = chooseMapper(name, options, ofModule);
      try {
        return [name, await injectMapper(option, moduleRef)];
      } catch (cause) {
        const who = `@TrackConverge('${eventName}') on ${handler}: the ${name} mapper ${option.name}`;
        problems.push(new ConvergeOptionsError(`${who} ${whyUnresolved(cause)}`));
        const error = new MapperError(eventName, name, 'unresolved', cause);
        return [name, () => Promise.reject(error)];
      }
    };
    const mappers = await Promise.all(MAPPER_NAMES.map(bind));
    return {
      eventName,
      options,
      missing: adviceOnMissing(options, ofModule, takesResponse),
      answersItself: takesResponse,
      mappers: Object.fromEntries(mappers) as Record<MapperName, ReadyMapper>,
    };
  }
}

function declarationsOf(handler: object): TrackingDeclaration[] {
  return Reflect.getMetadata(TRACKINGS_METADATA, handler) ?? [];
}

function whyUnresolved(cause: unknown): string {
  if (!isInjectorError(cause))
    return `cannot be created: its constructor failed${describeFailure(cause)}`;
  return `${UNRESOLVED}: ${cause.message.split('\n')[0]}`;
}

/** What Nest writes on a class for the parameters of each route: the keys begin with their kind. */
const PARAMETERS = '__routeArguments__';
const PASSTHROUGH = '__responsePassthrough__';

/** The kinds of `@Res()` and `@Next()`. */
const RESPONSE_OR_NEXT = /^[12]:/;

/**
 * Whether a route takes over its response, with `@Res()` or `@Next()` and without `passthrough`: what it
 * returns is then not sent, and mostly nothing.
 */
function answersItself(type: object, method: string): boolean {
  const parameters: object = Reflect.getMetadata(PARAMETERS, type, method) ?? {};
  const takesResponse = Object.keys(parameters).some((key) => RESPONSE_OR_NEXT.test(key));
  return takesResponse && Reflect.getMetadata(PASSTHROUGH, type, method) !== true;
}
