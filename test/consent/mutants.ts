/**
 * Every small mistake that could be made in a file: one operator, condition, literal, entry, step or result changed at a
 * time. What only the type checker sees (types, imports) is left to it.
 */
import {
  isArrayLiteralExpression,
  isArrowFunction,
  isBinaryExpression,
  isBlock,
  isCallExpression,
  isCaseClause,
  isConditionalExpression,
  isContinueStatement,
  isExpressionStatement,
  isFunctionDeclaration,
  isIfStatement,
  isImportDeclaration,
  isInterfaceDeclaration,
  isNoSubstitutionTemplateLiteral,
  isNumericLiteral,
  isObjectLiteralExpression,
  isPrefixUnaryExpression,
  isPropertyAccessExpression,
  isReturnStatement,
  isStringLiteral,
  isTemplateExpression,
  isTypeAliasDeclaration,
  isTypeNode,
  type Node,
  type SourceFile,
  SyntaxKind,
} from 'typescript/unstable/ast';

export interface Mutant {
  /** Path inside the project. */
  readonly file: string;
  /** The line it begins on, without its indentation. */
  readonly code: string;
  /** Characters of the file that are replaced: from `start` to before `end`. */
  readonly start: number;
  readonly end: number;
  readonly was: string;
  readonly becomes: string;
}

const operators: Readonly<Record<string, readonly string[]>> = {
  '===': ['!=='],
  '!==': ['==='],
  '<': ['<=', '>'],
  '<=': ['<', '>'],
  '>': ['>=', '<'],
  '>=': ['>', '<'],
  '+': ['-'],
  '-': ['+'],
  '&&': ['||'],
  '||': ['&&'],
};
/** Either side alone is tried too. */
const junctions: readonly string[] = ['&&', '||', '??'];
const methods: Readonly<Record<string, string>> = { some: 'every', every: 'some', min: 'max', max: 'min' };
/** Left out, the value is of the same kind. */
const steps: readonly string[] = ['filter', 'sort', 'trim', 'toLowerCase', 'map', 'flatMap'];

/** @returns one mistake each, in the order of the text. */
export function mutantsOf(file: string, source: SourceFile): readonly Mutant[] {
  const { text } = source;
  const found: Mutant[] = [];
  const textOf = (node: Node) => text.slice(node.getStart(source), node.end);
  const change = (start: number, end: number, becomes: string) => {
    const [before = ''] = text.slice(0, start).split('\n').slice(-1);
    const [after = ''] = text.slice(start).split('\n');
    const was = text.slice(start, end);
    if (was !== becomes) found.push({ file, code: (before + after).trim(), start, end, was, becomes });
  };
  const replace = (node: Node, ...options: readonly string[]) => {
    for (const option of options) change(node.getStart(source), node.end, option);
  };
  const drop = (entry: Node) => {
    const comma = /^\s*,/.exec(text.slice(entry.end))?.[0].length ?? 0;
    change(entry.getStart(source), entry.end + comma, '');
  };

  /** @param type - of the result, as written; a callback that says none is taken to tell yes from no. */
  const result = (expression: Node, type: string | undefined) => {
    if (type === undefined || type === 'boolean') replace(expression, 'true', 'false');
    else replace(expression, /\[\]|Array</.test(type) ? '[]' : 'undefined');
  };

  const visit = (node: Node, type: string | undefined): void => {
    if (isTypeNode(node) || isImportDeclaration(node) || isInterfaceDeclaration(node)) return;
    if (isTypeAliasDeclaration(node)) return;
    let inner = type;
    if (isFunctionDeclaration(node) || isArrowFunction(node)) {
      inner = node.type === undefined ? undefined : textOf(node.type);
      if (isArrowFunction(node) && !isBlock(node.body)) result(node.body, inner);
    }
    if (isReturnStatement(node) && node.expression !== undefined) result(node.expression, type);
    if (isIfStatement(node)) replace(node.expression, 'true', 'false');
    if (isConditionalExpression(node)) replace(node, textOf(node.whenTrue), textOf(node.whenFalse));
    if (isBinaryExpression(node)) {
      const operator = textOf(node.operatorToken);
      replace(node.operatorToken, ...(operators[operator] ?? []));
      if (junctions.includes(operator)) replace(node, textOf(node.left), textOf(node.right));
    }
    if (isPrefixUnaryExpression(node)) replace(node, textOf(node.operand));
    if (isCallExpression(node) && isPropertyAccessExpression(node.expression)) {
      const { name, expression: receiver } = node.expression;
      const other = methods[textOf(name)];
      if (other !== undefined) replace(name, other);
      if (steps.includes(textOf(name))) replace(node, textOf(receiver));
    }
    if (isObjectLiteralExpression(node)) for (const property of node.properties) drop(property);
    if (isArrayLiteralExpression(node)) for (const element of node.elements) drop(element);
    if (isExpressionStatement(node) || isContinueStatement(node)) replace(node, ';');
    if (isCaseClause(node)) change(node.getStart(source), node.expression.end + 1, '');
    if (node.kind === SyntaxKind.TrueKeyword) replace(node, 'false');
    if (node.kind === SyntaxKind.FalseKeyword) replace(node, 'true');
    if (isNumericLiteral(node)) replace(node, `${Number(textOf(node)) + 1}`, `${Number(textOf(node)) - 1}`);
    if (isStringLiteral(node)) replace(node, textOf(node) === "''" ? "'?'" : "''");
    if (isTemplateExpression(node) || isNoSubstitutionTemplateLiteral(node)) replace(node, "''");
    node.forEachChild((child) => visit(child, inner));
  };
  visit(source, undefined);
  return found;
}
