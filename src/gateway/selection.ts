/** What a document selects of customers below one of its fields, as it will be executed. */
import {
  type DirectiveNode,
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  isAbstractType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import type { Coordinate } from '../access/field-rule.ts';
import { collectionSpecs, type PublicCollection } from '../model/collection.ts';

/** A field as it is written once; one response key may be written several times. */
export interface Selected {
  readonly node: FieldNode;
  readonly parentType: GraphQLObjectType;
}

/** The places that make up one response key of a customer. */
export interface SelectedField {
  readonly places: readonly [Selected, ...Selected[]];
  /** Whether it belongs to a deferred part wherever it is written. */
  readonly deferred: boolean;
}

/** Undefined where the arguments are wrong: the resolver says so. */
export function argumentsOf(
  info: GraphQLResolveInfo,
  field: Parameters<typeof getArgumentValues>[0],
  node: FieldNode,
): Readonly<Record<string, unknown>> | undefined {
  try {
    return getArgumentValues(field, node, info.variableValues);
  } catch {
    return undefined;
  }
}

/**
 * Fields selected on Customer anywhere below a root field, those of one response key together.
 * @param defers - whether deferred parts are delivered apart; otherwise nothing counts as deferred.
 */
export function customerFields(info: GraphQLResolveInfo, defers: boolean): readonly SelectedField[] {
  const fields = new Map<string, { places: [Selected, ...Selected[]]; deferred: boolean }>();
  const seek = (type: GraphQLNamedType, set: SelectionSetNode, path: string, later: boolean) =>
    eachField(
      info,
      type,
      set,
      (selected, deferred) => {
        const key = `${path}.${selected.node.alias?.value ?? selected.node.name.value}`;
        if (selected.parentType.name === 'Customer') {
          const known = fields.get(key);
          if (known === undefined) fields.set(key, { places: [selected], deferred: deferred && defers });
          else {
            known.places.push(selected);
            known.deferred &&= deferred;
          }
          return;
        }
        const field = selected.parentType.getFields()[selected.node.name.value];
        if (field !== undefined && selected.node.selectionSet !== undefined)
          seek(getNamedType(field.type), selected.node.selectionSet, key, deferred);
      },
      later,
    );
  for (const node of info.fieldNodes)
    if (node.selectionSet !== undefined) seek(getNamedType(info.returnType), node.selectionSet, '', false);
  return [...fields.values()];
}

/** Every field that an operation selects, at any depth. */
export function operationFields(info: GraphQLResolveInfo): ReadonlySet<Coordinate> {
  const fields = new Set<Coordinate>();
  const seek = (type: GraphQLNamedType, set: SelectionSetNode) =>
    eachField(info, type, set, ({ node, parentType }) => {
      fields.add(`${parentType.name}.${node.name.value}`);
      const field = parentType.getFields()[node.name.value];
      if (field !== undefined && node.selectionSet !== undefined)
        seek(getNamedType(field.type), node.selectionSet);
    });
  const root = info.schema.getRootType(info.operation.operation);
  if (root != null) seek(root, info.operation.selectionSet);
  return fields;
}

/** Attributes of a collection's rows that the selections below its connection read. */
export function rowAttributes(
  info: GraphQLResolveInfo,
  name: PublicCollection,
  selected: readonly Selected[],
): readonly string[] {
  const known = collectionSpecs[name].attributes;
  const attributes = new Set<string>();
  const seek = (type: GraphQLNamedType, set: SelectionSetNode) =>
    eachField(info, type, set, ({ node, parentType }) => {
      const field = parentType.getFields()[node.name.value];
      if (field === undefined) return;
      if (parentType.name.endsWith('Connection') || parentType.name.endsWith('Edge')) {
        if (node.selectionSet !== undefined) seek(getNamedType(field.type), node.selectionSet);
      } else if (field.name in known) attributes.add(field.name);
    });
  for (const { node, parentType } of selected) {
    const field = parentType.getFields()[node.name.value];
    if (field !== undefined && node.selectionSet !== undefined)
      seek(getNamedType(field.type), node.selectionSet);
  }
  return [...attributes].sort();
}

/** Visits the fields that will be executed on a concrete type: fragments opened, @skip and @include obeyed. */
function eachField(
  info: GraphQLResolveInfo,
  type: GraphQLNamedType,
  set: SelectionSetNode,
  visit: (selected: Selected, deferred: boolean) => void,
  deferred = false,
): void {
  for (const selection of set.selections) {
    if (getDirectiveValues(GraphQLSkipDirective, selection, info.variableValues)?.['if'] === true) continue;
    if (getDirectiveValues(GraphQLIncludeDirective, selection, info.variableValues)?.['if'] === false)
      continue;
    if (selection.kind === 'Field') {
      for (const parentType of concreteTypes(info, type)) visit({ node: selection, parentType }, deferred);
      continue;
    }
    const fragment = selection.kind === 'FragmentSpread' ? info.fragments[selection.name.value] : selection;
    if (fragment === undefined) continue;
    const condition =
      fragment.typeCondition === undefined ? type : info.schema.getType(fragment.typeCondition.name.value);
    if (condition !== undefined)
      eachField(
        info,
        condition,
        fragment.selectionSet,
        visit,
        deferred || (mayBeCustomer(info, type) && isDeferred(info, selection)),
      );
  }
}

/**
 * Only a part deferred on a customer waits for the sources that it alone needs. One deferred further out is executed on
 * customers as they were first read, so whatever it shows of them is needed at once.
 */
function mayBeCustomer(info: GraphQLResolveInfo, type: GraphQLNamedType): boolean {
  return concreteTypes(info, type).some(({ name }) => name === 'Customer');
}

function isDeferred(
  info: GraphQLResolveInfo,
  selection: { readonly directives?: readonly DirectiveNode[] },
): boolean {
  const directive = info.schema.getDirective('defer');
  const defer = directive && getDirectiveValues(directive, selection, info.variableValues);
  return defer !== undefined && defer !== null && defer['if'] !== false;
}

function concreteTypes(info: GraphQLResolveInfo, type: GraphQLNamedType): readonly GraphQLObjectType[] {
  if (isObjectType(type)) return [type];
  return isAbstractType(type) ? info.schema.getPossibleTypes(type) : [];
}
