/** An event as a constant for a test. */
export function toTypeScript(event: unknown): string {
  const value = literal(event, '');
  return `import type { ConvergeEvent } from 'nestjs-converge';

export const ${constantName(event)}: ConvergeEvent = ${value};
`;
}

/** The words of the event's name, in camel case; one word alone might be a keyword. */
function constantName(event: unknown): string {
  const name = (event as { event_name?: unknown } | null)?.event_name;
  const words = (typeof name === 'string' && name.toLowerCase().match(/[a-z0-9]+/g)) || [];
  const [first = '', ...others] = words.length === 1 ? [...words, 'event'] : words;
  if (!/^[a-z]/.test(first)) return 'event';
  return first + others.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function literal(value: unknown, indent: string): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((item) => `${inner}${literal(item, inner)},\n`);
    return items.length === 0 ? '[]' : `[\n${items.join('')}${indent}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(
      ([key, item]) => `${inner}${propertyName(key)}: ${literal(item, inner)},\n`,
    );
    return entries.length === 0 ? '{}' : `{\n${entries.join('')}${indent}}`;
  }
  return typeof value === 'string' ? stringLiteral(value) : String(value);
}

/** As an object literal takes it; `__proto__` would not become a property otherwise. */
function propertyName(key: string): string {
  if (key === '__proto__') return `['__proto__']`;
  return /^[a-z_$][\w$]*$/i.test(key) ? key : stringLiteral(key);
}

function stringLiteral(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner}'`;
}
