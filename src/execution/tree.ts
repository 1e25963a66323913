/** A document compiled for one combination of the conditions in it: what is left to do at run time is to follow it. */
import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  OperationTypeNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';
import {
  collectFields,
  type Reading,
  type Written,
  type WrittenFields,
  type WrittenSet,
} from './collection.ts';
import type { Deferral, IncrementalFormat } from './defer.ts';
import { divideApart, divideOnce } from './division.ts';
import { compileField } from './field.ts';
import type { Operation } from './part.ts';
import type { CompiledField, Field, Selection } from './selection.ts';

/**
 * Fragments deferred apart in one tree. A fragment can be deferred in many others, and those in many more: a short document
 * could ask for any number of parts. Those beyond are executed where they stand.
 */
const mostDeferrals = 100;

/**
 * Compiles the root of an operation; what is below it is compiled when a value of a type is met there first.
 *
 * @param conditions - those variables of the document's conditions that have a value.
 * @param format - absent, `@defer` is as if it were not there.
 * @throws GraphQLError where a directive is wrong for these variables.
 */
export function compileTree(
  { schema, fragments, definition }: Operation,
  rootType: GraphQLObjectType,
  conditions: Reading['conditions'],
  format: IncrementalFormat | undefined,
): Selection {
  const reading: Reading = { schema, fragments, conditions };
  let left = format === undefined ? 0 : mostDeferrals;
  const divide = format === 'incrementalSpec=v0.2' ? divideOnce : divideApart;

  const compileSelection = (
    type: GraphQLObjectType,
    sets: readonly WrittenSet[],
    within: readonly Deferral[],
    limit: number,
  ): Selection => {
    const collected = collectFields(reading, type, sets, limit);
    left -= collected.deferrals.length;
    const { fields, deferred } = divide(collected, within);
    return {
      type,
      fields: compileFields(type, fields, within),
      deferrals: collected.deferrals,
      deferred: deferred.map((part) => ({
        deferrals: part.deferrals,
        fields: compileFields(type, part.fields, part.deferrals),
      })),
    };
  };

  const compileFields = (
    parentType: GraphQLObjectType,
    fields: WrittenFields,
    within: readonly Deferral[],
  ): readonly CompiledField[] =>
    [...fields].flatMap(([key, written]) => {
      const [node, ...others] = new Set(written.map((one) => one.node));
      if (node === undefined) return [];
      const definition = definitionOf(schema, parentType, node.name.value);
      if (definition === undefined) return [];
      const nodes: Field['nodes'] = [node, ...others];
      return compileField(schema, {
        key,
        nodes,
        parentType,
        definition,
        below: compileBelow(written, within),
      });
    });

  const compileBelow = (written: readonly Written[], within: readonly Deferral[]): Field['below'] => {
    const sets = written.flatMap(({ node: { selectionSet }, deferral }) =>
      selectionSet === undefined ? [] : { selectionSet, deferral },
    );
    if (sets.length === 0) return undefined;
    const selections = new Map<GraphQLObjectType, Selection>();
    return (type) => {
      let selection = selections.get(type);
      if (selection === undefined) {
        selection = compileSelection(type, sets, within, left);
        selections.set(type, selection);
      }
      return selection;
    };
  };

  // What a mutation does is done in the order of the document, and told when it is done.
  const limit = definition.operation === OperationTypeNode.MUTATION ? 0 : left;
  return compileSelection(
    rootType,
    [{ selectionSet: definition.selectionSet, deferral: undefined }],
    [],
    limit,
  );
}

function definitionOf(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (type === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return type.getFields()[name];
}
