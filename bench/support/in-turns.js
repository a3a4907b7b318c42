/** Calls the function with 0 to `count` - 1, `atOnce` at a time. */
export async function inTurns(count, atOnce, call) {
  let next = 0;
  const worker = async () => {
    while (next < count) await call(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
