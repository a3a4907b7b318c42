import 'reflect-metadata';
import { importLib } from '../import-lib.js';

/** The parts of the library that the pages describe. */
export const {
  aliases,
  COMMON_FIELDS,
  ContactDto,
  createDraft,
  DEFAULT_MAPPERS,
  EVENT_SPEC,
  EventValidator,
  fieldsOf,
  ITEM_FIELDS,
  ProductDto,
  REFUSED_EVENTS,
  SALES_CHANNEL_TYPES,
} = await importLib([
  'event/event-draft',
  'event/event-validator',
  'event/spec/event-spec',
  'event/spec/field',
  'event/values/aliases',
  'tracking/map-event',
]);
