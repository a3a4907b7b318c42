import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import ts from 'typescript';

const WITHOUT = 'stops the start on a method that Nest calls without interceptors: ';

/** Each row of docs/transports.md, by its first cell, with the test that proves it, by its file. */
const PROOFS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'tracking/interceptor': {
    HTTP: 'gives mappers their context',
    'returns a promise': 'tracks through mappers: promise',
    'throws or rejects': 'tracks nothing when the handler fails',
    'returns an observable of several values': 'tracks the last value of an observable, once',
    'returns an observable that fails after a value': 'tracks nothing when the handler rejects',
    'sends server-sent events (`@Sse`)':
      'lets server-sent events pass one by one, and tracks at their end',
    'sends server-sent events until the client leaves':
      'tracks nothing of a stream that the client leaves',
    'several decorators on one handler': 'tracks two events of one handler, each once',
    'a request-scoped controller': 'gives parallel requests each their own request-scoped mapper',
  },
  'transports/messages': {
    messages: 'tracks an answered message',
    GraphQL: 'finds the request in a GraphQL context, by either name',
    '`@MessagePattern`': 'answers a message when its event is recorded',
    '`@MessagePattern`, a stream': 'lets a stream pass, and tracks its last value',
    '`@MessagePattern`, an error or no value':
      'tracks nothing of a message that is answered with an error or with no value',
    '`@MessagePattern`, a stream that is open':
      'lets the values of an open stream pass at once, and tracks none of them',
    '`@EventPattern`': 'tracks an event message, whose handler returns nothing',
    'several `@EventPattern` of one pattern':
      'tracks each of several handlers of one event message',
    'a hybrid application, `@Post` and `@MessagePattern` on one method':
      'tracks a handler of both transports once for each call',
    'an application without HTTP (`createMicroservice`)':
      'tracks the messages of an application without HTTP',
    'any, with a request-scoped mapper': 'resolves request-scoped mappers',
  },
  'transports/gateways': {
    WebSockets: 'tracks an answered socket message',
    '`@SubscribeMessage`': 'answers a socket message when its event is recorded',
    'a stream': 'lets the values of a socket stream pass, and tracks the last one',
    'an error': 'tracks nothing of a socket message that fails',
    'a stream whose client leaves':
      'tracks nothing of a socket stream whose client leaves before its end',
  },
  'transports/http-results': {
    'returns a value': 'maps a plain value before the response is sent',
    'answers with `@Res()`':
      'has no result of a handler that answers with @Res() and returns nothing',
    'answers with `@Res()` and returns a value':
      'maps what a handler returns after it has answered with @Res()',
    'answers with `@Res()`, with the default mappers':
      'reports an invalid event if @Res() leaves nothing to the default mappers',
    'sets headers with `@Res({ passthrough: true })`':
      'maps the value that is returned with @Res({ passthrough: true })',
    'returns nothing (`@HttpCode(204)`)':
      'tracks a handler without a result: undefined, with status 204',
    'returns a `StreamableFile`': 'maps a file itself, before its first byte is sent',
    'redirects with `@Redirect(url)`': 'tracks a redirect to a fixed address',
    'redirects to what it returns': 'tracks a redirect to the address in the result',
    'succeeds, but an interceptor further out fails':
      'tracks a success of which an interceptor further out makes an error',
    'returns an observable of one value': 'tracks the only value of an observable',
    'returns an observable without a value': 'tracks nothing of an observable without a value',
    '`HEAD` on a `@Get` route': 'tracks HEAD as GET, because it runs the same handler',
    '`HEAD`, not to be tracked': 'leaves out HEAD by `when`',
    '`@Head`': 'tracks a handler of its own for HEAD',
  },
  'transports/routing': {
    '`@All`': 'tracks @All with every method',
    'versions (`@Version`)': 'tracks each version of a route',
    '`@Controller({ host })`': 'tracks a route of one host',
    'a global prefix, `RouterModule`': 'tracks a route of RouterModule under a global prefix',
    'a controller with durable providers': 'shares a durable provider between handler and mapper',
    'a durable mapper of a static controller':
      'gives a durable mapper of another handler the payload of its tenant',
    'an inherited handler': 'tracks an inherited handler',
    'an overridden handler without a decorator':
      'tracks nothing of an overridden handler without a decorator of its own',
    'an overridden handler with a decorator':
      'tracks an overridden handler as its own decorator says, once',
    'a controller in a module of `LazyModuleLoader`':
      'tracks by ConvergeService in a lazy-loaded module, of whose controllers Nest makes no routes',
  },
  'tracking/graphql': {
    '`@Query`': 'shares them between all resolvers of one query',
    '`@Mutation`': 'shares them between all resolvers of one mutation',
  },
  'tracking/placement': {
    '`@Subscription`': `${WITHOUT}a GraphQL subscription`,
    '`@ResolveField`': 'warns where Nest may call the method without interceptors: a GraphQL field',
    'of a service': `${WITHOUT}a plain service`,
    '`@Cron`': `${WITHOUT}@Cron`,
    '`@Interval`': `${WITHOUT}@Interval`,
    '`@Timeout`': `${WITHOUT}@Timeout`,
    '`@OnEvent`': `${WITHOUT}@OnEvent`,
    'of a CQRS handler': `${WITHOUT}a CQRS handler`,
    'of a BullMQ processor': `${WITHOUT}a BullMQ processor`,
    'of a controller, but no route': 'stops the start on a method of a controller that is no route',
  },
  'transports/elsewhere': {
    'of a service': 'tracks by ConvergeService in a standalone application: a service',
    '`@Cron`': 'tracks by ConvergeService in a job: @cron',
    '`@Interval`': 'tracks by ConvergeService in a job: @interval',
    '`@Timeout`': 'tracks by ConvergeService in a job: @timeout',
    '`@OnEvent`': 'tracks by ConvergeService in a standalone application: @OnEvent',
    'of a CQRS handler': 'tracks by ConvergeService in a standalone application: a command',
    'of a BullMQ processor': 'tracks by ConvergeService in a standalone application: a service',
    'of a controller, but no route':
      'tracks by ConvergeService in a standalone application: a service',
  },
  'transports/nest-features': {
    guards: 'leaves a guard as it is, with and without the decorator',
    pipes: 'leaves a pipe as it is, with and without the decorator',
    'exception filters': 'leaves an exception filter as it is, with and without the decorator',
    '`ClassSerializerInterceptor`':
      'leaves ClassSerializerInterceptor as it is, with and without the decorator',
    '`CacheInterceptor` (`@nestjs/cache-manager`)':
      'leaves CacheInterceptor as it is, with and without the decorator',
    '`@nestjs/swagger`': 'leaves the document of @nestjs/swagger as it is',
  },
  'transports/throttler': {
    '`ThrottlerGuard` (`@nestjs/throttler`)':
      'leaves ThrottlerGuard in every place as it is, and tracks only what it lets pass',
  },
  'tracking/transactions': {
    transactions: 'is tracked after the commit, with @Transaction above @TrackConverge',
  },
};

