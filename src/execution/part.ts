/** A part of an answer that is delivered at once: the whole of it, or what one `@defer` holds back. */
import {
  type ASTNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLSchema,
  locatedError,
  type OperationDefinitionNode,
  responsePathAsArray,
} from 'graphql';
import { isNulled, type Place } from './place.ts';
import type { Selection } from './selection.ts';

/** What is the same in every execution of one operation. */
export interface Operation {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly definition: OperationDefinitionNode;
}

/** Starts what is deferred on objects. */
export interface Deferring {
  /** To be called before the object's own fields are executed: what is below it may be part of what is deferred on it. */
  open(selection: Selection, place: Place | undefined): void;
  /**
   * To be called when the object's own fields have been started.
   *
   * @param part - the part that the object is in.
   */
  begin(part: Part, selection: Selection, source: unknown, place: Place | undefined): void;
}

/** One execution of an operation. */
export interface Execution {
  readonly operation: Operation;
  readonly contextValue: unknown;
  readonly rootValue: unknown;
  /** Coerced. */
  readonly variableValues: { readonly [variable: string]: unknown };
  /** Arguments that depend on variables, by what computes them: they are the same wherever the field occurs. */
  readonly argumentValues: Map<object, Readonly<Record<string, unknown>>>;
  /** Absent where nothing is deferred. */
  readonly deferring: Deferring | undefined;
}

export class Part {
  readonly execution: Execution;
  /** In the order in which they were met. */
  readonly errors: GraphQLError[] = [];
  #nulled = false;

  constructor(execution: Execution) {
    this.execution = execution;
  }

  /** Whether an error made all of it null. */
  get nulled(): boolean {
    return this.#nulled;
  }

  /**
   * Records the error that makes a place null, unless the place has gone already: an error below it came first.
   *
   * @param place - undefined for the whole part.
   */
  nullify(place: Place | undefined, error: GraphQLError): void {
    if (this.#nulled || isNulled(place)) return;
    if (place === undefined) this.#nulled = true;
    else place.nulled = true;
    this.errors.push(error);
  }
}

/**
 * What a value comes to that could not be had: null where null may be; elsewhere the error, located, is thrown on
 * to the nearest place where it may.
 */
export function failed(
  part: Part,
  thrown: unknown,
  nodes: readonly ASTNode[],
  place: Place,
  nullable: boolean,
): null {
  const error = locatedError(thrown, nodes, responsePathAsArray(place));
  if (!nullable) throw error;
  part.nullify(place, error);
  return null;
}
