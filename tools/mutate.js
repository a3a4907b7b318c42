/**
 * Says what the tests would not notice. It plants faults (mutants) in a copy of the repository, each behind a
 * switch, and looks which tests meet which of them. Then each mutant of a random sample is switched on, alone,
 * for the tests that meet it: those of its room, and if none fails, those of the others. If none of these
 * fails either, it has survived.
 */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { importLib } from './import-lib.js';
import { findMutants, plant } from './mutate/find-mutants.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ROOMS = ['lib/event', 'lib/delivery', 'lib/tracking', 'lib/outbox'];
/** The tests of the rooms, and of what uses them. */
const SPECS =
  /^test\/(event|delivery|tracking|outbox|simulation|engine|module|options|express|bullmq|postgres|opentelemetry|reporting|testing|transports|mistakes|sandbox\/shop|cli\/(outbox|audit|watch|other))/;
/** After so much time without the end of a test, the mutant counts as an endless loop. */
const SILENCE_MS = 60_000;

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '240' },
    // How long the tests of one mutant may take, as measured without one.
    seconds: { type: 'string', default: '40' },
    // The numbers of some, as an earlier run with this seed, count and rooms has printed them.
    only: { type: 'string' },
  },
});
const rooms = positionals.length > 0 ? positionals : ROOMS;

const git = (...args) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' });
const tracked = git('ls-files', '-co', '--exclude-standard')
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(ROOT, path)));
const copy = mkdtempSync(join(tmpdir(), 'nestjs-converge-mutants-'));
// A test starts Node as another user.
chmodSync(copy, 0o755);
const inCopy = (path) => join(copy, 'repository', path);

const { randomFrom } = await importLib(['../test/faults/support/random']);
const random = randomFrom(Number(flags.seed));

/** A random sample of the rooms' mutants; each file has a share that follows from its length. */
function sample() {
  const isMeant = (path) => rooms.some((room) => path.startsWith(room)) && path.endsWith('.ts');
  const files = tracked.filter(isMeant).map((path) => {
    const source = readFileSync(join(ROOT, path), 'utf8');
    return { source, mutants: findMutants(path, source), lines: source.split('\n').length };
  });
  const total = files.reduce((sum, { lines }) => sum + lines, 0);
  let id = 0;
  let owed = 0;
  for (const file of files) {
    owed += (file.lines / total) * Number(flags.count);
    const share = Math.min(Math.round(owed), file.mutants.length);
    owed -= share;
    const shuffled = file.mutants.map((mutant) => ({ mutant, key: random() }));
    shuffled.sort((a, b) => a.key - b.key);
    file.mutants = shuffled.slice(0, share).map(({ mutant }) => ({ ...mutant, id: ++id }));
  }
  return files.filter(({ mutants }) => mutants.length > 0);
}

function plantAll(files) {
  for (const path of tracked) cpSync(join(ROOT, path), inCopy(path));
  symlinkSync(join(ROOT, 'node_modules'), inCopy('node_modules'));
  for (const { source, mutants } of files)
    writeFileSync(inCopy(mutants[0].path), plant(source, mutants));
  // The outbox's thread gets no environment; here it has to know its mutant.
  const starter = inCopy('lib/outbox/sqlite/store-client.ts');
  writeFileSync(
    starter,
    readFileSync(starter, 'utf8').replace(/^ {4}env: \{\},$/m, '    env: process.env,'),
  );
  const config = `import base from './jest.config.js';
    export default { ...base.projects[0], cacheDirectory: '<rootDir>/../cache',
      reporters: ['<rootDir>/tools/mutate/first-failure.js'],
      testSequencer: '<rootDir>/tools/mutate/in-order.js' };`;
  writeFileSync(inCopy('jest.mutants.js'), config);
  execFileSync('npm', ['run', '--silent', 'generate'], { cwd: inCopy('.'), stdio: 'inherit' });
}

