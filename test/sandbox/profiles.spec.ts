import { describe, expect, it } from '@jest/globals';
import { anEvent, useClient } from './sandbox-client.js';

const { ask, call, post } = useClient({ maxEvents: 5 });
const list = (query = '') => ask(`/api/profiles${query}`);
const detail = (id: string) => ask(`/api/profiles/${id}`);

/** Posts an event of a customer with these aliases. */
function visit(aliases: string[], email?: string, properties: object = {}) {
  const contact = email === undefined ? {} : { $email: email };
  const profile_properties = { ...contact, ...properties };
  return post(anEvent({ aliases, properties: {}, profile_properties }));
}

describe('GET /api/profiles', () => {
  it('merges overlapping aliases, for good, and lists the latest activity first', async () => {
    await visit(['urn:user_id:1', 'urn:email:a@x.de']);
    await visit(['urn:user_id:2']);
    await visit(['urn:cart_token:c', 'urn:email:a@x.de']);
    await visit(['urn:user_id:2']);
    const { total, profiles, simulated, next } = await list();
    expect({ total, next }).toEqual({ total: 2, next: null });
    expect(simulated).toEqual([expect.stringMatching(/^Profiles are simulated/)]);
    expect(profiles).toMatchObject([
      { name: 'urn:user_id:2', aliasCount: 1, events: 2, lastNumber: 4, suspicious: false },
      { name: 'urn:email:a@x.de', aliasCount: 3, events: 2, lastNumber: 3, suspicious: false },
    ]);
    expect(profiles[0].aliases).toEqual(['urn:user_id:2']);
    expect((await detail(profiles[1].id)).name).toBe('urn:email:a@x.de');
    expect(profiles[1].aliases.sort()).toEqual([
      'urn:cart_token:c',
      'urn:email:a@x.de',
      'urn:user_id:1',
    ]);
  });

  it('counts the suspicious ones, and gives them alone', async () => {
    await visit(['urn:cart_token:guest', 'urn:email:a@x.de'], 'a@x.de');
    await visit(['urn:user_id:1'], 'b@x.de');
    await visit(['urn:user_id:1'], 'c@x.de');
    await visit(['urn:user_id:2'], 'd@x.de');
    const { total, profiles } = await list('?suspicious=true');
    expect(total).toBe(3);
    expect(profiles).toMatchObject([{ name: 'urn:user_id:1' }, { name: 'urn:email:a@x.de' }]);
    expect((await ask('/api/about')).suspiciousProfiles).toBe(2);
  });

  it('finds a merged profile under the ids of all that it was made of', async () => {
    await visit(['urn:user_id:1']);
    await visit(['urn:user_id:2']);
    const ids = (await list()).profiles.map(({ id }: { id: string }) => id);
    await visit(['urn:user_id:2', 'urn:user_id:1']);
    const [merged] = (await list()).profiles;
    expect(merged).toMatchObject({ events: 3, aliasCount: 2 });
    for (const id of ids) expect(await detail(id)).toMatchObject({ id: merged.id, eventCount: 3 });
  });

  it('gives pages, and filters by a part of an alias', async () => {
    for (const name of ['ada', 'bo', 'cy', 'Bob', 'dan']) await visit([`urn:email:${name}@x.de`]);
    const aliases = ({ profiles }: any) => profiles.flatMap((profile: any) => profile.aliases);
    expect(aliases(await list('?text=BO'))).toEqual(['urn:email:Bob@x.de', 'urn:email:bo@x.de']);
    const first = await list('?limit=2');
    expect(aliases(first)).toEqual(['urn:email:dan@x.de', 'urn:email:Bob@x.de']);
    const second = await list(`?limit=3&before=${first.next}`);
    const names = ['cy', 'bo', 'ada'];
    expect(aliases(second)).toEqual(names.map((name) => `urn:email:${name}@x.de`));
    expect(second.next).toBeNull();
  });

  it('drops the aliases that only deleted events had, and keeps what they merged', async () => {
    await visit(['urn:user_id:old']);
    await visit(['urn:cart_token:first', 'urn:user_id:guest']);
    await visit(['urn:user_id:guest', 'urn:email:a@x.de']);
    const [{ id: merged }, { id: old }] = (await list()).profiles;
    await visit(['urn:email:a@x.de']);
    for (let sent = 0; sent < 2; sent++) await visit(['urn:email:b@x.de']);
    expect(await list()).toMatchObject({ total: 2 });
    expect((await call({ path: `/api/profiles/${old}` })).status).toBe(404);
    const { profiles } = await list('?text=a@x.de');
    expect(profiles).toMatchObject([{ events: 3, aliasCount: 3, suspicious: true }]);

    await visit(['urn:email:a@x.de']);
    await visit(['urn:email:b@x.de']);
    const [kept] = (await list('?text=a@x.de')).profiles;
    const aliases = ['urn:email:a@x.de'];
    expect(kept).toMatchObject({ events: 2, aliases, suspicious: false });
    expect(kept.id).not.toBe(merged);
    expect(await detail(kept.id)).toMatchObject({ eventCount: 2, aliasCount: 1 });
  });

  it('keeps the profile of an event that comes when its last one is deleted', async () => {
    const visits = [1, 2, 3, 4, 5];
    for (const visited of visits) await visit(['urn:user_id:1', `urn:cart_token:${visited}`]);
    expect((await list()).profiles).toMatchObject([{ events: 5, aliasCount: 6 }]);
    const [{ id }] = (await list()).profiles;
    for (let sent = 0; sent < 4; sent++) await visit(['urn:user_id:2']);
    await visit(['urn:user_id:1']);
    expect((await list('?text=id:1')).profiles).toMatchObject([{ id, events: 1 }]);
  });
});

