import { join, resolve, sep } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { bullmq } from '../../lib/bullmq/index.js';
import { connectionOf } from '../../cli/connection.js';
import { outboxPlaceOf } from '../../cli/with-outbox.js';
import { CONVERGE_ENDPOINT, type Environment } from '../../lib/options/environment.js';
import { resolveOptions } from '../../lib/options/resolve-options.js';

const SANDBOX = 'http://127.0.0.1:4400/api/webhooks';
const ALL: Environment = {
  CONVERGE_TOKEN: 'from-variable',
  CONVERGE_ENDPOINT: 'https://variable.example/hook',
  CONVERGE_OUTBOX_PATH: 'variable/outbox',
};

interface Given {
  readonly token?: string;
  readonly endpoint?: string;
  readonly outbox?: string;
}

/** What the module and the command line make of the same settings. */
const ASKED: Record<string, (given: Given, environment: Environment) => object> = {
  'the module': (given, environment) => {
    const { token, endpoint, outbox } = resolveOptions(given, environment);
    return { token, endpoint, outbox: outbox.url ?? outbox.path };
  },
  'the command line': ({ outbox, ...given }, environment) => {
    const { path, url } = outboxPlaceOf(outbox, environment);
    return {
      ...connectionOf(given, environment),
      outbox: url ?? (path === 'memory' ? path : resolve(path)),
    };
  },
};

describe.each(Object.entries(ASKED))('%s', (_who, ask) => {
  it('reads the variables where nothing is given', () => {
    expect(ask({}, ALL)).toEqual({
      token: 'from-variable',
      endpoint: 'https://variable.example/hook',
      outbox: resolve('variable', 'outbox'),
    });
  });

  it('prefers what is given, one by one', () => {
    expect(ask({ token: 'given' }, ALL)).toMatchObject({
      token: 'given',
      endpoint: 'https://variable.example/hook',
    });
    const given = { token: 'given', endpoint: 'https://given.example/', outbox: 'given' };
    expect(ask(given, ALL)).toEqual({ ...given, outbox: resolve('given') });
  });

  it.each([undefined, null, ''])(
    'takes %j for not given, and an empty variable for not set',
    (it) => {
      const nothing = { token: it, endpoint: it, outbox: it } as Given;
      expect(ask(nothing, ALL)).toEqual(ask({}, ALL));
      const empty = { CONVERGE_TOKEN: 't', CONVERGE_ENDPOINT: '', CONVERGE_OUTBOX_PATH: '' };
      expect(ask({}, empty)).toEqual({
        token: 't',
        endpoint: CONVERGE_ENDPOINT,
        outbox: resolve('.converge', 'outbox'),
      });
    },
  );

  it('keeps events of a test in memory, unless a path is given or set', () => {
    const test = { CONVERGE_TOKEN: 't', NODE_ENV: 'test' };
    expect(ask({}, test)).toMatchObject({ outbox: 'memory' });
    expect(ask({ outbox: 'given' }, test)).toMatchObject({ outbox: resolve('given') });
    const set = { ...test, CONVERGE_OUTBOX_PATH: join('set', 'here') };
    expect(ask({}, set)).toMatchObject({ outbox: resolve('set', 'here') });
  });

  it.each([
    SANDBOX,
    'http://127.0.0.1:4400',
    'http://127.0.0.1:4400/',
    'http://127.0.0.1:4400/#/logs',
  ])('needs no token for the sandbox, whose address is enough: %s', (endpoint) => {
    const connection = { token: 'sandbox-token', endpoint: SANDBOX };
    expect(ask({ endpoint }, {})).toMatchObject(connection);
    expect(ask({}, { CONVERGE_ENDPOINT: endpoint })).toMatchObject(connection);
    expect(ask({ token: 'own', endpoint }, {})).toMatchObject({ ...connection, token: 'own' });
  });

  it('leaves other endpoints as they are', () => {
    for (const endpoint of ['http://localhost:1/hook', 'http://localhost:1/?a=b']) {
      expect(ask({ endpoint }, {})).toMatchObject({ endpoint });
    }
    const endpoint = 'https://old-source.example/';
    expect(ask({ endpoint }, {})).toMatchObject({ endpoint, token: undefined });
  });

  it.each(['redis://h', 'REDISS://:p@h:1/2', 'postgres://u:p@h/d', 'postgresql://h?sslmode=no'])(
    'takes the URL of a server: %s',
    (url) => {
      const server = { CONVERGE_TOKEN: 't', CONVERGE_OUTBOX_PATH: url };
      expect(ask({}, server)).toMatchObject({ outbox: url });
      expect(ask({ outbox: url }, ALL)).toMatchObject({ outbox: url });
      expect(ask({ outbox: 'own' }, server)).toMatchObject({ outbox: resolve('own') });
    },
  );

  it.each([
    ['TOKEN', 'secret\n', 'holds white space'],
    ['TOKEN', '"secret"', 'has quotes around it'],
    ['ENDPOINT', 'secret', 'is not an http(s) URL'],
    ['ENDPOINT', 'http://shop.example/secret', 'is plain http'],
    ['OUTBOX_PATH', "'./secret'", 'has quotes around it'],
    ['OUTBOX_PATH', ' ', 'must be the path of a file'],
    ['OUTBOX_PATH', 'redis://:secret@host:x', 'is not a URL'],
    ['OUTBOX_PATH', 'postgres:secret', 'is not a URL'],
    ['OUTBOX_PATH', 'mysql://u:secret@h/d', 'is the URL of an unknown kind of server'],
    ['OUTBOX_PATH', 'secret/', 'is a directory: give a file'],
    ['OUTBOX_PATH', ':memory:', 'is SQLite\'s name for memory: write "memory"'],
    ['OUTBOX_PATH', '~/secret', 'begins with ~'],
    ['OUTBOX_PATH', '/proc/secret', 'is in a file system of the kernel'],
    ['OUTBOX_PATH', '/dev/null', 'is in a file system of the kernel'],
  ])('names the variable that is wrong: %s is %j', (name, value, message) => {
    const asking = () => ask({}, { CONVERGE_TOKEN: 't', [`CONVERGE_${name}`]: value });
    expect(asking).toThrow(`The environment variable CONVERGE_${name} ${message}`);
    expect(asking).not.toThrow('secret');
  });

  it('takes no path of Windows elsewhere, but any other file', () => {
    const isWindows = sep === '\\';
    for (const outbox of ['C:\\data\\outbox', 'C:/data/outbox', 'data\\outbox']) {
      const asking = expect(() => ask({ token: 't', outbox }, {}));
      if (isWindows) asking.not.toThrow();
      else asking.toThrow(/option ("outbox"|--path) is a path of Windows/);
    }
    for (const outbox of ['/dev/shm/outbox', '/process/outbox', './~/outbox', 'a:b']) {
      expect(ask({ token: 't', outbox }, {})).toMatchObject({ outbox: resolve(outbox) });
    }
  });
});

