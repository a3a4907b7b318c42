import { join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import type { Outbox, OutboxNotice, OutboxSettings } from '../../../lib/outbox/outbox.js';
import { SqliteOutbox } from '../../../lib/outbox/sqlite/sqlite.outbox.js';
import { outboxSettings } from '../../utils/outbox-settings.js';
import { useTemporaryFolder } from '../../utils/temporary-folder.js';
import { close } from './hand.js';

/** For the top of a spec: outboxes in a file of each test, all of which are closed after it. */
export function useFile(place = 'outbox') {
  const folder = useTemporaryFolder();
  const path = () => join(folder.path, place);
  const open: Outbox[] = [];
  /** What the outboxes of this test have said. */
  const notices: OutboxNotice[] = [];
  let test = 0;

  beforeEach(() => {
    test++;
    notices.length = 0;
  });
  afterEach(async () => {
    for (const outbox of open.splice(0)) await close(outbox);
  });

  const settings = (change: Partial<OutboxSettings> = {}) => {
    const own = test;
    const onNotice = (notice: OutboxNotice) => void (own === test && notices.push(notice));
    return outboxSettings(path(), { onNotice, ...change });
  };
  const keep = <T extends Outbox>(outbox: T): T => {
    open.push(outbox);
    return outbox;
  };
  const start = async (change?: Partial<OutboxSettings>) =>
    keep(await SqliteOutbox.open(settings(change)));
  return { folder, path, notices, settings, keep, start };
}
