/** A command that sends this very body; the token is taken from the environment. */
export function toCurl(endpoint: string, body: string): string {
  return [
    `curl ${quote(endpoint)}`,
    `-H 'Content-Type: application/json'`,
    `-H "X-Webhook-Token: $CONVERGE_TOKEN"`,
    `--data-raw ${quote(body)}`,
  ].join(' \\\n  ');
}

/** Text as one word of a POSIX shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
