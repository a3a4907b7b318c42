import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { describeWithPostgres, usePostgres } from '../utils/postgres.js';
import { usePrograms } from '../utils/programs.js';

const database = usePostgres(['CREATE TABLE cls_orders (id text PRIMARY KEY)']);
const programs = usePrograms();

describeWithPostgres('@Transactional() of @nestjs-cls/transactional', () => {
  it('sends exactly the orders that it commits', async () => {
    const program = programs.file('test/postgres/programs/cls-shop');
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, [program, database.url]);
    const outcome = JSON.parse(stdout) as { ids: string[] };
    expect(outcome).toEqual({ statuses: [500, 201, 201], ids: expect.anything(), warnings: [] });
    expect(outcome.ids.sort()).toEqual(['2', '3']);
  });
});
