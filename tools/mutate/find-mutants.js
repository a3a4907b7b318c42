import ts from 'typescript';

const { SyntaxKind: Kind } = ts;
const OPERATORS = new Map([
  [Kind.LessThanToken, ['<=', '>=']],
  [Kind.LessThanEqualsToken, ['<', '>']],
  [Kind.GreaterThanToken, ['>=', '<=']],
  [Kind.GreaterThanEqualsToken, ['>', '<']],
  [Kind.EqualsEqualsEqualsToken, ['!==']],
  [Kind.ExclamationEqualsEqualsToken, ['===']],
  [Kind.AmpersandAmpersandToken, ['||']],
  [Kind.BarBarToken, ['&&']],
  [Kind.PlusToken, ['-']],
  [Kind.MinusToken, ['+']],
  [Kind.AsteriskToken, ['/']],
  [Kind.SlashToken, ['*']],
  [Kind.PercentToken, ['*']],
  [Kind.PlusEqualsToken, ['-=']],
  [Kind.MinusEqualsToken, ['+=']],
]);
const CALLS = { some: 'every', every: 'some', min: 'max', max: 'min', filter: 'slice' };

/** Types, imports and enums make no code, or none that a switch can change. */
const isSkipped = (node) =>
  ts.isTypeNode(node) ||
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  ts.isImportDeclaration(node) ||
  ts.isExportDeclaration(node) ||
  ts.isEnumDeclaration(node);

/**
 * The mutants of a source. `how` is `instead` (of the expression from `start` to `end`), `without` (the
 * statement), or `return` (at the beginning of a function's body).
 */
export function findMutants(path, source) {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const mutants = [];
  const add = (node, text, how = 'instead', { start, end } = range(node)) =>
    mutants.push({ path, ...place(node), start, end, how, original: textOf(node), text });
  const range = (node) => ({ start: node.getStart(), end: node.end });
  const place = (node) => ({ line: file.getLineAndCharacterOfPosition(node.getStart()).line + 1 });
  const textOf = (node) => node.getText();

  const visit = (node) => {
    if (isSkipped(node)) return;
    const { parent } = node;
    if (ts.isIfStatement(node) || ts.isConditionalExpression(node)) {
      const test = node.expression ?? node.condition;
      for (const text of ['true', 'false']) add(test, text);
    }
    if (ts.isWhileStatement(node)) add(node.expression, 'false');
    if (ts.isForStatement(node) && node.condition) add(node.condition, 'false');
    if (ts.isBinaryExpression(node)) {
      const [left, right] = [textOf(node.left), textOf(node.right)];
      const isText = [node.left, node.right].some((side) => /^['"`]/.test(textOf(side)));
      const isAssignment = /[^=!<>]=$/.test(textOf(node.operatorToken));
      for (const operator of OPERATORS.get(node.operatorToken.kind) ?? []) {
        if (isText && operator === '-') continue;
        add(
          node,
          isAssignment ? `${left} ${operator} ${right}` : `(${left}) ${operator} (${right})`,
        );
      }
      if (node.operatorToken.kind === Kind.QuestionQuestionToken) add(node, left);
    }
    if (ts.isPrefixUnaryExpression(node)) {
      const operand = textOf(node.operand);
      if (node.operator === Kind.ExclamationToken) add(node, operand);
      if (node.operator === Kind.MinusToken) add(node, `+${operand}`);
      if (node.operator === Kind.PlusPlusToken) add(node, `--${operand}`);
    }
    if (ts.isPostfixUnaryExpression(node) && node.operator === Kind.PlusPlusToken) {
      add(node, `${textOf(node.operand)}--`);
    }
    if (node.kind === Kind.TrueKeyword) add(node, 'false');
    if (node.kind === Kind.FalseKeyword) add(node, 'true');
    const isName = parent?.name === node || parent?.propertyName === node;
    if (ts.isStringLiteral(node) && !isName) add(node, node.text === '' ? "'mutant'" : "''");
    const isTagged = parent && ts.isTaggedTemplateExpression(parent);
    const isTemplate = ts.isTemplateExpression(node) || ts.isNoSubstitutionTemplateLiteral(node);
    if (isTemplate && !isTagged) add(node, "''");
    if (node.questionDotToken) {
      // The whole chain: what follows `?.` is left out with it.
      let chain = node;
      while (ts.isOptionalChain(chain.parent) && chain.parent.expression === chain)
        chain = chain.parent;
      const [dot, end] = [node.questionDotToken.getStart(), chain.end];
      const rest = source.slice(dot + 2, end);
      const text = source.slice(chain.getStart(), dot) + (/^[[(]/.test(rest) ? rest : `.${rest}`);
      if (!ts.isDeleteExpression(chain.parent)) add(chain, text);
    }
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { name } = node.expression;
      const other = Object.hasOwn(CALLS, name.text) ? CALLS[name.text] : undefined;
      const [before, after] = [
        source.slice(node.getStart(), name.getStart()),
        source.slice(name.end, node.end),
      ];
      if (other === 'slice') add(node, `${before}slice()`);
      else if (other !== undefined) add(node, before + other + after);
    }
    if (ts.isExpressionStatement(node) && /^(await |void )?[^=]*\(/.test(textOf(node))) {
      if (!/^(super\(|['"])/.test(textOf(node)) && !ts.isBinaryExpression(node.expression))
        add(node, '', 'without');
    }
    if (ts.isReturnStatement(node) && node.expression) add(node.expression, 'undefined');
    if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) add(node.body, 'undefined');
    const isBody =
      ts.isBlock(node) && ts.isFunctionLike(parent) && !ts.isConstructorDeclaration(parent);
    if (isBody && node.statements.length > 0) {
      const start = node.getStart() + 1;
      add(node, '{}', 'return', { start, end: start });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return mutants.filter(({ original, text, how }) => how !== 'instead' || original !== text);
}

/** Asks the process which mutant it has; `reach` has it write down those that it meets. */
const SWITCH = `function mutant__(id) {
  const has = (globalThis.mutants__ ??= { ...process.env, met: new Set() });
  if (has.MUTANT !== 'reach') return has.MUTANT === String(id);
  if (!has.met.has(id)) process.getBuiltinModule('node:fs').appendFileSync(has.MUTANTS_MET, id + ' ');
  has.met.add(id);
  return false;
}`.replaceAll(/\s*\n\s*/g, ' ');

/** The source with all its mutants, each behind a switch. */
export function plant(source, mutants) {
  const before = new Map();
  const after = new Map();
  const outerFirst = mutants.toSorted((a, b) => b.end - b.start - (a.end - a.start));
  for (const { id, start, end, how, text } of outerFirst) {
    const [open, close] = {
      instead: [`(mutant__(${id}) ? (${text}) : (`, '))'],
      without: [`{ if (!mutant__(${id})) `, ' }'],
      return: [` if (mutant__(${id})) return;`, ''],
    }[how];
    before.set(start, (before.get(start) ?? '') + open);
    after.set(end, close + (after.get(end) ?? ''));
  }
  let planted = '';
  for (let at = 0; at <= source.length; at++) {
    planted += (after.get(at) ?? '') + (before.get(at) ?? '') + (source[at] ?? '');
  }
  return `${SWITCH} ${planted}`;
}
