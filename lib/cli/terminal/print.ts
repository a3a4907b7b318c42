/** Prints lines as the command's result. */
export function print(...lines: string[]): void {
  for (const line of lines) console.log(line);
}

/** Prints something beside the result, which a program that reads the result does not see. */
export function remark(...lines: string[]): void {
  for (const line of lines) console.error(line);
}

/** Prints the command's result as JSON. */
export function printJson(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}

/** Prints a line of many, no faster than they are read. */
export async function printSlowly(line: string): Promise<void> {
  if (process.stdout.write(`${line}\n`)) return;
  await new Promise<void>((resolve) => process.stdout.once('drain', resolve));
}
