import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { usageError } from '../cli.error.js';

/** Something with events in it. */
export interface EventInput {
  /** As it is called in the findings. */
  readonly name: string;
  /** Undefined if unknown. */
  readonly bytes: number | undefined;
  /** Whether each line is one value, whatever the first one looks like. */
  readonly isLines: boolean;
  open(): Readable;
}

const LINES = /\.(jsonl|ndjson)$/i;

/** Finds the inputs that are meant: standard input, a file, or the files of a folder. */
export function findInputs(input: string): EventInput[] {
  if (input === '-') {
    return [
      { name: 'standard input', bytes: undefined, isLines: false, open: () => process.stdin },
    ];
  }
  const stat = statSync(input, { throwIfNoEntry: false });
  if (stat === undefined) {
    throw usageError(`There is no ${input}: give a file, a folder, or - for standard input.`);
  }
  if (!stat.isDirectory()) return [fileInput(input)];
  const files = filesBelow(input);
  if (files.length > 0) return files.map(fileInput);
  throw usageError(`There is no .json, .jsonl or .ndjson file in ${input}: give another folder.`);
}

function fileInput(path: string): EventInput {
  return {
    name: path,
    bytes: statSync(path).size,
    isLines: LINES.test(path),
    open: () => createReadStream(path),
  };
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(json|jsonl|ndjson)$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
