/** Whether the event in a body has an alias. */
export function hasAlias(body: string, alias: string): boolean {
  try {
    const { aliases } = (JSON.parse(body) ?? {}) as { aliases?: unknown };
    return Array.isArray(aliases) && aliases.includes(alias);
  } catch {
    return false;
  }
}
