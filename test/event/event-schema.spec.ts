import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { Type } from 'class-transformer';
import { IsEmail, IsInt, IsString, Max, Min, ValidateNested } from 'class-validator';
import * as v from 'valibot';
import { z } from 'zod';
import type { EventSchema, StandardSchema } from '../../lib/index.js';
import { checkSchema as findViolations } from '../../lib/event/event-schema.js';

async function checkSchema(schema: EventSchema, properties: Record<string, unknown>) {
  return (await findViolations(schema, properties)).toArray();
}

class StaffDto {
  @IsString()
  name!: string;
}

class FittingDto {
  @IsString()
  fitting_id!: string;

  @IsInt()
  @Min(5, { message: 'at least 5 minutes, not $value' })
  @Max(240)
  minutes!: number;

  @IsEmail()
  contact!: string;

  @ValidateNested({ each: true })
  @Type(() => StaffDto)
  staff!: StaffDto[];
}

const zodSchema = z.object({
  fitting_id: z.string(),
  minutes: z.int().min(5).max(240),
  contact: z.email(),
  staff: z.array(z.object({ name: z.string() })),
});

const valibotSchema = v.object({
  fitting_id: v.string(),
  minutes: v.pipe(v.number(), v.integer(), v.minValue(5), v.maxValue(240)),
  contact: v.pipe(v.string(), v.trim(), v.email()),
  staff: v.array(v.object({ name: v.string() })),
});

const SCHEMAS: [string, EventSchema][] = [
  ['class-validator', FittingDto],
  ['zod', zodSchema],
  ['valibot', valibotSchema],
];

const RIGHT = {
  fitting_id: 'f-1',
  minutes: 30,
  contact: 'jane@example.com',
  staff: [{ name: 'Mia' }],
  custom: { a: [1] },
};

describe.each(SCHEMAS)('checkSchema with %s', (_name, schema) => {
  it('finds nothing wrong with what is right, custom properties included', async () => {
    expect(await checkSchema(schema, RIGHT)).toEqual([]);
  });

  it('names each place that is wrong, and what stood there', async () => {
    const wrong = { ...RIGHT, fitting_id: 7, minutes: '30', staff: [RIGHT.staff[0]!, { name: 7 }] };
    const violations = await checkSchema(schema, wrong);
    const found = new Map(violations.map(({ path, received }) => [path, received]));
    expect(Object.fromEntries(found)).toEqual({
      'properties.fitting_id': 'a number',
      'properties.minutes': 'a string of length 2',
      'properties.staff[1].name': 'a number',
    });
  });

  it('names what is missing', async () => {
    const { fitting_id: _, ...without } = RIGHT;
    expect(await checkSchema(schema, without)).toEqual([
      expect.objectContaining({ path: 'properties.fitting_id', received: 'nothing' }),
    ]);
  });

  it('quotes no value', async () => {
    const secret = 'secret-jane';
    const wrong = { ...RIGHT, fitting_id: 31415, minutes: 9.87654, contact: ` ${secret} ` };
    const violations = await checkSchema(schema, { ...wrong, staff: secret });
    expect(violations.length).toBeGreaterThanOrEqual(4);
    expect(JSON.stringify(violations)).not.toMatch(/secret|31415|9\.87654/i);
    for (const { advice } of violations) expect(advice.length).toBeGreaterThan(8);
  });

  it('leaves the properties as they are', async () => {
    const properties = structuredClone({ ...RIGHT, contact: ' jane@example.com ' });
    await checkSchema(schema, properties);
    expect(properties).toEqual({ ...RIGHT, contact: ' jane@example.com ' });
  });

  it('quotes no key that may be personal', async () => {
    const schema = z.strictObject({ minutes: z.number() });
    const found = await checkSchema(schema, { minutes: 1, 'jane.doe@example.com': 1 });
    expect(found).toHaveLength(1);
    expect(JSON.stringify(found)).not.toContain('jane');
  });

  it('is not misled by keys that objects inherit', async () => {
    const properties = JSON.parse('{"__proto__":{"fitting_id":"x"},"constructor":7}');
    const violations = await checkSchema(schema, { ...RIGHT, ...properties });
    expect(violations).toEqual([]);
  });
});

