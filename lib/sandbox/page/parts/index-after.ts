/** @returns where a key leads in a list, undefined if it is none of those that move */
export function indexAfter(
  key: string,
  index: number | undefined,
  count: number,
  page: number,
): number | undefined {
  const next = target(key, index ?? -1, count, page);
  if (next === undefined || count === 0) return undefined;
  return Math.min(count - 1, Math.max(0, next));
}

function target(key: string, index: number, count: number, page: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return index + 1;
    case 'ArrowUp':
      return index - 1;
    case 'PageDown':
      return index + page;
    case 'PageUp':
      return index - page;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