describe('GET /api/profiles/:id', () => {
  it('shows current properties, aliases and events in order', async () => {
    await visit(['urn:a:1', 'urn:b:1'], 'a@x.de', { city: 'Kiel', plan: 'free' });
    await visit(['urn:b:1', 'urn:a:1'], 'a@x.de', { plan: 'paid' });
    await visit(['urn:b:1', 'urn:c:1'], 'a@x.de', { city: null });
    const [{ id }] = (await list()).profiles;
    const shown = await detail(id);
    expect(shown.properties).toEqual({ $email: 'a@x.de', city: null, plan: 'paid' });
    expect(shown.events.map(({ number }: any) => number)).toEqual([3, 2, 1]);
    expect(shown.aliases).toMatchObject([
      { alias: 'urn:b:1', events: 3, emails: 1, suspicious: false, reason: null },
      { alias: 'urn:a:1', events: 2 },
      { alias: 'urn:c:1', events: 1 },
    ]);
  });

  it('marks an alias that came with several emails, and has it before more frequent ones', async () => {
    await visit(['urn:cart_token:shared', 'urn:email:a@x.de'], 'a@x.de');
    await visit(['urn:cart_token:shared', 'urn:email:b@x.de'], ' B@x.de ');
    await visit(['urn:cart_token:shared', 'urn:email:b@x.de'], 'b@x.de');
    for (let more = 0; more < 2; more++) await visit(['urn:email:b@x.de'], 'b@x.de');
    const [profile] = (await list()).profiles;
    expect(profile).toMatchObject({ suspicious: true, aliasCount: 3 });
    const { aliases } = await detail(profile.id);
    const reason = expect.stringContaining('2 different emails');
    expect(aliases).toMatchObject([
      { alias: 'urn:cart_token:shared', emails: 2, suspicious: true, reason },
      { alias: 'urn:email:b@x.de', events: 4, suspicious: false },
      { suspicious: false },
    ]);
  });

  it.each(['guest', 'null', 'undefined', '0'])('marks the placeholder value %s', async (value) => {
    await visit([`urn:customer_id:${value}`]);
    const [profile] = (await list()).profiles;
    expect(profile.suspicious).toBe(true);
    expect((await detail(profile.id)).aliases).toMatchObject([
      { suspicious: true, reason: expect.stringContaining('placeholder value') },
    ]);
  });

  it.each(['0', '99', 'x'])('answers 404 to the id %s', async (id) => {
    await visit(['urn:user_id:1']);
    expect((await call({ path: `/api/profiles/${id}` })).status).toBe(404);
  });
});