describe('checkSchema', () => {
  it('waits for a schema that answers later', async () => {
    const isFree = async (id: string) => Promise.resolve(id !== 'taken');
    const later: EventSchema[] = [
      z.object({ fitting_id: z.string().refine(isFree, 'take another') }),
      v.objectAsync({ fitting_id: v.pipeAsync(v.string(), v.checkAsync(isFree, 'take another')) }),
    ];
    const found = { path: 'properties.fitting_id', rule: 'schema' };
    for (const schema of later) {
      expect(await checkSchema(schema, { fitting_id: 'free' })).toEqual([]);
      expect(await checkSchema(schema, { fitting_id: 'taken' })).toEqual([
        { ...found, received: 'a string of length 5', advice: 'take another' },
      ]);
    }
  });

  const answering = (answer: (value: any) => any): StandardSchema => ({
    '~standard': { version: 1, vendor: 'test', validate: answer },
  });

  it('waits for any thenable', async () => {
    const thenable = {
      then: (resolve: (result: object) => void) => resolve({ issues: [{ message: 'no' }] }),
    };
    const schema = answering(() => thenable);
    expect(await checkSchema(schema, {})).toEqual([
      { path: 'properties', rule: 'schema', received: 'an object', advice: 'no' },
    ]);
  });

  it('does not let a schema change the properties', async () => {
    const properties = { minutes: 30 };
    const schema = answering((value) => ((value.minutes = 31), {}));
    expect(await checkSchema(schema, properties)).toEqual([]);
    expect(properties).toEqual({ minutes: 30 });
  });

  it('takes a schema that is a function', async () => {
    const answer = answering(() => ({ value: 1 }));
    expect(
      await checkSchema(
        Object.assign(() => undefined, answer),
        {},
      ),
    ).toEqual([]);
  });

  it('takes every form of path, and shows no key that may be personal', async () => {
    const paths = [
      ['staff', 1, 'name'],
      [{ key: 'staff' }, { key: '1' }],
      [Symbol('s')],
      ['jane@example.com', 'x'],
      ['constructor', 'name'],
      [],
      undefined,
    ];
    const issues = paths.map((path) => ({ message: 'no', path }));
    const schema = answering(() => ({ issues }));
    const found = await checkSchema(schema, RIGHT);
    expect(found.map(({ path, received }) => `${path}: ${received}`)).toEqual([
      'properties.staff[1].name: nothing',
      'properties.staff[1]: nothing',
      'properties[a key of length 9]: nothing',
      'properties[a key of length 16].x: nothing',
      'properties.constructor.name: nothing',
      'properties: an object',
      'properties: an object',
    ]);
  });

  it('keeps of a message what quotes nothing', async () => {
    const shown = async (message: string) => {
      const schema = answering(() => ({ issues: [{ message, path: ['contact'] }] }));
      return (await checkSchema(schema, RIGHT))[0]?.advice;
    };
    for (const [message, kept] of [
      ['expected a number, received string', 'expected a number, received string'],
      ['Invalid email: Received "x"', 'Invalid email'],
      ['Invalid type: Expected number but received 7', 'Invalid type: Expected number'],
    ]) {
      expect(await shown(message!)).toBe(kept);
    }
    for (const message of ['JANE@example.com is no address', 'Mia is booked', 'Received "x"', '']) {
      expect(await shown(message)).toBe('see the rule in the schema of this event');
    }
  });

  it('puts twenty violations of a very long list into words, and counts the others', async () => {
    const staff = Array.from({ length: 5_000 }, () => ({ name: 7 }));
    for (const [, schema] of SCHEMAS) {
      expect(await checkSchema(schema, { ...RIGHT, staff })).toHaveLength(21);
    }
  });
});