describe('the module', () => {
  it('names all ways to give a token that is missing', () => {
    const message =
      /CONVERGE_TOKEN or the option "token".*sandbox.*CONVERGE_ENDPOINT.*ConvergeTestingModule/;
    expect(() => resolveOptions({ token: undefined }, {})).toThrow(message);
  });

  it('needs no token while it is disabled, and checks one that is there', () => {
    expect(resolveOptions({ enabled: false }, {}).token).toBeUndefined();
    expect(() => resolveOptions({ enabled: false }, { CONVERGE_TOKEN: 'a b' })).toThrow('white');
  });

  it('refuses to record only into memory, also where a variable says so', () => {
    const memory = { CONVERGE_TOKEN: 't', CONVERGE_OUTBOX_PATH: 'memory' };
    expect(() => resolveOptions({ delivery: false }, memory)).toThrow('delivery: false needs');
    const test = { CONVERGE_TOKEN: 't', NODE_ENV: 'test' };
    expect(resolveOptions({ delivery: false }, test).outbox.path).toBe('memory');
    const server = { ...test, CONVERGE_OUTBOX_PATH: 'redis://host' };
    expect(resolveOptions({ delivery: false }, server).outbox).toMatchObject({ path: 'memory' });
  });

  it.each([false, 42])('says what an outbox may be, to %j', (outbox: any) => {
    expect(() => resolveOptions({ token: 't', outbox }, {})).toThrow(
      'option "outbox" must be the path of a file, "memory", or the URL of a server',
    );
  });

  it('keeps a spill beside the server of a URL, where bullmq() says nothing else', () => {
    const url = 'redis://host';
    const server = { CONVERGE_TOKEN: 't', CONVERGE_OUTBOX_PATH: url };
    const spill = resolve('.converge/outbox');
    expect(resolveOptions({}, server).outbox).toMatchObject({ path: spill, url });
    const { broker } = bullmq({ connection: url });
    const own = { broker, path: spill, url: undefined };
    expect(resolveOptions({ outbox: { broker } }, server).outbox).toMatchObject(own);
    expect(() => resolveOptions({ outbox: { broker, path: url } }, server)).toThrow('outbox.path');
    expect(resolveOptions({ enabled: false }, server).outbox).toMatchObject({ url: undefined });
  });
});
