/** TypeScript's own parser, as the application has it. */
export type TypeScript = typeof import('typescript');

export type Node = import('typescript').Node;
export type SourceFile = import('typescript').SourceFile;
export type ObjectLiteral = import('typescript').ObjectLiteralExpression;
type Identifier = import('typescript').Identifier;

/** Why a file cannot be edited safely; its message completes "<file>: ". */
export class NotUnderstood extends Error {}

/** @throws NotUnderstood for a syntax error */
export function parse(ts: TypeScript, text: string): SourceFile {
  const { diagnostics } = ts.transpileModule(text, {
    reportDiagnostics: true,
    compilerOptions: { experimentalDecorators: true },
  });
  const errors = diagnostics?.filter(({ category }) => category === ts.DiagnosticCategory.Error);
  if (errors !== undefined && errors.length > 0) throw new NotUnderstood('it has a syntax error');
  return ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true);
}

/**
 * Whether a source uses one of the names, and not only in a comment or a string. Without a parser, that
 * counts as well.
 *
 * @param names with what stands before the last dot, or without: `ConvergeModule.forRoot`
 */
export function usesName(
  ts: TypeScript | undefined,
  text: string,
  names: readonly string[],
): boolean {
  const lastWords = names.map((name) => name.split('.').at(-1)!);
  if (!lastWords.some((word) => text.includes(word))) return false;
  if (ts === undefined) return names.some((name) => text.includes(name));
  const file = ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true);
  return all(ts, file, ts.isIdentifier).some((node) => {
    const qualified = `.${qualifiedName(ts, file, node)}`;
    return names.some((name) => qualified.endsWith(`.${name}`));
  });
}

function qualifiedName(ts: TypeScript, file: SourceFile, node: Identifier): string {
  const { parent, text } = node;
  const isMember = ts.isPropertyAccessExpression(parent) && parent.name === node;
  return isMember ? `${parent.expression.getText(file)}.${text}` : text;
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

/** The object in `@Module({...})`. @throws NotUnderstood */
export function moduleSettings(ts: TypeScript, file: SourceFile, className: string): ObjectLiteral {
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

/** All nodes of one kind. */
export function all<T extends Node>(
  ts: TypeScript,
  root: Node,
  is: (node: Node) => node is T,
): T[] {
  const found: T[] = [];
  const visit = (node: Node): void => {
    if (is(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}
