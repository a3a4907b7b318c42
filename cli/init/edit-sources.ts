import {
  all,
  moduleSettings,
  NotUnderstood,
  parse,
  type Node,
  type ObjectLiteral,
  type SourceFile,
  type TypeScript,
} from './read-sources.js';

type ArrayLiteral = import('typescript').ArrayLiteralExpression;

/** How a file is written, so that what is added looks the same. */
export interface Style {
  readonly quote: "'" | '"';
  readonly semicolon: ';' | '';
  readonly unit: string;
  readonly lineEnd: '\n' | '\r\n';
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const PACKAGE = 'nestjs-converge';
/** Token and endpoint come from the environment. */
const MODULE = 'ConvergeModule.forRoot()';
/** How long a line may be, as prettier has it by default. */
const MAX_WIDTH = 80;

/** What a root module needs, for those who add it by hand. */
export const MODULE_LINES = [`import { ConvergeModule } from '${PACKAGE}';`, MODULE];

/** Reads how a file is written. */
export function styleOf(text: string): Style {
  const [, quote, semicolon] = /^(?:import\b|\}).*(['"])(;?)\r?$/m.exec(text) ?? [];
  return {
    quote: quote === '"' ? quote : "'",
    semicolon: semicolon === '' ? semicolon : ';',
    unit: /^(\t| {2,8})\S/m.exec(text)?.[1] ?? '  ',
    lineEnd: text.includes('\r\n') ? '\r\n' : '\n',
  };
}

/** Writes a text of ours, which has single quotes, semicolons and two spaces, in a style. */
export function inStyle(text: string, { quote, semicolon, unit, lineEnd }: Style): string {
  return text
    .replaceAll("'", quote)
    .replaceAll(/;$/gm, semicolon)
    .replaceAll(/^(?: {2})+/gm, (spaces) => unit.repeat(spaces.length / 2))
    .replaceAll('\n', lineEnd);
}

/**
 * Adds `ConvergeModule.forRoot(...)` to the imports of a root module.
 *
 * @param className the name of its class
 * @throws NotUnderstood
 */
export function addModule(ts: TypeScript, text: string, className: string): string {
  const file = parse(ts, text);
  const settings = moduleSettings(ts, file, className);
  const style = styleOf(text);
  return apply(text, style, [
    ...importOfModule(ts, file, style),
    ...elementOfImports(ts, file, settings, style),
  ]);
}

/**
 * Adds `enableShutdownHooks()` after `const app = await NestFactory.create(...)`.
 *
 * @throws NotUnderstood
 */
export function addShutdownHooks(ts: TypeScript, text: string): string {
  const file = parse(ts, text);
  const created = all(ts, file, ts.isVariableStatement).filter((statement) =>
    /^(?:const|let|var) \w+(?:: [^=]+)? = await NestFactory\s*\.create\b/.test(
      statement.getText(file),
    ),
  );
  const [statement] = created;
  const name = statement?.declarationList.declarations[0]?.name.getText(file);
  const end = statement && lineEnd(text, statement.getEnd());
  if (created.length !== 1 || end === undefined) {
    throw new NotUnderstood('no single "const app = await NestFactory.create(...)" found');
  }
  const style = styleOf(text);
  const indent = indentAt(text, statement!.getStart(file));
  const call = `\n${indent}${name}.enableShutdownHooks()${style.semicolon}`;
  return apply(text, style, [{ start: end, end, text: call }]);
}

function importOfModule(ts: TypeScript, file: SourceFile, { quote, semicolon }: Style): Edit[] {
  const imports = file.statements.filter(ts.isImportDeclaration);
  const fromOf = (each: (typeof imports)[number]) =>
    each.moduleSpecifier.getText(file).slice(1, -1);
  const isThere = imports.some(
    (each) =>
      fromOf(each) === PACKAGE && /\bConvergeModule\b/.test(each.importClause?.getText(file) ?? ''),
  );
  if (isThere) return [];
  const line = `import { ConvergeModule } from ${quote}${PACKAGE}${quote}${semicolon}`;
  const last = imports.findLast((each) => !fromOf(each).startsWith('.'));
  if (last === undefined) {
    const start = imports[0]?.getStart(file) ?? 0;
    return [{ start, end: start, text: `${line}\n` }];
  }
  const end = lineEnd(file.text, last.getEnd()) ?? last.getEnd();
  return [{ start: end, end, text: `\n${line}` }];
}

function elementOfImports(
  ts: TypeScript,
  file: SourceFile,
  settings: ObjectLiteral,
  { unit }: Style,
): Edit[] {
  const { properties } = settings;
  const imports = properties.find((each) => each.name?.getText(file) === 'imports');
  if (imports === undefined) {
    if (properties.some(ts.isSpreadAssignment)) {
      throw new NotUnderstood('the imports of @Module may come from a spread object');
    }
    return [newImports(file, settings, unit)];
  }
  if (!ts.isPropertyAssignment(imports) || !ts.isArrayLiteralExpression(imports.initializer)) {
    throw new NotUnderstood('the imports of @Module are not written as an array');
  }
  const indent = indentAt(file.text, imports.getStart(file));
  const comma = properties.hasTrailingComma || !isOnLines(file, settings) ? ',' : '';
  return intoArray(file, imports.initializer, indent, unit, comma);
}

function newImports(file: SourceFile, settings: ObjectLiteral, unit: string): Edit {
  const [first] = settings.properties;
  const outer = indentAt(file.text, settings.getStart(file));
  const imports = `imports: [${MODULE}],`;
  if (first === undefined) {
    const text = `{\n${outer}${unit}${imports}\n${outer}}`;
    return { start: settings.getStart(file), end: settings.getEnd(), text };
  }
  const separator = isOnLines(file, settings) ? `\n${outer}${unit}` : ' ';
  return at(first.getStart(file), imports + separator);
}

function intoArray(
  file: SourceFile,
  array: ArrayLiteral,
  indent: string,
  unit: string,
  comma: string,
): Edit[] {
  const { elements } = array;
  const start = array.getStart(file);
  const inner = file.text.slice(start + 1, array.getEnd() - 1);
  const hasComment = /\/[/*]/.test(inner);
  if (!hasComment && (elements.length === 0 || !inner.includes('\n'))) {
    const items = [...elements.map((each) => each.getText(file)), MODULE];
    const line = `[${items.join(', ')}]`;
    const column = start - file.text.lastIndexOf('\n', start) - 1;
    const isShort = column + line.length < MAX_WIDTH;
    const lines = items.map((item) => indent + unit + item).join(',\n');
    const text = isShort ? line : `[\n${lines}${comma}\n${indent}]`;
    return [{ start, end: array.getEnd(), text }];
  }
  const last = elements.at(-1);
  const place = start + 1 + inner.trimEnd().length;
  const separator = last === undefined || elements.hasTrailingComma ? [] : [at(last.getEnd(), ',')];
  const after = elements.hasTrailingComma ? ',' : '';
  const before = inner.includes('\n') ? `\n${indent}${unit}` : ' ';
  return [...separator, at(place, before + MODULE + after)];
}

function at(position: number, text: string): Edit {
  return { start: position, end: position, text };
}

function isOnLines(file: SourceFile, node: Node): boolean {
  return node.getText(file).includes('\n');
}

function indentAt(text: string, position: number): string {
  const line = text.slice(text.lastIndexOf('\n', position - 1) + 1, position);
  return /^\s*/.exec(line)![0];
}

/** The end of a line, if nothing but a comment follows on it. */
function lineEnd(text: string, position: number): number | undefined {
  const rest = /^[^\r\n]*/.exec(text.slice(position))![0];
  return /^\s*(?:\/\/.*)?$/.test(rest) ? position + rest.length : undefined;
}

/** Applies edits in the order of their places, in the file's own line ends. */
function apply(text: string, style: Style, edits: readonly Edit[]): string {
  return edits
    .map((edit, order) => ({ ...edit, order }))
    .sort((a, b) => b.start - a.start || b.order - a.order)
    .reduce(
      (result, { start, end, text }) =>
        result.slice(0, start) + text.replaceAll(/\r?\n/g, style.lineEnd) + result.slice(end),
      text,
    );
}
