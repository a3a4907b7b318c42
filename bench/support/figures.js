import { arch, cpus, platform } from 'node:os';

export function median(values) {
  return quantile(values, 0.5);
}

export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)];
  return low + (sorted[Math.ceil(at)] - low) * (at - Math.floor(at));
}

/** The median and the range of the rounds: `1.83 (1.71 to 1.95)`. */
export function spread(values, digits = 2) {
  const text = (value) => value.toFixed(digits);
  return `${text(median(values))} (${text(Math.min(...values))} to ${text(Math.max(...values))})`;
}

/** Whether a goal is met, as text. */
export function verdict(value, goal, atMost = true) {
  const isMet = atMost ? value <= goal : value >= goal;
  const text = `goal ${atMost ? 'at most' : 'at least'} ${goal}`;
  return isMet
    ? `${text}: met`
    : `${text}: missed by ${Math.round(Math.abs(value / goal - 1) * 100)} %`;
}

export function title(text) {
  const node = `Node ${process.version}, ${platform()} ${arch()}, ${cpus().length} cores`;
  console.log(`\n## ${text}\n${node}\n`);
}

/** Prints rows of cells; the first row is the head. */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  console.log(line(rows[0]));
  console.log(`| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`);
  for (const row of rows.slice(1)) console.log(line(row));
  console.log();
}

/** A number from the environment, to make a benchmark shorter or longer. */
export function setting(name, value) {
  return Number(process.env[name] ?? value);
}
