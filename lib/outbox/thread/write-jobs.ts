import type { GroupCommit } from './group-commit.js';
import { OutboxFullError } from '../outbox-full.error.js';
import type { SqliteFile } from '../sqlite/file.js';
import type { SqliteStore } from '../database/sqlite-store.js';
import {
  countPuts,
  encodeError,
  keyOfAcknowledgement,
  putAt,
  type EncodedError,
  type Failures,
  type Write,
} from './store-protocol.js';

/**
 * Adds the jobs for what a turn writes. Each put and each acknowledgement is one, so that one that fails
 * harms no other; but what was delivered is one job, because that takes a third of the time.
 *
 * @param ended is called when all of them are done or have failed, with how many dead letters had to make
 * room
 */
export function addWriteJobs(
  { puts, owner, acknowledgements }: Write,
  jobs: GroupCommit,
  file: SqliteFile,
  ended: (failures: Failures | undefined, evicted: number) => void,
): void {
  const failures = new Map<number, EncodedError>();
  let [left, evicted] = [0, 0];
  const end = () => {
    if (--left > 0) return;
    file.log.noteWritten(countPuts(puts) + acknowledgements.length);
    ended(failures.size === 0 ? undefined : failures, evicted);
  };
  const add = (keys: readonly number[], run: (store: SqliteStore) => number | void) => {
    left++;
    jobs.add({
      run,
      done: (count) => {
        evicted += count ?? 0;
        end();
      },
      failed: (error) => {
        for (const key of keys) failures.set(key, encodeError(error));
        end();
      },
    });
  };
  for (let index = 0; index < countPuts(puts); index++) {
    add([index], (store) => {
      if (!file.hasRoom()) throw new OutboxFullError('disk');
      return store.insert(putAt(puts, index), Date.now());
    });
  }
  const delivered: number[] = [];
  const keys: number[] = [];
  for (const [index, one] of acknowledgements.entries()) {
    const key = keyOfAcknowledgement(index);
    if (one.state === 'delivered') {
      delivered.push(one.id);
      keys.push(key);
    } else add([key], (store) => store.acknowledge(one, owner, Date.now()));
  }
  if (delivered.length > 0) add(keys, (store) => store.deliver(delivered, owner));
}
