/** What compiles and what does not: events that a project adds (test/utils/own-events.ts does). */
import * as v from 'valibot';
import { z } from 'zod';
import {
  ConvergeModule,
  TrackConverge,
  type ConvergeService,
  type EventName,
  type EventSchema,
  type PropertiesMapper,
  type PropertiesOf,
} from '../../lib/index.js';
import '../utils/own-events.js';

interface Fitting {
  id: string;
  minutes: number;
}

class FittingDto {
  fitting_id!: string;
}

class FittingMapper implements PropertiesMapper<Fitting, 'Booked Fitting'> {
  map({ id, minutes }: Fitting) {
    return { fitting_id: id, minutes, room: 'B' };
  }
}

declare const fitting: Fitting;
declare const converge: ConvergeService;
declare const anyName: string;

const content = { event_id: '1', profile_properties: {}, aliases: ['urn:a:b'] };

export class Right {
  @TrackConverge('Booked Fitting', { properties: FittingMapper })
  @TrackConverge('Booked Fitting', { properties: ({ id }: Fitting) => ({ fitting_id: id }) })
  @TrackConverge('Watched', { properties: () => ({}), profileProperties: () => ({ vip: true }) })
  fitting() {
    return fitting;
  }
}

export class Wrong {
  // @ts-expect-error an event that is not declared
  @TrackConverge('Booked Fittings')
  // @ts-expect-error any name
  @TrackConverge(anyName)
  // @ts-expect-error fitting_id is missing
  @TrackConverge('Booked Fitting', { properties: ({ minutes }: Fitting) => ({ minutes }) })
  // @ts-expect-error the mapper is that of another event
  @TrackConverge('Placed Order', { properties: FittingMapper })
  fitting() {
    return fitting;
  }
}

export const names: EventName[] = ['Booked Fitting', 'Placed Order'];
export const properties: PropertiesOf<'Booked Fitting'> = { fitting_id: 'f-1' };
// @ts-expect-error fitting_id is missing
export const none: PropertiesOf<'Booked Fitting'> = {};

void converge.track({
  event_name: 'Booked Fitting',
  properties: { fitting_id: 'f-1', room: 'B' },
  ...content,
});
// @ts-expect-error fitting_id is missing
void converge.track({ event_name: 'Booked Fitting', properties: { minutes: 30 }, ...content });

export const schemas: EventSchema[] = [
  FittingDto,
  z.object({ fitting_id: z.string() }),
  v.object({ fitting_id: v.string() }),
  v.objectAsync({ fitting_id: v.string() }),
];

export const modules = [
  ConvergeModule.forRoot('token', { events: { 'Booked Fitting': FittingDto } }),
  ConvergeModule.forRoot('token', { events: { 'Booked Fitting': z.object({}) } }),
  ConvergeModule.forRoot('token', {
    events: { 'Placed Order': v.object({ warehouse: v.string() }) },
  }),
  // @ts-expect-error a DTO is given as a class
  ConvergeModule.forRoot('token', { events: { 'Booked Fitting': new FittingDto() } }),
  // @ts-expect-error a function is no schema
  ConvergeModule.forRoot('token', { events: { 'Booked Fitting': () => true } }),
  // @ts-expect-error neither is a name
  ConvergeModule.forRoot('token', { events: ['Booked Fitting'] }),
];
