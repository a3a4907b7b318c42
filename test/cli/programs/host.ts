import { Readable } from 'node:stream';

/** A command that `runCli` wants to be run, one after the other. */
export interface HostRequest {
  /** The program that `npx nestjs-converge` runs. */
  readonly main: string;
  readonly args: readonly string[];
  /** All that the environment has. */
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly input: string;
  /** The user that runs it and all later ones; only root can choose. */
  readonly uid?: number;
}

export interface HostAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Kept: while a command runs, `process` has others. */
const send = process.send!.bind(process);
let count = 0;

process.on('message', (request: HostRequest) => void run(request).then((answer) => send(answer)));

/** Runs the program anew, in a process that has loaded its modules already. */
async function run({ main, args, env, cwd, input, uid }: HostRequest): Promise<HostAnswer> {
  process.chdir(cwd);
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  process.argv = [process.execPath, main, ...args];
  process.exitCode = undefined;
  const stdin = Readable.from(input === '' ? [] : [Buffer.from(input)], { objectMode: false });
  Object.defineProperty(process, 'stdin', { value: stdin, configurable: true });
  const stdout = collect(process.stdout);
  const stderr = collect(process.stderr);
  if (uid !== undefined) process.setuid!(uid);
  const code = await new Promise<number>((resolve, reject) => {
    process.exit = ((given?: number) => resolve(given ?? Number(process.exitCode ?? 0))) as never;
    import(`${main}?run=${++count}`).catch(reject);
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.removeAllListeners(signal);
  process.stdout.removeAllListeners('error');
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}

/** From now on, what is written to a stream goes here. */
function collect(stream: NodeJS.WriteStream): string[] {
  const written: string[] = [];
  stream.write = (text: string | Uint8Array, ...rest: unknown[]) => {
    written.push(typeof text === 'string' ? text : Buffer.from(text).toString());
    const done = rest.at(-1);
    if (typeof done === 'function') process.nextTick(done);
    return true;
  };
  return written;
}
