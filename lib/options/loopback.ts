/**
 * Whether a host is this machine itself: a name or address as `URL.hostname` has it, or an address as
 * `Server.address()` has it. Not a name below `localhost`: a resolver may give it any address.
 */
export function isLoopback(host: string): boolean {
  return /^(127(\.\d+){3}|\[::1\]|::1|localhost)$/.test(host);
}
