import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** class-validator loads the other tables of libphonenumber-js itself. */
const PROGRAM = `
  import { createRequire } from 'node:module';
  const { cache } = createRequire(import.meta.url);
  const tables = /libphonenumber-js.(min|metadata.min)/;
  const loaded = () => Object.keys(cache).filter((file) => tables.test(file)).length;
  const { contact, phone } = await import('./library.mjs');
  const steps = [() => contact({ email: 'a@b.example' }), () => phone('+1 917 123 4567')];
  const counts = [loaded(), ...steps.map((step) => (step(), loaded()))];
  console.log(JSON.stringify(counts));
`;

describe('importing the library', () => {
  let folder: string;
  let imports: string[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'converge-start-up-'));
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'program.mjs'), PROGRAM);
    const { metafile } = await build({
      entryPoints: [join(ROOT, 'lib/index.ts')],
      outfile: join(folder, 'library.mjs'),
      bundle: true,
      format: 'esm',
      metafile: true,
      packages: 'external',
      platform: 'node',
    });
    imports = Object.values(metafile.outputs).flatMap((file) => file.imports.map((it) => it.path));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('imports no tables of phone numbers', () => {
    expect(imports).toContain('class-validator');
    expect(imports.filter((path) => /libphonenumber/.test(path))).toEqual([]);
  });

  it('loads them when a helper needs them', () => {
    const output = execFileSync(process.execPath, ['program.mjs'], { cwd: folder });
    const [atImport, withoutAny, phone] = JSON.parse(String(output)) as number[];
    expect([atImport, withoutAny]).toEqual([0, 0]);
    expect(phone).toBeGreaterThan(0);
  });
});
