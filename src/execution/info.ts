/** The fourth argument of resolvers. Most never look at it, so nothing is computed before it is asked for. */
import type { GraphQLResolveInfo } from 'graphql';
import type { Execution } from './part.ts';
import { Place } from './place.ts';
import type { Field } from './selection.ts';

export class ResolveInfo implements GraphQLResolveInfo {
  readonly #field: Field;
  readonly #execution: Execution;
  readonly #parent: Place | undefined;
  #path: Place | undefined;

  /** @param parent - the place of the object that has the field. */
  constructor(field: Field, execution: Execution, parent: Place | undefined) {
    this.#field = field;
    this.#execution = execution;
    this.#parent = parent;
  }

  get fieldName() {
    return this.#field.definition.name;
  }

  /** The same list in every execution of one compiled tree. */
  get fieldNodes() {
    return this.#field.nodes;
  }

  get returnType() {
    return this.#field.definition.type;
  }

  get parentType() {
    return this.#field.parentType;
  }

  get path() {
    this.#path ??= new Place(this.#parent, this.#field.key, this.#field.parentType.name);
    return this.#path;
  }

  get schema() {
    return this.#execution.operation.schema;
  }

  get fragments() {
    return this.#execution.operation.fragments;
  }

  get rootValue() {
    return this.#execution.rootValue;
  }

  get operation() {
    return this.#execution.operation.definition;
  }

  get variableValues() {
    return this.#execution.variableValues;
  }
}
