import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import ts from 'typescript';

/** A handler that returns an order, tracked with these options. */
const tracked = (options: string, name = 'Placed Order') =>
  `class A { @TrackConverge('${name}', ${options}) create() { return order; } }`;

/** What a developer writes, and what the compiler has to say: all of it, in few lines. */
const WRONG: Record<string, { code: string; says: string[] }> = {
  'a misspelt event': {
    code: `class A { @TrackConverge('Place Order') create() { return order; } }`,
    says: [`'"Place Order"' is not assignable to parameter of type 'EventName'`],
  },
  'a misspelt event that is given to track()': {
    code: `void converge.track({ ...event, event_name: 'Place Order' });`,
    says: [`'"Place Order"' is not assignable`, `Did you mean '"Placed Order"'?`],
  },
  'money as a string': {
    code: tracked(
      `{ properties: (order: Order) => ({ ...orderProperties(order), total_price: '42.00' }) }`,
    ),
    says: [`'total_price'`, `Type 'string' is not assignable to type 'number'`],
  },
  'money as a string that is given to track()': {
    code: `void converge.track({ ...event, properties: { ...event.properties, total_price: '42.00' } });`,
    says: [`Type 'string' is not assignable to type 'number'`],
  },
  'missing properties': {
    code: tracked(`{ properties: ({ id }: Order) => ({ id }) }`),
    says: [`missing the following properties from type 'PlacedOrderDto'`, '$is_new_customer'],
  },
  'a mapper class that gives too little': {
    code: tracked(`{ properties: LooseMapper }`),
    says: [`'typeof LooseMapper'`, `missing the following properties from type 'PlacedOrderDto'`],
  },
  'a sales channel that there is not': {
    code: tracked(
      `{ properties: (order: Order) => ({ ...orderProperties(order), $sales_channel_type: 'shop' }) }`,
    ),
    says: [`'$sales_channel_type'`, `Type '"shop"' is not assignable to type '"web"`],
  },
  'a profile without the email': {
    code: `void converge.track({ ...event, profile_properties: {} });`,
    says: [`Property '$email' is missing`, `'ContactDto'`],
  },
  'contact() of a record whose email may be missing': {
    code: tracked(`{ profileProperties: (order: Order) => contact(nullable(order)) }`),
    says: [
      `Property '$email' is missing in type 'ContactFields' but required in type 'ContactDto'`,
    ],
  },
  'a mapper that is written for another result': {
    code: `class A {
      @TrackConverge('Placed Order', { properties: OrderMapper })
      async create() { return { id: 7 }; }
    }`,
    says: [`Type '{ id: number; }' is missing the following properties from type 'Order'`],
  },
  'a misspelt option': {
    code: tracked(`{ propertys: OrderMapper }`),
    says: [`'propertys' does not exist`, `Did you mean to write 'properties'?`],
  },
  'an option under its name in the webhook': {
    code: tracked(
      `{ properties: OrderMapper, profile_properties: ({ email }: Order) => ({ $email: email }) }`,
    ),
    says: [`'Wrong<"The option is called profileProperties">'`],
  },
  'an option of the module': {
    code: tracked(`{ properties: OrderMapper, mirrorContactFields: true }`),
    says: [`Wrong<"There is no option mirrorContactFields">'`],
  },
  'options that are not said to be for this event': {
    code: `const options: TrackOptions<Order> = { properties: LooseMapper };
    ${tracked('options')}`,
    says: [
      'TrackOptions<Order, string>',
      `Type 'string' is not assignable to type '"Placed Order"'`,
    ],
  },
  "a key of the browser's pixel": {
    code: `void converge.track({ ...event, eventID: '1' });`,
    says: [`'eventID' does not exist`, `Did you mean to write 'event_id'?`],
  },
  'an event of the project with a wrong property': {
    code: `declare module '../../lib/index.js' {
      interface ConvergeEvents { 'Booked Fitting': { fitting_id: string } }
    }
    ${tracked('{ properties: () => ({ fitting_id: 7 }) }', 'Booked Fitting')}`,
    says: [`'fitting_id'`, `Type 'number' is not assignable to type 'string'`],
  },
};

const HEAD = `
  import {
    contact, TrackConverge, type ConvergeEvent, type ConvergeService, type TrackOptions,
  } from '../../lib/index.js';
  import { LooseMapper, OrderMapper, order, orderProperties, type Order } from './shop.js';
  declare const converge: ConvergeService;
  declare function nullable(order: Order): { email: string | null };
  declare const event: ConvergeEvent<'Placed Order'>;
`;

/** Elsewhere the tests' own events are there too, so that only here it can be seen that there are no more. */
const NAMES = `
  import type { EventName } from '../../lib/index.js';
  import type { CONVERGE_SPEC } from '../fixtures/converge-spec.js';
  import { expectNothing } from './equal.js';
  type Known = keyof typeof CONVERGE_SPEC | 'Booked Fitting';
  expectNothing<Exclude<EventName, Known>>();
  expectNothing<Exclude<Known, EventName>>();
`;

const MAX_LINES = 12;
const FOLDER = resolve('test/types');

/** The errors of several files that are not on the disk, by their names. */
function compile(files: Record<string, string>): Map<string, string[]> {
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, process.cwd());
  const unused = { noUnusedLocals: false, noUnusedParameters: false };
  const host = ts.createCompilerHost({ ...options, ...unused });
  const texts = new Map(
    Object.entries(files).map(([name, text]) => [resolve(FOLDER, `${name}.ts`), text]),
  );
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.getSourceFile = (path, version, ...rest) => {
    const text = texts.get(path);
    return text === undefined
      ? getSourceFile(path, version, ...rest)
      : ts.createSourceFile(path, text, version);
  };
  const program = ts.createProgram([...texts.keys()], { ...options, ...unused }, host);
  return new Map(
    [...texts.keys()].map((path, index) => [
      Object.keys(files)[index]!,
      program
        .getSemanticDiagnostics(program.getSourceFile(path))
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
    ]),
  );
}

describe('what the compiler says', () => {
  const names = Object.keys(WRONG);
  let errors: Map<string, string[]>;

  beforeAll(() => {
    const files = names.map((name, index) => [`wrong${index}`, HEAD + WRONG[name]!.code]);
    const right = `${HEAD} void converge.track(event); export type All = [TrackOptions<Order>,
      typeof TrackConverge, typeof contact, typeof nullable, typeof order, typeof orderProperties, OrderMapper, LooseMapper];`;
    errors = compile({ ...Object.fromEntries(files), right, names: NAMES });
  }, 60_000);

  it('is nothing about what is right', () => {
    expect(errors.get('right')).toEqual([]);
  });

  it('is nothing about the names of the spec, which are all that there are', () => {
    expect(errors.get('names')).toEqual([]);
  });

  it.each(names)('is short and names the place: %s', (name) => {
    const found = errors.get(`wrong${names.indexOf(name)}`)!;
    expect(found).toHaveLength(1);
    for (const text of WRONG[name]!.says) expect(found[0]).toContain(text);
    expect(found[0]!.split('\n').length).toBeLessThanOrEqual(MAX_LINES);
  });
});
