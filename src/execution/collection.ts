/** Which fields a document asks of a concrete type: fragments opened, `@skip` and `@include` obeyed, `@defer` noted. */
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  type InlineFragmentNode,
  isAbstractType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  typeFromAST,
} from 'graphql';
import { type Deferral, deferDirective } from './defer.ts';

/** A document, as it stands for the values of the variables that its `@skip`, `@include` and `@defer` use. */
export interface Reading {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Those variables that have a value. */
  readonly conditions: Readonly<Record<string, unknown>>;
}

/** A field as written, and the innermost `@defer` around it. */
export interface Written {
  readonly node: FieldNode;
  readonly deferral: Deferral | undefined;
}

/** By response key, in the order of the document. */
export type WrittenFields = ReadonlyMap<string, readonly Written[]>;

export interface Collected {
  readonly fields: WrittenFields;
  /** `@defer`s met, each after the one it is written in. */
  readonly deferrals: readonly Deferral[];
}

export interface WrittenSet {
  readonly selectionSet: SelectionSetNode;
  /** The innermost `@defer` around it. */
  readonly deferral: Deferral | undefined;
}

/**
 * @param sets - to be merged.
 * @param limit - how many times `@defer` is obeyed; after that it is as if it were not there.
 * @throws GraphQLError where a directive's condition has no value.
 */
export function collectFields(
  reading: Reading,
  type: GraphQLObjectType,
  sets: readonly WrittenSet[],
  limit: number,
): Collected {
  const fields = new Map<string, Written[]>();
  const deferrals: Deferral[] = [];
  // By the part they are in: that one part has a fragment is no reason to leave it out of another.
  const opened = new Map<Deferral | undefined, Set<string>>();

  const collect = ({ selections }: SelectionSetNode, deferral: Deferral | undefined) => {
    const here = opened.get(deferral) ?? new Set();
    opened.set(deferral, here);
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        if (!isIncluded(reading, selection)) continue;
        const key = selection.alias?.value ?? selection.name.value;
        const written = fields.get(key);
        if (written === undefined) fields.set(key, [{ node: selection, deferral }]);
        else written.push({ node: selection, deferral });
        continue;
      }
      const name = selection.kind === Kind.FRAGMENT_SPREAD ? selection.name.value : undefined;
      const deferrable = deferrals.length < limit && isMarked(selection);
      if (name !== undefined && here.has(name) && !deferrable) continue;
      if (!isIncluded(reading, selection)) continue;
      const own = deferrable ? deferralOf(reading, selection, deferral) : undefined;
      if (own === undefined && name !== undefined) here.add(name);
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? reading.fragments[selection.name.value] : selection;
      if (fragment === undefined || !applies(reading, fragment, type)) continue;
      if (own !== undefined) deferrals.push(own);
      collect(fragment.selectionSet, own ?? deferral);
    }
  };

  for (const { selectionSet, deferral } of sets) collect(selectionSet, deferral);
  return { fields, deferrals };
}

function isIncluded({ conditions }: Reading, node: SelectionNode): boolean {
  if (node.directives === undefined || node.directives.length === 0) return true;
  return (
    getDirectiveValues(GraphQLSkipDirective, node, conditions)?.['if'] !== true &&
    getDirectiveValues(GraphQLIncludeDirective, node, conditions)?.['if'] !== false
  );
}

function applies(
  { schema }: Reading,
  { typeCondition }: FragmentDefinitionNode | InlineFragmentNode,
  type: GraphQLObjectType,
): boolean {
  if (typeCondition === undefined) return true;
  const condition = typeFromAST(schema, typeCondition);
  return condition === type || (isAbstractType(condition) && schema.isSubType(condition, type));
}

function isMarked({ directives }: FragmentSpreadNode | InlineFragmentNode): boolean {
  return directives?.some(({ name }) => name.value === deferDirective.name) ?? false;
}

function deferralOf(
  { conditions }: Reading,
  node: FragmentSpreadNode | InlineFragmentNode,
  parent: Deferral | undefined,
): Deferral | undefined {
  const values = getDirectiveValues(deferDirective, node, conditions);
  if (values === undefined || values['if'] === false) return undefined;
  const label = values['label'];
  return { node, label: typeof label === 'string' ? label : undefined, parent };
}
