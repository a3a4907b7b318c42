/** How Converge would write a key that is written in camelCase: `eventID` as `event_id`. */
export function snakeCase(key: string): string {
  return key
    .replaceAll(/[A-Z]+(?![a-z])|[A-Z]/g, (letters) => `_${letters.toLowerCase()}`)
    .replace(/^(\$?)_/, '$1');
}
