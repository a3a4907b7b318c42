import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { usageError } from '../cli.error.js';

/** A source of events. */
export interface EventInput {
  /** Its name in the findings. */
  readonly name: string;
  /** Undefined if unknown. */
  readonly bytes: number | undefined;
  /** Whether each line is one value, by the file's name. */
  readonly isLines: boolean;
  open(): Readable;
}

const LINES = /\.(jsonl|ndjson)$/i;

/** Resolves an argument to its inputs: standard input, a file, or the files of a folder. */
export function findInputs(input: string): EventInput[] {
  if (input === '-') {
    return [
      { name: 'standard input', bytes: undefined, isLines: false, open: () => process.stdin },
    ];
  }
  const stat = statSync(input, { throwIfNoEntry: false });
  if (stat === undefined) {
    throw usageError(
      `${input || 'The input'} does not exist: give a file, a folder, or - for standard input.`,
    );
  }
  if (!stat.isDirectory()) return [fileInput(input)];
  const files = filesBelow(input);
  if (files.length > 0) return files.map(fileInput);
  throw usageError(`${input} has no .json, .jsonl or .ndjson file: give another folder.`);
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
