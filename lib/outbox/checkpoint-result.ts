/** Whether a checkpoint did all it should, from the row that SQLite answers with. */
export function isDone(row: unknown): boolean {
  return (row as { busy?: number } | undefined)?.busy === 0;
}
