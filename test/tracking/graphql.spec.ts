import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Inject, Injectable, Scope, type DynamicModule } from '@nestjs/common';
import { ApolloDriver } from '@nestjs/apollo';
import {
  Args,
  CONTEXT,
  Field,
  GraphQLModule,
  Mutation,
  ObjectType,
  Query,
  Resolver,
} from '@nestjs/graphql';
import {
  ConvergeContext,
  ConvergeService,
  TrackConverge,
  type TrackingContext,
} from '../../lib/index.js';
import { orderEvent, orderParts } from '../utils/events.js';
import type { Platform } from '../utils/test-app.js';
import { useOneShop } from '../utils/use-shop.js';

// Jest cannot load it everywhere (`require` of an ES module), and Mercurius needs it only for its pages.
jest.mock('@fastify/static', () => () => undefined);
const { MercuriusDriver } = await import('@nestjs/mercurius');

/** Each instance has a number of its own. */
@Injectable({ scope: Scope.REQUEST })
class Trace {
  static count = 0;
  readonly number = ++Trace.count;
  constructor(@Inject(CONTEXT) readonly context: any) {}
}

const contexts: TrackingContext[] = [];

/** The resolver and the tracking share its instances. */
@Injectable({ scope: Scope.REQUEST })
class PropertiesMapper {
  static count = 0;
  readonly instance = ++PropertiesMapper.count;
  constructor(
    private readonly trace: Trace,
    @Inject(CONTEXT) private readonly context: any,
  ) {}
  map(order: { id: string }, context: TrackingContext) {
    contexts.push(context);
    return {
      ...orderParts(order.id).properties,
      mapper_trace: this.trace.number,
      mapper: this.instance,
      is_context: this.context === context.args[2] && this.trace.context === this.context,
    };
  }
}

@Injectable({ scope: Scope.REQUEST })
class ProfileMapper {
  constructor(
    private readonly trace: Trace,
    @Inject(CONTEXT) private readonly context: any,
  ) {}
  map(_result: unknown, { args }: TrackingContext) {
    return {
      ...orderParts().profile_properties,
      profile_trace: this.trace.number,
      is_context: this.context === args[2],
    };
  }
}

const options = {
  properties: PropertiesMapper,
  profileProperties: ProfileMapper,
  aliases: () => ['urn:a:b'],
};

@ObjectType()
class Order {
  @Field(() => String) id!: string;
  /** The number of the resolver's own instance. */
  @Field(() => Number) trace!: number;
  @Field(() => Number) mapper!: number;
}

@Injectable()
class Checkout {
  constructor(
    private readonly converge: ConvergeService,
    private readonly context: ConvergeContext,
  ) {}
  async complete(id: string) {
    this.context.addProperties({ from: 'a service' });
    await this.converge.track(orderEvent({ event_id: id }));
  }
}

@Resolver(() => Order)
class StaticResolver {
  constructor(private readonly checkout: Checkout) {}

  @Query(() => Order)
  @TrackConverge('Placed Order', options)
  staticQuery(@Args('id', { type: () => String }) id: string): Order {
    return { id, trace: 0, mapper: 0 };
  }

  @Mutation(() => Order)
  @TrackConverge('Placed Order', options)
  staticMutation(@Args('id', { type: () => String }) id: string): Order {
    return { id, trace: 0, mapper: 0 };
  }

  /** Its events come from a service. */
  @Mutation(() => String)
  async untracked(@Args('id', { type: () => String }) id: string): Promise<string> {
    await this.checkout.complete(id);
    return id;
  }
}

@Resolver(() => Order)
class ScopedResolver {
  constructor(
    private readonly trace: Trace,
    private readonly mapper: PropertiesMapper,
  ) {}

  private order(id: string): Order {
    return { id, trace: this.trace.number, mapper: this.mapper.instance };
  }

  @Query(() => Order)
  @TrackConverge('Placed Order', options)
  scopedQuery(@Args('id', { type: () => String }) id: string): Order {
    return this.order(id);
  }

  @Mutation(() => Order)
  @TrackConverge('Placed Order', options)
  scopedMutation(@Args('id', { type: () => String }) id: string): Order {
    return this.order(id);
  }
}

interface Server {
  readonly platform: Platform;
  readonly graphql: () => DynamicModule;
}

