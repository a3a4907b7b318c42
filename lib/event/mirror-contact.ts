import { ContactDto } from './spec/contact.dto.js';
import { fieldsOf } from './spec/field.js';
import type { ConvergeEventDto } from './converge-event.dto.js';

const NAMES = fieldsOf(ContactDto).map(({ name }) => name);

/** Gives each contact field that only one of an event's two objects has to the other, in place. */
export function mirrorContact({ properties, profile_properties }: ConvergeEventDto): void {
  for (const name of NAMES) {
    const value = properties[name] ?? profile_properties[name];
    if (value === undefined) continue;
    properties[name] = value;
    profile_properties[name] ??= value;
  }
}
