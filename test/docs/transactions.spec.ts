import { expect, it } from '@jest/globals';
import { migration } from '../../lib/postgres/index.js';
import { readPage } from './page.js';

it('docs/transactions.md has the SQL of the migration', () => {
  const [, sql] = /```sql\n(.*?)\n```/s.exec(readPage('transactions.md')) ?? [];
  expect(sql).toBe(migration());
});
