import { HttpModule, HttpService } from '@nestjs/axios';
import {
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, ModulesContainer } from '@nestjs/core';
import { checkImports } from './check-imports.js';
import { CONVERGE_OPTIONS, OUTBOX, RESOLVED_OPTIONS } from './converge.constants.js';
import {
  type ASYNC_OPTIONS_TYPE,
  ConfigurableModuleClass,
  type ConvergeModuleExtras,
} from './converge.module-definition.js';
import { ConvergeOptionsError } from './options/converge-options.error.js';
import type { ConvergeModuleOptions } from './options/converge-options.interface.js';
import { ConvergeService } from './converge.service.js';
import { ConvergeWebhookService } from './delivery/converge-webhook.service.js';
import { Dispatcher } from './delivery/dispatcher.js';
import { EventJudge } from './event/event-judge.js';
import { openOutbox } from './outbox/open-outbox.js';
import type { Outbox } from './outbox/outbox.js';
import { describeSource } from './outbox/source-fingerprint.js';
import { Reporter } from './report/reporter.js';
import { resolveOptions, type ResolvedOptions } from './options/resolve-options.js';
import { ConvergeContext } from './tracking/converge-context.js';
import { EventGate } from './tracking/event-gate.js';
import { EventRecorder } from './tracking/event-recorder.js';
import { Tracker } from './tracking/tracker.js';
import { TrackingExplorer } from './tracking/tracking.explorer.js';

/** How much longer than asked for a step of the shutdown may take, in milliseconds. */
const STEP_GRACE_MS = 1_000;

/**
 * Brings Converge into an application: import it once, in the root module.
 *
 * @example
 * ```ts
 * @Module({ imports: [ConvergeModule.forRoot('<webhook token>')] })
 * export class AppModule {}
 * ```
 *
 * @publicApi
 */
