import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { CliError, usageError } from '../cli.error.js';

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
  if (input === '-' || !isFolder(input, 'a file, a folder')) return [findInput(input)];
  const files = filesBelow(input);
  if (files.length > 0) return files.map(fileInput);
  throw usageError(`${input} has no .json, .jsonl or .ndjson file: give another folder.`);
}

/** Resolves an argument to its one input: standard input or a file. */
export function findInput(input: string): EventInput {
  if (input === '-') {
    return { name: 'standard input', bytes: undefined, isLines: false, open: () => process.stdin };
  }
  if (isFolder(input, 'a file')) {
    throw usageError(`${input} is a folder: give a file, or - for standard input.`);
  }
  return fileInput(input);
}

/** Reads an input piece by piece. @throws CliError if it cannot be read */
export async function* readPieces(
  input: EventInput,
  onRead: (bytes: number) => void,
): AsyncGenerator<Buffer, void> {
  try {
    for await (const piece of input.open()) {
      onRead((piece as Buffer).length);
      yield piece as Buffer;
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (typeof code !== 'string') throw error;
    throw new CliError(`Cannot read ${input.name} (${code}): check its permissions.`);
  }
}

function isFolder(input: string, wanted: string): boolean {
  const stat = statSync(input, { throwIfNoEntry: false });
  if (stat !== undefined) return stat.isDirectory();
  throw usageError(
    `${input || 'The input'} does not exist: give ${wanted}, or - for standard input.`,
  );
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
