/**
 * Gives an event another id, and its order too if both had the same.
 *
 * @returns undefined if the text is not a JSON object
 */
export function withNewId(text: string): string | undefined {
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(event)) return undefined;
  const id = `test-${newId()}`;
  const { event_id: before, properties } = event;
  const isOrder = isObject(properties) && before !== undefined && properties['id'] === before;
  const changed = isOrder ? { ...event, properties: { ...properties, id } } : event;
  return JSON.stringify({ ...changed, event_id: id }, null, 2);
}

/** Random enough for a test. Browsers offer `crypto.randomUUID` only on this machine and over https. */
function newId(): string {
  const number = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  return number.toString(16).padStart(8, '0');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