@Module({
  // A module of its own, and by a factory, so that each application has its own instance of axios: a
  // shared one would bring the application's interceptors into our requests, and ours into theirs.
  imports: [DiscoveryModule, HttpModule.registerAsync({ useFactory: () => ({}) })],
  providers: [
    {
      provide: RESOLVED_OPTIONS,
      inject: [ModulesContainer, { token: CONVERGE_OPTIONS, optional: true }],
      useFactory: (modules: ModulesContainer, options: ConvergeModuleOptions) => {
        checkImports(modules, ConvergeModule);
        return resolveOptions(options);
      },
    },
    {
      provide: Reporter,
      inject: [RESOLVED_OPTIONS],
      useFactory: ({ hooks }: ResolvedOptions) => new Reporter(hooks),
    },
    {
      provide: OUTBOX,
      inject: [RESOLVED_OPTIONS, Reporter],
      useFactory: ({ outbox, endpoint, token }: ResolvedOptions, reporter: Reporter) =>
        openOutbox({
          ...outbox,
          source: describeSource(endpoint, token),
          deadLetterMs: outbox.deadLetterDays * 24 * 3_600_000,
          onNotice: (notice) => reporter.report({ path: outbox.path, ...notice }),
        }),
    },
    {
      provide: ConvergeWebhookService,
      inject: [HttpService, RESOLVED_OPTIONS],
      useFactory: (http: HttpService, { endpoint, token, delivery }: ResolvedOptions) =>
        new ConvergeWebhookService(http, { endpoint, token, ...delivery }),
    },
    {
      provide: Dispatcher,
      inject: [RESOLVED_OPTIONS, OUTBOX, ConvergeWebhookService, Reporter],
      useFactory: (
        { delivery }: ResolvedOptions,
        outbox: Outbox,
        webhook: ConvergeWebhookService,
        reporter: Reporter,
      ) => new Dispatcher(delivery, outbox, webhook, reporter),
    },
    {
      provide: EventRecorder,
      inject: [RESOLVED_OPTIONS, OUTBOX, Reporter],
      useFactory: (options: ResolvedOptions, outbox: Outbox, reporter: Reporter) => {
        const { enabled, validation, consent, beforeSend, judge } = options;
        const { acknowledge } = options.outbox;
        const gate = new EventGate(consent, beforeSend);
        const settings = { enabled, acknowledge, validation };
        return new EventRecorder(settings, new EventJudge(judge), gate, outbox, reporter);
      },
    },
    {
      provide: ConvergeContext,
      inject: [Reporter],
      useFactory: (reporter: Reporter) =>
        new ConvergeContext(() => reporter.report({ kind: 'contextUnused' })),
    },
    {
      provide: Tracker,
      inject: [RESOLVED_OPTIONS, ConvergeContext, EventRecorder, Reporter],
      useFactory: (
        { mappers, requestContext, outbox: { commitTimeoutMs } }: ResolvedOptions,
        context: ConvergeContext,
        recorder: EventRecorder,
        reporter: Reporter,
      ) => new Tracker({ mappers, requestContext, commitTimeoutMs }, context, recorder, reporter),
    },
    {
      provide: TrackingExplorer,
      inject: [RESOLVED_OPTIONS, ModulesContainer, DiscoveryService, Tracker, Reporter],
      useFactory: (
        { judge: { events } }: ResolvedOptions,
        modules: ModulesContainer,
        discovery: DiscoveryService,
        tracker: Tracker,
        reporter: Reporter,
      ) =>
        new TrackingExplorer(modules, discovery, tracker, new Set(Object.keys(events)), reporter),
    },
    {
      provide: ConvergeService,
      inject: [Tracker, OUTBOX, Dispatcher, Reporter],
      useFactory: (tracker: Tracker, outbox: Outbox, dispatcher: Dispatcher, reporter: Reporter) =>
        new ConvergeService(tracker, outbox, dispatcher, reporter),
    },
  ],
  exports: [ConvergeContext, ConvergeService, ConvergeWebhookService, Tracker],
})
export class ConvergeModule
  extends ConfigurableModuleClass
  implements OnApplicationBootstrap, OnApplicationShutdown
{
  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedOptions,
    @Inject(OUTBOX) private readonly outbox: Outbox,
    private readonly webhook: ConvergeWebhookService,
    private readonly dispatcher: Dispatcher,
    private readonly tracker: Tracker,
    private readonly explorer: TrackingExplorer,
    private readonly reporter: Reporter,
  ) {
    super();
  }

  /**
   * Settings that are known when the module is written.
   *
   * @param token the source's webhook token
   * @throws ConvergeOptionsError at start-up, for settings that cannot work
   */
  static override forRoot(
    token: string,
    options?: Omit<ConvergeModuleOptions, 'token'> & ConvergeModuleExtras,
  ): DynamicModule;
  static override forRoot(options: ConvergeModuleOptions & ConvergeModuleExtras): DynamicModule;
  static override forRoot(
    tokenOrOptions: string | (ConvergeModuleOptions & ConvergeModuleExtras),
    more: Omit<ConvergeModuleOptions, 'token'> & ConvergeModuleExtras = {},
  ): DynamicModule {
    // The module builder would spread a string into its characters, and undefined (an environment
    // variable that is not set) into nothing.
    const isOptions = typeof tokenOrOptions === 'object' && tokenOrOptions !== null;
    return super.forRoot(isOptions ? tokenOrOptions : { ...more, token: tokenOrOptions });
  }

  /**
   * Settings that come from other providers, through one of `useFactory` (with `inject`), `useClass`
   * and `useExisting` (classes with `createConvergeOptions()`).
   *
   * @throws ConvergeOptionsError if none of the three is given
   */
  static override forRootAsync(options: typeof ASYNC_OPTIONS_TYPE): DynamicModule {
    if (!options?.useFactory && !options?.useClass && !options?.useExisting) {
      throw new ConvergeOptionsError(
        'ConvergeModule.forRootAsync needs one of useFactory, useClass and useExisting.',
      );
    }
    return super.forRootAsync(options);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.explorer.explore();
    if (this.options.delivery.isOn) this.dispatcher.start();
    // The shop does not wait for it.
    void this.attempt(() => this.lookAtHeldEvents());
  }

  /** Runs after the server has closed its connections, so that the last responses' events are there. */
  async onApplicationShutdown(): Promise<void> {
    const { shutdownTimeoutMs } = this.options;
    const deadline = Date.now() + shutdownTimeoutMs;
    const unmapped = await this.tracker.idle(shutdownTimeoutMs);
    if (unmapped > 0) this.reporter.report({ kind: 'unmappedAtShutdown', count: unmapped });
    await this.attempt(() => this.dispatcher.flush(deadline - Date.now()));
    const stopped = this.dispatcher.stop();
    // A service that replaces ours need not have it.
    await this.attempt(() => this.webhook.close?.());
    await this.attempt(() => stopped);
    await this.attempt(() => this.tellWhatIsLeft());
    await this.attempt(() => this.outbox.close());
  }

  private async lookAtHeldEvents(): Promise<void> {
    if (this.options.outbox.adopt) await this.outbox.admin.adopt();
    const { held } = await this.outbox.admin.counts();
    if (held > 0) this.reporter.report({ kind: 'heldEvents', count: held });
  }

  private async tellWhatIsLeft(): Promise<void> {
    const { pending, leased, waiting } = await this.outbox.admin.counts();
    const count = pending + leased + waiting;
    if (count === 0 || !this.options.delivery.isOn) return;
    this.reporter.report({
      kind: this.outbox.isDurable ? 'leftAtShutdown' : 'lostAtShutdown',
      count,
    });
  }

  /** One step must not keep the next from being done, by its error or by never ending. */
  private async attempt(step: () => unknown): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.options.shutdownTimeoutMs + STEP_GRACE_MS);
    });
    try {
      await Promise.race([step(), timeUp]);
    } catch (error) {
      this.reporter.reportError(error);
    } finally {
      clearTimeout(timer);
    }
  }
}
