/** What compiles and what does not: the options of the module and of a handler. */
import {
  ConvergeContext,
  ConvergeModule,
  TrackConverge,
  type BeforeSend,
  type ConsentCheck,
} from '../../lib/index.js';
import { OrderMapper, order, type Order } from './shop.js';

declare const context: ConvergeContext;

const consent: ConsentCheck = ({ handler }) => (handler === 'A#a' ? 'send' : 'drop');
const beforeSend: BeforeSend = (event) => ({ ...event, properties: {} });

export const modules = [
  ConvergeModule.forRoot(),
  ConvergeModule.forRoot(process.env['CONVERGE_TOKEN']),
  ConvergeModule.forRoot('token'),
  ConvergeModule.forRoot('token', { enabled: false, isGlobal: false }),
  ConvergeModule.forRoot({ token: 'token', mappers: { properties: OrderMapper } }),
  ConvergeModule.forRoot({ endpoint: 'https://example.com/own' }),
  ConvergeModule.forRoot('token', { validation: 'strict', mirrorContactFields: true }),
  ConvergeModule.forRoot('token', { requestContext: { cookieAlias: true, ip: false } }),
  ConvergeModule.forRoot('token', { placeholderAliases: ['pos', 'urn:email:shop@example.com'] }),
  ConvergeModule.forRoot('token', { consent, beforeSend }),
  ConvergeModule.forRoot('token', {
    consent: async () => ({ analytics: 'granted', marketing: 'denied' }),
    beforeSend: [beforeSend, async () => null],
  }),
  ConvergeModule.forRootAsync({ useFactory: () => ({ token: 'token' }), isGlobal: false }),
  ConvergeModule.forRootAsync({
    inject: ['CONFIG'],
    useFactory: async (config: { token: string }) => ({ token: config.token }),
  }),
  // @ts-expect-error the token is the first argument already
  ConvergeModule.forRoot('token', { token: 'another' }),
  // @ts-expect-error there is no such option
  ConvergeModule.forRoot({ token: 'token', concurrency: 3 }),
  // @ts-expect-error the factory gives no options
  ConvergeModule.forRootAsync({ useFactory: () => 'token' }),
  // @ts-expect-error there is no such level
  ConvergeModule.forRoot('token', { validation: 'loose' }),
  // @ts-expect-error the level is a word
  ConvergeModule.forRoot('token', { validation: true }),
  // @ts-expect-error there is no such thing in a request
  ConvergeModule.forRoot('token', { requestContext: { referrer: true } }),
  // @ts-expect-error each part is asked for by itself
  ConvergeModule.forRoot('token', { requestContext: true }),
  // @ts-expect-error one alias instead of a list
  ConvergeModule.forRoot('token', { placeholderAliases: 'pos' }),
  // @ts-expect-error no answer that consent may give
  ConvergeModule.forRoot('token', { consent: () => 'yes' }),
  // @ts-expect-error only half an answer
  ConvergeModule.forRoot('token', { consent: () => ({ analytics: 'granted' }) }),
  // @ts-expect-error an event, or null
  ConvergeModule.forRoot('token', { beforeSend: () => false }),
];

export class Right {
  @TrackConverge('Placed Order', { validation: 'strict' })
  @TrackConverge('Placed Order', {
    properties: OrderMapper,
    validation: 'off',
    requestContext: { cookieAlias: true, ip: true, userAgent: true },
    aliases: ({ email }: Order) => [`urn:email:${email}`],
  })
  order() {
    return order;
  }
}

export class Wrong {
  // @ts-expect-error there is no such level
  @TrackConverge('Placed Order', { properties: OrderMapper, validation: 'loose' })
  // @ts-expect-error there is no such thing in a request
  @TrackConverge('Placed Order', { properties: OrderMapper, requestContext: { ips: true } })
  order() {
    return order;
  }
}

context.addAliases(['urn:a:b']);
context.addProperties({ coupon: 'SUMMER' }, 'Placed Order');
// @ts-expect-error properties are an object
context.addProperties('SUMMER');
