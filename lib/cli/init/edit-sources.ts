/** TypeScript's own parser, as the application has it. */
export type TypeScript = typeof import('typescript');

type Node = import('typescript').Node;
type SourceFile = import('typescript').SourceFile;
type ObjectLiteral = import('typescript').ObjectLiteralExpression;
type ArrayLiteral = import('typescript').ArrayLiteralExpression;

/** Why a file cannot be edited safely; its message completes "<file>: ". */
export class NotUnderstood extends Error {}

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
const SETTINGS = ['token: process.env.CONVERGE_TOKEN,', 'endpoint: process.env.CONVERGE_ENDPOINT,'];

/** What a root module needs, for those who add it by hand. */
export const MODULE_LINES = [
  `import { ConvergeModule } from '${PACKAGE}';`,
  `ConvergeModule.forRoot({ ${SETTINGS.join(' ').slice(0, -1)} })`,
];

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

/** The class that `NestFactory.create` gets in main.ts, and the path from which it is imported. */
export function rootModuleOf(
  ts: TypeScript,
  text: string,
): { readonly className: string; readonly from: string } | undefined {
  const file = parse(ts, text);
  const className = /\bNestFactory\s*\.create\w*(?:<[^(]*>)?\(\s*(\w+)/.exec(text)?.[1];
  const from = file.statements
    .filter(ts.isImportDeclaration)
    .find(({ importClause }) => importClause?.getText(file).match(/\w+/g)?.includes(className!))
    ?.moduleSpecifier.getText(file)
    .slice(1, -1);
  return className === undefined || from === undefined ? undefined : { className, from };
}

function parse(ts: TypeScript, text: string): SourceFile {
  const { diagnostics } = ts.transpileModule(text, {
    reportDiagnostics: true,
    compilerOptions: { experimentalDecorators: true },
  });
  const errors = diagnostics?.filter(({ category }) => category === ts.DiagnosticCategory.Error);
  if (errors !== undefined && errors.length > 0) throw new NotUnderstood('it has a syntax error');
  return ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true);
}

/** The object in `@Module({...})`. */
function moduleSettings(ts: TypeScript, file: SourceFile, className: string): ObjectLiteral {
  const found = all(ts, file, ts.isClassDeclaration)
    .filter(({ name }) => name?.text === className)
    .flatMap((declaration) => ts.getDecorators(declaration) ?? [])
    .map(({ expression }) => expression)
    .find((call) => ts.isCallExpression(call) && call.expression.getText(file) === 'Module');
  if (found === undefined) throw new NotUnderstood(`no @Module({...}) on class ${className} found`);
  const settings = (found as import('typescript').CallExpression).arguments[0];
  if (settings === undefined || !ts.isObjectLiteralExpression(settings)) {
    throw new NotUnderstood('the argument of @Module is not written as an object');
  }
  return settings;
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
  const isOwnLine = first === undefined || isOnLines(file, settings);
  const outer = indentAt(file.text, settings.getStart(file));
  const indent = isOwnLine ? outer + unit : outer;
  const imports = `imports: [\n${element(indent + unit, unit)},\n${indent}],`;
  if (first === undefined) {
    const text = `{\n${indent}${imports}\n${outer}}`;
    return { start: settings.getStart(file), end: settings.getEnd(), text };
  }
  const start = first.getStart(file);
  return { start, end: start, text: imports + (isOwnLine ? `\n${indent}` : ' ') };
}

function intoArray(
  file: SourceFile,
  array: ArrayLiteral,
  indent: string,
  unit: string,
  comma: string,
): Edit[] {
  const { elements } = array;
  const inner = file.text.slice(array.getStart(file) + 1, array.getEnd() - 1);
  const ours = element(indent + unit, unit);
  const hasComment = /\/[/*]/.test(inner);
  if (!hasComment && (elements.length === 0 || !inner.includes('\n'))) {
    const lines = [...elements.map((each) => indent + unit + each.getText(file)), ours];
    const text = `[\n${lines.join(',\n')}${comma}\n${indent}]`;
    return [{ start: array.getStart(file), end: array.getEnd(), text }];
  }
  const last = elements.at(-1);
  const place = array.getStart(file) + 1 + inner.trimEnd().length;
  const separator = last === undefined || elements.hasTrailingComma ? [] : [at(last.getEnd(), ',')];
  const after = elements.hasTrailingComma ? ',' : '';
  const text = inner.includes('\n') ? `\n${ours}${after}` : ` ${ours.trimStart()}${after}`;
  return [...separator, at(place, text)];
}

function at(position: number, text: string): Edit {
  return { start: position, end: position, text };
}

function element(indent: string, unit: string): string {
  const lines = ['ConvergeModule.forRoot({', ...SETTINGS.map((line) => unit + line), '})'];
  return lines.map((line) => indent + line).join('\n');
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

function all<T extends Node>(ts: TypeScript, root: Node, is: (node: Node) => node is T): T[] {
  const found: T[] = [];
  const visit = (node: Node): void => {
    if (is(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
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
