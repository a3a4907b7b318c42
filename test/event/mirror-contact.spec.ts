import { describe, expect, it } from '@jest/globals';
import { mirrorContact } from '../../lib/event/mirror-contact.js';
import { rightEvent } from '../fixtures/right-events.js';

function mirrored(properties: Record<string, unknown>, profile: Record<string, unknown>) {
  const event = rightEvent('Placed Order', { properties, profile_properties: profile });
  mirrorContact(event);
  return [event.properties, event.profile_properties];
}

describe('mirrorContact', () => {
  it('gives each contact field to the other object', () => {
    const all = { ...rightEvent().profile_properties };
    expect(Object.keys(all)).toHaveLength(8);
    expect(mirrored({ id: '1' }, all)).toEqual([{ id: '1', ...all }, all]);
    expect(mirrored({ id: '1', ...all }, { vip: true })).toEqual([
      { id: '1', ...all },
      { vip: true, ...all },
    ]);
  });

  it('lets both keep what they have', () => {
    expect(mirrored({ $city: 'Ghent' }, { $city: 'Bruges', $state: 'WV' })).toEqual([
      { $city: 'Ghent', $state: 'WV' },
      { $city: 'Bruges', $state: 'WV' },
    ]);
  });

  it('leaves all other fields where they are, those with a dollar sign too', () => {
    const properties = { id: '1', $is_new_customer: true, $sales_channel_type: 'web' };
    const profile = { $ip: '192.0.2.1', $consent: {}, vip: true };
    expect(mirrored({ ...properties }, { ...profile })).toEqual([properties, profile]);
  });
});