/** Runs tests with a mutant. @returns whether they `passed` or `failed`, or were `silent` */
function runSpecs(specs, environment) {
  const scratch = join(copy, 'scratch');
  mkdirSync(scratch, { recursive: true });
  const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
  const options = ['--runInBand', '--forceExit', '--testTimeout=20000', '--config=jest.mutants.js'];
  const child = spawn(process.execPath, [...jest, ...options, '--runTestsByPath', ...specs], {
    cwd: inCopy('.'),
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: {
      ...process.env,
      CI: '',
      // A run that is cut off would leave its queues on the servers.
      TEST_REDIS_URL: 'redis://127.0.0.1:1',
      TEST_POSTGRES_URL: 'postgres://127.0.0.1:1/none',
      TMPDIR: scratch,
      MUTANT_SPECS: specs.join(' '),
      ...environment,
    },
  });
  return new Promise((resolve) => {
    let output = '';
    let result;
    const endAll = () => {
      try {
        process.kill(-Number(child.pid), 'SIGKILL');
      } catch {
        // Nothing of it is left.
      }
    };
    const giveUp = () => {
      result = 'silent';
      endAll();
    };
    let timer = setTimeout(giveUp, SILENCE_MS);
    child.stdout.on('data', (data) => {
      output += data;
      clearTimeout(timer);
      timer = setTimeout(giveUp, SILENCE_MS);
    });
    child.on('exit', (code) => {
      clearTimeout(timer);
      // What the tests have started ends with them.
      endAll();
      rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
      const failure = output.split('\n').find((line) => line.includes('.spec.ts'));
      resolve({ result: result ?? (code === 0 ? 'passed' : 'failed'), failure });
    });
  });
}

/** Test files without a mutant: how long each takes, and which mutants it meets. */
async function reach(specs) {
  const known = [];
  const met = join(copy, 'met');
  for (const spec of specs) {
    writeFileSync(met, '');
    const start = Date.now();
    const { result, failure } = await runSpecs([spec], { MUTANT: 'reach', MUTANTS_MET: met });
    const ms = Date.now() - start;
    if (result === 'passed') {
      known.push({ spec, ms, ids: new Set(readFileSync(met, 'utf8').split(' ').map(Number)) });
    } else console.log(`left out, as it fails without a mutant: ${failure ?? spec}`);
  }
  return known;
}

/** The test files that meet a mutant: that of its file first, then short ones first. */
function specsFor({ id, path }, known) {
  const name = (file) => basename(file).split('.')[0];
  const rank = ({ spec }) => (name(spec) === name(path) ? 0 : 1);
  const meeting = known.filter(({ ids }) => ids.has(id));
  meeting.sort((a, b) => rank(a) - rank(b) || a.ms - b.ms);
  let left = Number(flags.seconds) * 1000;
  return meeting.filter(({ ms }, index) => index === 0 || (left -= ms) > 0).map(({ spec }) => spec);
}

async function tryMutant(mutant, known) {
  const specs = specsFor(mutant, known);
  mutant.specs += specs.length;
  if (specs.length === 0) return;
  const { result, failure = '' } = await runSpecs(specs, { MUTANT: String(mutant.id) });
  mutant.result = result;
  if (result !== 'passed') print(mutant, failure);
}

function print({ id, path, line, how, original, text, result, specs }, failure) {
  const short = (code) => code.replaceAll(/\s+/g, ' ').slice(0, 90);
  const change = how === 'without' ? short(original) : `${short(original)} → ${short(text)}`;
  const outcome = result === 'passed' ? `SURVIVED ${specs} test files` : result;
  console.log(`${outcome}: ${id} ${path}:${line} ${how} ${change} ${failure}`);
}

const roomOf = (path) => path.split('/')[1];

try {
  const files = sample();
  plantAll(files);
  const only = flags.only?.split(',').map(Number);
  const mutants = files
    .flatMap((file) => file.mutants)
    .filter(({ id }) => only?.includes(id) ?? true)
    .map((mutant) => ({ ...mutant, result: 'passed', specs: 0 }));
  const survivors = () => mutants.filter(({ result }) => result === 'passed');
  const specs = tracked.filter((path) => SPECS.test(path) && path.endsWith('.spec.ts'));
  const isOwn = (spec) => mutants.some(({ path }) => roomOf(path) === roomOf(spec));
  for (const stage of [specs.filter(isOwn), specs.filter((spec) => !isOwn(spec))]) {
    if (survivors().length === 0) break;
    const known = await reach(stage);
    for (const mutant of survivors()) await tryMutant(mutant, known);
  }
  for (const mutant of survivors()) print(mutant, '');
  for (const room of new Set(mutants.map(({ path }) => roomOf(path)))) {
    const of = mutants.filter(({ path }) => roomOf(path) === room);
    const count = (result) => of.filter((mutant) => mutant.result === result).length;
    const killed = `${count('failed')} killed, ${count('silent')} timed out`;
    console.log(`${room}: ${of.length} mutants, ${killed}, ${count('passed')} survived`);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