const page = readFileSync(new URL('../../docs/transports.md', import.meta.url), 'utf8');

/** The rows of all tables, without their heads, and the items of the list of methods. */
const rows = page
  .split('\n')
  .filter((line, at, lines) => line.startsWith('|') && !isHead(line, lines[at + 1]))
  .map((line) => line.split('|')[1]!.trim())
  .concat(page.split('## Where Nest calls no interceptors')[1]!.match(/(?<=^- ).*/gm)!);

function isHead(line: string, next: string | undefined): boolean {
  return /^\|[ |-]+$/.test(line) || /^\|[ |-]+$/.test(next ?? '');
}

/** The names of a spec's tests, and all its texts, of which `it.each` makes more of them. */
function namesIn(spec: URL): { readonly tests: string[]; readonly texts: Set<string> } {
  const source = readFileSync(spec, 'utf8');
  const tests: string[] = [];
  const texts = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) texts.add(node.text);
    if (ts.isCallExpression(node) && /^it(\.each\b|$)/.test(node.expression.getText())) {
      const [name] = node.arguments;
      if (name !== undefined && ts.isStringLiteralLike(name)) tests.push(name.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(spec.pathname, source, ts.ScriptTarget.Latest, true));
  return { tests, texts };
}

/** Whether a spec has the test: as it is written, or as `it.each` names it. */
function hasTest(spec: URL, name: string): boolean {
  const { tests, texts } = namesIn(spec);
  return tests.some((test) => {
    if (test === name) return true;
    const pattern = test.split('%s').map((part) => part.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'));
    const given = new RegExp(`^${pattern.join('(.+)')}$`).exec(name)?.slice(1);
    return given !== undefined && given.length > 0 && given.every((text) => texts.has(text));
  });
}

it('has rows to prove', () => expect(rows.length).toBeGreaterThan(50));

it.each(rows)('docs/transports.md proves its row: %s', (row) => {
  expect(Object.values(PROOFS).some((proofs) => proofs[row] !== undefined)).toBe(true);
});

const proofs = Object.entries(PROOFS).flatMap(([path, tests]) =>
  Object.entries(tests).map(([row, name]) => ({ row, path, name })),
);

it.each(proofs)('$path has the proof of "$row": $name', ({ row, path, name }) => {
  const isProved = hasTest(new URL(`../${path}.spec.ts`, import.meta.url), name);
  expect({ isKnown: rows.includes(row), isProved }).toEqual({ isKnown: true, isProved: true });
});
