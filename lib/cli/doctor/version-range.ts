/** Whether a version lies in a range of `^` and `>=`, as this package's own description has them. */
export function isInRange(version: string, range: string): boolean {
  const given = numbersOf(version);
  return range.split('||').some((part) => {
    const least = numbersOf(part);
    if (compare(given, least) < 0) return false;
    return !part.trim().startsWith('^') || isCompatible(given, least);
  });
}

function numbersOf(version: string): number[] {
  return (/\d+(\.\d+)*/.exec(version)?.[0] ?? '0').split('.').map(Number);
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const place of [0, 1, 2]) {
    const difference = (a[place] ?? 0) - (b[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Up to the first number that is not 0, they have to be the same. */
function isCompatible(given: readonly number[], least: readonly number[]): boolean {
  const decisive = least.findIndex((number) => number > 0);
  return least.slice(0, decisive + 1).every((number, place) => given[place] === number);
}
