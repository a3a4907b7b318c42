import { loadServer } from '../lib/bullmq/load-server.js';
import { ConvergeOptionsError } from '../lib/options/check-values.js';
import type { EventState, ListFilter } from '../lib/outbox/outbox-file-admin.js';
import type { AuditQuery } from '../lib/outbox/ledger.js';
import type {
  DeadLetter,
  DeadLetterChoice,
  DeadLetterFilter,
  OutboxAdmin,
  OutboxRecord,
} from '../lib/outbox/outbox.js';
import { OutboxUnavailableError } from '../lib/outbox/errors.js';
import { describeSource } from '../lib/outbox/record.js';
import { CliError, usageError } from './cli.error.js';
import { type Connection, unknownSource } from './connection.js';
import { readEvent, type ShownEvent } from './stored-event.js';

const ALL = Number.MAX_SAFE_INTEGER;

/**
 * The queue of one source on a server: as far as a server can do it, what OutboxFileAdmin does with a file.
 * Where events are listed, these are the dead letters: those on their way move too fast to be paged.
 */
export class ServerOutbox {
  private constructor(
    /** Names the server, without a password. */
    readonly name: string,
    private readonly admin: OutboxAdmin,
  ) {}

  /** Opens the queue of a source for some work. @throws CliError if it cannot be used, or never was */
  static async use<T>(
    url: string,
    { endpoint, token }: Connection,
    work: (outbox: ServerOutbox) => Promise<T>,
  ): Promise<T> {
    let name = 'The server';
    try {
      const { brokerAt, useServerAt } = await loadServer(url);
      ({ name } = brokerAt(url));
      return await useServerAt(url, async ({ adminOf }) => {
        const admin = adminOf(describeSource(endpoint, token));
        if (admin === undefined) throw unknownSource();
        return work(new ServerOutbox(name, admin));
      });
    } catch (error) {
      // A package is missing, or an option in the URL is wrong.
      if (error instanceof ConvergeOptionsError) throw new CliError(error.message);
      if (!(error instanceof OutboxUnavailableError)) throw error;
      throw new CliError(`${name}: ${error.message}. Check the URL, and whether the server runs.`);
    }
  }

  /** Why events are not safe there, in words, with what to do; nothing if it cannot be asked. */
  static async risks(url: string): Promise<readonly string[]> {
    try {
      const { useServerAt } = await loadServer(url);
      return await useServerAt(url, (at) => at.risks());
    } catch {
      return [];
    }
  }

  readonly counts = () => this.admin.counts();
  readonly erase = (alias: string) => this.admin.erase(alias);
  readonly adopt = () => this.admin.adopt();
  readonly audit = (query: AuditQuery) => this.admin.audit(query);
  readonly replay = (choice: DeadLetterChoice) => this.admin.replay(choice);
  readonly discard = (choice: DeadLetterChoice) => this.admin.discard(choice);

  /** @throws CliError for what is no dead letter, or another page than the first */
  async list({ state = 'dead', afterId = 0, limit, ...more }: ListFilter): Promise<ShownEvent[]> {
    if (state !== 'dead' || afterId > 0) {
      throw usageError(
        'On a server, only dead letters are listed, from the oldest: ask for --state dead with a larger --limit. ' +
          'The other events are in a dashboard of BullMQ.',
      );
    }
    const letters = await this.admin.deadLetters({ ...given(more), limit });
    return letters.map((letter) => {
      const { event_id: id } = Object(readEvent(letter.body, true)) as Record<string, unknown>;
      return { ...toShown(letter), eventId: typeof id === 'string' ? id : undefined };
    });
  }

  async show(id: number): Promise<(ShownEvent & Pick<OutboxRecord, 'body'>) | undefined> {
    const [letter] = await this.admin.deadLetters({ id });
    return letter && toShown(letter);
  }

  async countDeadLetters(choice: DeadLetterChoice): Promise<number> {
    if (Object.keys(choice).join() === 'diedBy') return (await this.counts()).dead;
    return (await this.admin.deadLetters({ ...choice, limit: ALL })).length;
  }
}

export function given(filter: object): DeadLetterFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

function toShown(letter: DeadLetter) {
  return { ...letter, state: 'dead' as EventState, dueAt: 0 };
}