const apollo = () => GraphQLModule.forRoot({ driver: ApolloDriver, autoSchemaFile: true });
const mercurius = () => GraphQLModule.forRoot({ driver: MercuriusDriver, autoSchemaFile: true });

const SERVERS: [name: string, server: Server][] = [
  ['Apollo on Express', { platform: 'express', graphql: apollo }],
  ['Apollo on Fastify', { platform: 'fastify', graphql: apollo }],
  ['Mercurius', { platform: 'fastify', graphql: mercurius }],
];

describe.each(SERVERS)('GraphQL by %s', (_name, { platform, graphql }) => {
  const asked: unknown[] = [];
  const shop = useOneShop(
    {
      platform,
      imports: [graphql()],
      providers: [Trace, PropertiesMapper, ProfileMapper, StaticResolver, ScopedResolver, Checkout],
    },
    {
      requestContext: { cookieAlias: true, ip: true, userAgent: true },
      consent: ({ request }) => {
        asked.push(request?.headers['user-agent']);
        return 'send';
      },
    },
  );

  beforeEach(() => {
    asked.length = 0;
    contexts.length = 0;
  });

  async function ask(query: string): Promise<any> {
    const headers = { cookie: '__cvg_uid=visitor-1234', 'user-agent': 'a browser' };
    const { body } = await shop.request('POST', '/graphql', { query }, headers);
    const { data, errors } = JSON.parse(body);
    expect(errors).toBeUndefined();
    return data;
  }

  it.each([
    ['query', 'scopedQuery'],
    ['mutation', 'scopedMutation'],
  ])('gives mappers the instances of a request-scoped resolver, in a %s', async (kind, field) => {
    const { order } = await ask(`${kind} { order: ${field}(id: "7") { id trace mapper } }`);
    const [{ event }] = (await shop.sandbox.waitForEvents(1)) as any;
    expect(event.properties).toMatchObject({
      id: '7',
      mapper_trace: order.trace,
      mapper: order.mapper,
      is_context: true,
    });
    const profile = { profile_trace: order.trace, is_context: true };
    expect(event.profile_properties).toMatchObject(profile);
  });

  it.each([
    ['query', 'staticQuery', 'scopedQuery'],
    ['mutation', 'staticMutation', 'scopedMutation'],
  ])('shares them between all resolvers of one %s', async (kind, first, second) => {
    const data = await ask(`${kind} {
      one: ${first}(id: "1") { id } two: ${second}(id: "2") { trace } three: ${first}(id: "3") { id }
    }`);
    const events = (await shop.sandbox.waitForEvents(3)) as any[];
    const traces = events.map(({ event }) => event.properties.mapper_trace);
    expect(traces).toEqual([data.two.trace, data.two.trace, data.two.trace]);
    expect(events.map(({ event }) => event.properties.is_context)).toEqual([true, true, true]);
    expect(new Set(events.map(({ event }) => event.event_id))).toEqual(new Set(['1', '2', '3']));
  });

  it('keeps operations apart', async () => {
    await ask('mutation { staticMutation(id: "1") { id } }');
    await ask('mutation { staticMutation(id: "2") { id } }');
    const events = (await shop.sandbox.waitForEvents(2)) as any[];
    const traces = events.map(({ event }) => event.properties.mapper_trace);
    expect(new Set(traces).size).toBe(2);
  });

  it.each([
    ['a tracked resolver', 'mutation { staticMutation(id: "1") { id } }'],
    ['a service below an untracked resolver', 'mutation { untracked(id: "1") }'],
  ])('gives consent and requestContext the HTTP request, in %s', async (_where, query) => {
    await ask(query);
    const [{ event }] = (await shop.sandbox.waitForEvents(1)) as any;
    expect(asked).toEqual(['a browser']);
    expect(event.aliases).toContain('urn:cookie:visitor-1234');
    const ofRequest = { $ip: '127.0.0.1', $user_agent: 'a browser' };
    expect(event.profile_properties).toMatchObject(ofRequest);
  });

  it('adds what services gave to ConvergeContext, to events of an untracked resolver', async () => {
    await ask('mutation { untracked(id: "1") }');
    const [{ event }] = (await shop.sandbox.waitForEvents(1)) as any;
    expect(event.properties).toMatchObject({ from: 'a service' });
    expect(shop.logger.said('warn')).toEqual([]);
  });
});
