/** The keys of an event that hold the same value as an alias, by the alias' name. */
const CONTACT_FIELDS: Readonly<Record<string, string>> = {
  email: '$email',
  phone: '$phone_number',
  phone_number: '$phone_number',
};

/**
 * Recognises a person's events by one of the aliases, however it is spelt there, and by the contact field
 * with the same value. Case matters only in ids; of phone numbers, only the digits count.
 *
 * @returns whether the event with this body is the person's
 * @throws TypeError for what is no alias
 */
export function recognise(alias: string): (body: string) => boolean {
  const [name, value] = typeof alias === 'string' ? partsOf(alias) : ['', ''];
  if (value === '') {
    throw new TypeError(
      'erase(alias): give one of the person\'s aliases, e.g. "urn:email:jane@example.com"',
    );
  }
  const wanted = normalise(alias);
  const field = CONTACT_FIELDS[name];
  const isWanted = (given: unknown) => typeof given === 'string' && normalise(given) === wanted;
  const hasField = (given: unknown) => {
    const contact = field === undefined ? undefined : (given as Fields | undefined)?.[field];
    return contact !== undefined && isWanted(`urn:${name}:${String(contact)}`);
  };
  return (body) => {
    let event: Fields | null;
    try {
      event = JSON.parse(body) as Fields | null;
    } catch {
      // It is damaged.
      return body.toLowerCase().includes(value.toLowerCase());
    }
    const { aliases, properties, profile_properties: profile } = event ?? {};
    return [aliases].flat().some(isWanted) || hasField(properties) || hasField(profile);
  };
}

type Fields = Record<string, unknown>;

function partsOf(alias: string): [name: string, value: string] {
  const [, name = '', value = alias] = /^urn:([^:]*):(.*)$/is.exec(alias.trim()) ?? [];
  return [name.trim().toLowerCase(), value.trim()];
}

function normalise(alias: string): string {
  const [name, value] = partsOf(alias.normalize());
  switch (CONTACT_FIELDS[name]) {
    case '$email':
      return `email:${value.toLowerCase()}`;
    case '$phone_number':
      return `phone:${value.replaceAll(/\D/g, '') || value}`;
    default:
      return `${name}:${value}`;
  }
}
