/** Linux takes no longer argument than 128 KiB. */
const MAX_ARGUMENT = 100_000;

/**
 * A command that sends exactly this body.
 *
 * @param token the sandbox's token if it is no secret; else that of the environment is sent
 */
export function toCurl(endpoint: string, body: string, token: string | null = null): string {
  const isLong = new TextEncoder().encode(body).length > MAX_ARGUMENT;
  return [
    `curl ${quote(endpoint)}`,
    `-H 'Content-Type: application/json'`,
    token === null
      ? `-H "X-Webhook-Token: $CONVERGE_TOKEN"`
      : `-H ${quote(`X-Webhook-Token: ${token}`)}`,
    isLong ? `--data-binary @- <<'END'\n${body}\nEND` : `--data-raw ${quote(body)}`,
  ].join(' \\\n  ');
}

/** Quotes text for a POSIX shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** An event as a constant for a test. */
export function toTypeScript(event: unknown): string {
  return `import type { ConvergeEvent } from 'nestjs-converge';

export const ${constantName(event)}: ConvergeEvent = ${toLiteral(event)};
`;
}

/** A test that the application tracks an event like this one; its time is another one each time. */
export function toTest(event: unknown): string {
  const { timestamp: _, ...expected } = Object(event) as Record<string, unknown>;
  const name = toLiteral(expected['event_name'] ?? '');
  return `// With \`converge\` of docs/testing.md, "What a test has tracked".
it(${toLiteral(`tracks ${String(expected['event_name'] ?? 'the event')}`)}, async () => {
  // Do here what the customer did.

  expect(converge.lastEvent(${name})).toMatchObject(${toLiteral(expected).replaceAll('\n', '\n  ')});
  expect(converge.invalid()).toEqual([]);
});
`;
}

/** The event's name in camel case; a single word gets a suffix, because it may be a keyword. */
function constantName(event: unknown): string {
  const name = (event as { event_name?: unknown } | null)?.event_name;
  const words = (typeof name === 'string' && name.toLowerCase().match(/[a-z0-9]+/g)) || [];
  const [first = '', ...others] = words.length === 1 ? [...words, 'event'] : words;
  if (!/^[a-z]/.test(first)) return 'event';
  return first + others.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** JSON is valid TypeScript, except that the key `__proto__` must be quoted; the rest is style. */
function toLiteral(value: unknown): string {
  return JSON.stringify(value, null, 2)
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, (text) => `'${requote(text.slice(1, -1))}'`)
    .replaceAll(/^( *)'([a-z_$][\w$]*)':/gim, (_, indent: string, key: string) =>
      key === '__proto__' ? `${indent}['__proto__']:` : `${indent}${key}:`,
    )
    .replaceAll(/(?<=[^,{[])\n/g, ',\n');
}

function requote(text: string): string {
  return text.replaceAll('\\"', '"').replaceAll("'", "\\'");
}
