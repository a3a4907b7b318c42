import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import ts from 'typescript';
import { checkSpec } from '../../dist/index.js';
import { createSandbox } from '../../dist/sandbox/index.js';
import { ROOT } from './pages.js';
import { checkQuickStart } from './quick-start.js';

/** Inside the repository, so that samples import this build, and its dependencies, by their names. */
const FOLDER = `${ROOT}.samples`;
const RUNNER = join(import.meta.dirname, 'run-sample.js');
const TOGETHER = 4;

/** Compiles and runs the samples of these pages. */
export async function checkSamples(pages) {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER);
  try {
    const samples = pages.flatMap(samplesOf);
    const wrong = compile(samples);
    const compiled = samples.filter((sample) => !wrong.some((each) => each.sample === sample));
    const able = compiled.filter(({ mark }) => mark !== 'types only');
    const tests = able.filter(({ code }) => code.includes("'@jest/globals'"));
    const programs = able.filter((sample) => !tests.includes(sample));
    return [
      ...wrong,
      ...runTests(tests),
      ...(await runPrograms(programs)),
      ...(await checkQuickStart(compiled)),
    ];
  } finally {
    rmSync(FOLDER, { recursive: true, force: true });
  }
}

function samplesOf(page) {
  let before = '';
  return page.blocks
    .filter(({ lang }) => ['ts', 'js'].includes(lang))
    .flatMap(({ lang, code, line, mark }) => {
      const whole = mark === 'continues' ? `${before}\n${code}` : code;
      before = whole;
      if (mark === 'unchecked') return [];
      // The first line of the code is below the fence.
      const first = line + 1 - (whole.split('\n').length - code.split('\n').length);
      const name = `${basename(page.name, '.md')}-${line}`;
      return [{ page, line, first, mark, code: whole, file: join(FOLDER, `${name}.${lang}`) }];
    });
}

function compile(samples) {
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(
    {
      ...config.compilerOptions,
      paths: {},
      // As in an application of `nest new`.
      isolatedModules: false,
      noUnusedLocals: false,
      noUnusedParameters: false,
      allowJs: true,
      noEmit: false,
      outDir: join(FOLDER, 'out'),
      rootDir: FOLDER,
    },
    ROOT,
  );
  for (const { file, code } of samples) writeFileSync(file, `${code}\nexport {};\n`);
  const host = ts.createCompilerHost(options);
  const parsed = new Map();
  const read = host.getSourceFile;
  host.getSourceFile = (name, ...rest) => {
    if (!parsed.has(name)) parsed.set(name, read.call(host, name, ...rest));
    return parsed.get(name);
  };
  // Each is a program of its own, since `declare module` in one would be seen in the others.
  return samples.flatMap((sample) => {
    const program = ts.createProgram([sample.file], options, host);
    const found = ts.getPreEmitDiagnostics(program);
    program.emit();
    sample.built = join(FOLDER, 'out', basename(sample.file).replace(/ts$/, 'js'));
    return found.map(({ file, start, messageText }) => {
      const inside = file?.fileName === sample.file;
      const row = inside ? file.getLineAndCharacterOfPosition(start).line : 0;
      const text = ts.flattenDiagnosticMessageText(messageText, '\n');
      return { sample, page: sample.page, line: sample.first + row, text };
    });
  });
}

function runTests(samples) {
  if (samples.length === 0) return [];
  const testMatch = samples.map(({ built }) => built);
  const config = { rootDir: join(FOLDER, 'out'), transform: {}, testMatch };
  const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
  const args = ['--experimental-vm-modules', jest, '--json', '--config', JSON.stringify(config)];
  const { stdout } = spawnSync(process.execPath, args, { cwd: FOLDER, encoding: 'utf8' });
  const results = new Map(
    JSON.parse(stdout).testResults.map(({ name, status, message }) => [name, { status, message }]),
  );
  return samples
    .filter(({ built }) => results.get(built)?.status !== 'passed')
    .map(({ page, line, built }) => {
      return { page, line, text: `its test fails\n${results.get(built)?.message}` };
    });
}

async function runPrograms(samples) {
  const waiting = [...samples];
  const problems = [];
  const worker = async () => {
    for (let sample; (sample = waiting.shift()) !== undefined;) {
      const text = await runProgram(sample.built);
      if (text !== undefined) problems.push({ page: sample.page, line: sample.line, text });
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, worker));
  return problems;
}

/** Runs a sample until it listens or ends. @returns what went wrong */
async function runProgram(path) {
  const sandbox = await createSandbox();
  const cwd = mkdtempSync(join(tmpdir(), 'sample-'));
  try {
    const child = spawn(process.execPath, [RUNNER, path], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        PORT: '0',
        CONVERGE_ENDPOINT: sandbox.endpoint,
        CONVERGE_TOKEN: sandbox.token,
        // No sample reaches another machine.
        HTTP_PROXY: 'http://127.0.0.1:9',
        HTTPS_PROXY: 'http://127.0.0.1:9',
      },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    }
    const code = await new Promise((resolve) => child.on('exit', resolve));
    if (code !== 0) return `it ends with ${code}\n${output}`;
    const refused = sandbox.requests().find(({ reason }) => reason !== undefined);
    if (refused !== undefined) return `the sandbox refuses an event: ${refused.reason}`;
    const [finding] = sandbox.events().flatMap(({ event }) => checkSpec(event));
    if (finding !== undefined) return `the sandbox warns of ${finding.path}: ${finding.advice}`;
    return undefined;
  } finally {
    await sandbox.close();
    rmSync(cwd, { recursive: true, force: true });
  }
}
