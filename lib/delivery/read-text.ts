/**
 * Reads the beginning of an answer. One that fits is read to its end, so that the connection can be
 * used again; one that does not is cut off, which closes the connection.
 *
 * @param data a stream of bytes or, as HTTP mocks give it, something that is already read
 */
export async function readText(data: unknown, maxBytes: number): Promise<string> {
  if (!isStream(data)) return typeof data === 'string' ? data : (JSON.stringify(data) ?? '');
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of data) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    chunks.push(bytes);
    length += bytes.length;
    // Leaving the loop destroys the stream.
    if (length >= maxBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8');
}

function isStream(data: unknown): data is AsyncIterable<Uint8Array | string> {
  return typeof data === 'object' && data !== null && Symbol.asyncIterator in data;
}
