import type { MapperName } from '../../tracking/mappers/default-mappers.js';

/** A row of the tracking plan: one event of one handler. */
export interface PlannedEvent {
  /** `OrdersController#create`. */
  readonly handler: string;
  /** What reaches it, e.g. `POST /orders`. */
  readonly routes: readonly string[];
  readonly event: string;
  /** Whether Converge's event spec has it; if not, it is the project's own. */
  readonly inSpec: boolean;
  /** The mapper's name; `default`, or `module` where only the running module knows. */
  readonly mappers: Readonly<Record<MapperName, string>>;
  /** `warn`, `strict` or `off`; `module` where only the running module knows. */
  readonly validation: string;
}
