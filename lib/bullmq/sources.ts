import type { IQueueBackend } from 'bullmq';
import { fingerprintOf } from './job-record.js';

/** The fields of the list of sources. */
const FIELD = /^source-[\da-f]{8}$/;

/**
 * The sources (token and endpoint) whose events are on a server: each has a queue of its own, so that no
 * event is sent to another source than its own. They are listed in the settings of a queue without jobs.
 */
export class Sources {
  /** The name of this source's queue. */
  readonly own: string;

  /** @param base what the names of all queues begin with */
  constructor(
    private readonly base: string,
    source: string,
  ) {
    this.own = this.nameOf(`source-${fingerprintOf(source)}`);
  }

  async register(backend: IQueueBackend): Promise<void> {
    const list = backend.forQueue(this.base);
    await list.setQueueMeta({ [`source${this.own.slice(this.base.length)}`]: '1' });
  }

  /** Whether an application has ever recorded something with this source. */
  async isListed(backend: IQueueBackend): Promise<boolean> {
    const fields = Object.keys(await backend.forQueue(this.base).getQueueMeta());
    return fields.some((field) => FIELD.test(field) && this.nameOf(field) === this.own);
  }

  /** The queues of the other sources. */
  async others(backend: IQueueBackend): Promise<IQueueBackend[]> {
    const fields = Object.keys(await backend.forQueue(this.base).getQueueMeta());
    const names = fields.filter((field) => FIELD.test(field)).map((field) => this.nameOf(field));
    return names.filter((name) => name !== this.own).map((name) => backend.forQueue(name));
  }

  private nameOf(field: string): string {
    return `${this.base}${field.slice('source'.length)}`;
  }
}
