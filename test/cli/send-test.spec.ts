import { describe, expect, it } from '@jest/globals';
import { checkEvent, type ConvergeEventDto } from '../../lib/event/contract.js';
import { checkSpec } from '../../lib/event/check-spec.js';
import { createSandbox } from '../../sandbox/server/index.js';
import { usePrograms } from '../utils/programs.js';
import { useSandbox } from '../utils/use-sandbox.js';
import { runCli } from './support/run-cli.js';

const TOKEN = 'secret-token-1';
const WRONG_TOKEN =
  'Token refused (401): give the token that the sandbox was started with or, if none';

const cli = usePrograms();
const sandbox = useSandbox({ token: TOKEN });

function send(args: string[] = [], env: NodeJS.ProcessEnv = {}) {
  return runCli(cli, ['send-test', '--endpoint', sandbox.endpoint, ...args], { env });
}

describe('send-test', () => {
  it('delivers a complete test order, and shows request, answer, time and what to look for', async () => {
    const { code, stdout, stderr } = await send([], { CONVERGE_TOKEN: TOKEN });
    const event = sandbox.events()[0]!.event as ConvergeEventDto;
    expect(event.event_name).toBe('Placed Order');
    expect(checkEvent(event)).toEqual([]);
    expect(checkSpec(event)).toEqual([]);
    expect(event.aliases).toEqual([expect.stringMatching(/^urn:email:test\..+@example\.com$/)]);
    expect(stdout).toContain(`POST ${sandbox.endpoint}`);
    expect(stdout).toContain('X-Webhook-Token: [token]');
    expect(stdout).toContain(`"event_id": "${event.event_id}"`);
    expect(stdout).toMatch(/^Answer 200 after \d+ ms$/m);
    expect(stdout).toContain('"accepted"');
    expect(stdout).toContain(`Look for the event_id ${event.event_id} in the Logs tab`);
    expect(stdout + stderr).not.toContain(TOKEN);
    expect([code, stderr]).toEqual([0, '']);
  });

  it('takes the token as an argument and the endpoint from the environment, and says it as JSON', async () => {
    const args = ['send-test', '--token', TOKEN, '--json'];
    const env = { CONVERGE_ENDPOINT: sandbox.endpoint };
    const { code, json, stdout } = await runCli(cli, args, { env });
    expect(json).toMatchObject({
      request: { method: 'POST', url: sandbox.endpoint, headers: { 'X-Webhook-Token': '[token]' } },
      answer: { status: 200 },
      outcome: { kind: 'delivered', status: 200 },
      tookMs: expect.any(Number),
      eventId: (sandbox.events()[0]!.event as ConvergeEventDto).event_id,
    });
    expect(JSON.parse(json.request.body)).toEqual(sandbox.events()[0]!.event);
    expect(stdout).not.toContain(TOKEN);
    expect(code).toBe(0);
  });

  it('sends another event each time', async () => {
    await send(['--token', TOKEN]);
    await send(['--token', TOKEN]);
    expect(sandbox.events()).toHaveLength(2);
    const [first, second] = sandbox.events().map(({ event }) => event as ConvergeEventDto);
    expect(first!.aliases).not.toEqual(second!.aliases);
  });

  it.each([
    [401, 'unauthorised', WRONG_TOKEN],
    [404, 'misdirected', 'Not taken (404): this is not Converge'],
    [400, 'rejected', 'Refused (400): read the answer for the reason'],
    [503, 'temporary', 'Not delivered (status 503)'],
  ])('fails for %i, and says what to do', async (status, kind, sentence) => {
    // An answer that repeats the token, too.
    sandbox.simulateFault({ status, body: `no ${TOKEN}\u001b[2J` });
    const { code, stdout } = await send(['--token', TOKEN]);
    expect(stdout).toContain(`Answer ${status} after`);
    expect(stdout).toContain('no [token]\\u001b[2J');
    expect(stdout).toContain(sentence);
    expect(stdout).not.toContain(TOKEN);
    expect(code).toBe(1);
    const { json } = await send(['--token', TOKEN, '--json']);
    expect(json).toMatchObject({ outcome: { kind }, answer: { status } });
  });

  it('fails without an answer', async () => {
    const args = ['send-test', '--endpoint', 'http://127.0.0.1:1/x'];
    const { code, stdout } = await runCli(cli, args);
    expect(stdout).toMatch(
      /No answer \(ECONNREFUSED at 127\.0\.0\.1:1; start the sandbox: .*\) after \d+ ms/,
    );
    expect(code).toBe(1);
    const { json } = await runCli(cli, [...args, '--json']);
    expect(json).toMatchObject({ answer: null, outcome: { kind: 'temporary' } });
  });
});

const GIVEN = ['--token', TOKEN];
const OWN =
  'Converge cannot delete an event. Send a test order to app.runconverge.com? Not a terminal: pass --yes to';
const OTHER = 'Send a test order to shop.example.com? Not a terminal: pass --yes to confirm.';
const NO_URL = 'The environment variable CONVERGE_ENDPOINT is not an http(s) URL';

it.each([
  ["Converge's own endpoint, without a terminal", GIVEN, '', OWN],
  ['another machine, without a terminal', GIVEN, 'https://shop.example.com/hook', OTHER],
  ['no token, without a terminal', [], '', 'The token is missing'],
  ['white space in a token', ['--token', `${TOKEN} x`], '', 'The option --token holds white space'],
  ['http on another machine', ['--endpoint', 'http://example.com/'], '', 'use https'],
  ['no URL', GIVEN, `x ${TOKEN}`, NO_URL],
])('refuses %s', async (_what, args, endpoint, sentence) => {
  const env = { CONVERGE_ENDPOINT: endpoint };
  const { code, stdout, stderr } = await runCli(cli, ['send-test', ...args], { env });
  expect(stderr).toContain(sentence);
  expect(stderr).not.toContain(TOKEN);
  expect([code, stdout]).toEqual([2, '']);
});

it('sends to another machine with --yes', async () => {
  const args = ['send-test', '--token', TOKEN, '--endpoint', 'https://nowhere.invalid/', '--yes'];
  const { code, json } = await runCli(cli, [...args, '--json']);
  expect([code, json.outcome.kind, json.answer]).toEqual([1, 'temporary', null]);
});

it("takes the sandbox's token on this machine", async () => {
  const other = await createSandbox();
  // As the sandbox prints the address of its page.
  const env = { CONVERGE_ENDPOINT: `${other.url}/` };
  const { code, stdout } = await runCli(cli, ['send-test'], { env });
  await other.close();
  expect(stdout).toContain(`POST ${other.endpoint}\n`);
  expect([code, other.events()]).toMatchObject([0, [{ event: { event_name: 'Placed Order' } }]]);
});
