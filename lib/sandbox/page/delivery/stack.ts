type Values = readonly (number | null)[];

/**
 * Puts series on top of each other: each becomes the sum of itself and of those after it, so that
 * drawn in order the later ones cover the lower part of the earlier ones. Where one has nothing
 * itself, nothing of it is drawn.
 */
export function stack(series: readonly Values[]): Values[] {
  const sums: number[] = [];
  const stacked = series.toReversed().map((values) =>
    values.map((value, index) => {
      sums[index] = (sums[index] ?? 0) + (value ?? 0);
      return value === null || value === 0 ? null : (sums[index] ?? null);
    }),
  );
  return stacked.toReversed();
}
