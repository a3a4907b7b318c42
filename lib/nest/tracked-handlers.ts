import { Inject, Injectable, type ExecutionContext } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { isObservable } from 'rxjs';
import { Engine } from '../engine.js';
import {
  adviceOnMissing,
  chooseMapper,
  MAPPER_NAMES,
  type MapperName,
} from '../tracking/default-mappers.js';
import { answersItself } from './answers-itself.js';
import type { Enrichments } from '../tracking/call-scope.js';
import type { ReadyMapper, Tracking } from '../tracking/map-event.js';
import { MapperError } from '../tracking/mapper.error.js';
import { ConvergeOptionsError } from '../options/check-values.js';
import { describeFailure } from '../reporting/thrown-error.js';
import { UNRESOLVED } from '../reporting/wording.js';
import type { TrackingDeclaration } from '../tracking/track-options.interface.js';
import { TRACKINGS_METADATA } from './constants.js';
import { injectMapper, isInjectorError } from './inject-mapper.js';
import { describeCall } from './nest-call.js';
import { isTransactional, TransactionalCall } from './transactional-call.js';

type Method = (...args: never[]) => unknown;
type HandlerClass = abstract new (...args: never[]) => unknown;

/** The events of a handler, with mappers that can be called. */
export interface TrackedHandler {
  /** `Class#method` */
  readonly name: string;
  readonly eventNames: readonly string[];
  readonly trackings: readonly Tracking[];
  /** Why mappers of it cannot be created. */
  readonly problems: readonly ConvergeOptionsError[];
}

/** The tracked handlers of the application, with mappers that are bound once. */
@Injectable()
export class TrackedHandlers {
  /** By module and class: two classes can share a method, and two modules a class. */
  readonly #handlers = new WeakMap<
    ModuleRef,
    Map<HandlerClass, Map<Method, Promise<TrackedHandler>>>
  >();

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
    const ofModule = getOrMake(
      this.#handlers,
      moduleRef,
      () => new Map<HandlerClass, Map<Method, Promise<TrackedHandler>>>(),
    );
    const ofClass = getOrMake(ofModule, type, () => new Map<Method, Promise<TrackedHandler>>());
    return getOrMake(ofClass, method, () => this.bind(type, name, method, moduleRef));
  }

  /**
   * Tracks one successful call; resolves when its events are recorded or reported, never rejects.
   *
   * @param inside what was tracked in its transaction
   */
  async track(
    execution: ExecutionContext,
    moduleRef: ModuleRef,
    result: unknown,
    enrichments: Enrichments,
    inside?: TransactionalCall,
  ): Promise<void> {
    const transaction = inside?.transaction;
    await this.attempt(execution, moduleRef, async ({ name, eventNames, trackings }) => {
      const left =
        transaction === undefined ? trackings : trackings.filter((one) => !isTransactional(one));
      const call = describeCall(execution, name, eventNames);
      await Promise.all([
        this.#engine.tracker.track(left, result, call, enrichments),
        this.#engine.recorder.recordRefused(transaction?.refused ?? []),
      ]);
    });
  }

  /** @returns undefined for a call of a handler without `transactional: true` */
  transactional(
    execution: ExecutionContext,
    moduleRef: ModuleRef,
    enrichments: Enrichments,
  ): TransactionalCall | undefined {
    const declarations = declarationsOf(execution.getHandler());
    if (!declarations.some(isTransactional)) return undefined;
    const { tracker, transactions } = this.#engine;
    return new TransactionalCall(declarations, (result, args) =>
      this.attempt(execution, moduleRef, async ({ name, eventNames, trackings }) => {
        const transaction = transactions.joinCurrent(args, name, isObservable(result));
        if (transaction === undefined) return undefined;
        const call = describeCall(execution, name, eventNames);
        await tracker.track(
          trackings.filter(isTransactional),
          result,
          call,
          enrichments,
          transaction,
        );
        return transaction;
      }),
    );
  }

  private async attempt<T>(
    execution: ExecutionContext,
    moduleRef: ModuleRef,
    work: (handler: TrackedHandler) => Promise<T>,
  ): Promise<T | undefined> {
    const type = execution.getClass();
    try {
      return await work(await this.find(type, execution.getHandler() as Method, moduleRef));
    } catch (error) {
      this.#engine.reporter.reportError(error, type.name);
      return undefined;
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

function getOrMake<K extends object, V>(
  map: { get(key: K): V | undefined; set(key: K, value: V): unknown },
  key: K,
  make: () => V,
): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
