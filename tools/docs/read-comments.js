import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ENTRY = fileURLToPath(new URL('../../lib/event/spec/event-spec.ts', import.meta.url));

/**
 * Reads the doc comments of the classes that define the fields of events.
 *
 * @returns for each class the comments of its fields, including inherited ones
 */
export function readComments() {
  const options = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    experimentalDecorators: true,
    strict: true,
    types: [],
  };
  const program = ts.createProgram([ENTRY], options);
  const checker = program.getTypeChecker();
  const classes = program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.includes('/lib/event/spec/'))
    .flatMap(({ statements }) => statements.filter(ts.isClassDeclaration));
  return new Map(classes.map((node) => [node.name.text, commentsOf(node, checker)]));
}

function commentsOf(node, checker) {
  const members = checker.getTypeAtLocation(node).getProperties();
  return new Map(members.map((member) => [member.name, commentOf(member, checker)]));
}

/** On one line, for a cell of a table. */
function commentOf(member, checker) {
  const text = ts.displayPartsToString(member.getDocumentationComment(checker));
  return text.replaceAll(/\s+/g, ' ').trim();
}
