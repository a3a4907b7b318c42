/** What a profile is called: its email if it has one, else its first alias. */
export function titleOf(aliases: readonly string[]): string {
  const email = aliases.find((alias) => alias.startsWith('urn:email:'));
  if (email !== undefined) return email.slice('urn:email:'.length) || email;
  return aliases[0] ?? 'No alias';
}
