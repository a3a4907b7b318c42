/**
 * An error as it may be logged: its class, its code and where it was thrown. Its message is left out,
 * because errors about a customer's data like to quote it.
 *
 * @internal
 */
export function safeStack(error: unknown): string {
  if (!(error instanceof Error)) return `a thrown ${error === null ? 'null' : typeof error}`;
  const { name, code, message, stack } = error as Error & { code?: unknown };
  const isCode = typeof code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(code);
  const frames = (stack ?? '').replace(message, '').match(/^\s+at .*$/gm) ?? [];
  return [`${name}${isCode ? ` (${code})` : ''}`, ...frames].join('\n');
}
