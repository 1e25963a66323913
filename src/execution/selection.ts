/** What is selected of one concrete type, compiled, as data; and how it is executed on a value. */
import type { FieldNode, GraphQLField, GraphQLObjectType } from 'graphql';
import type { Deferral } from './defer.ts';
import type { Part } from './part.ts';
import { Pending } from './pending.ts';
import type { Place } from './place.ts';

export interface Field {
  /** In the response. */
  readonly key: string;
  /** Where the document asks for it. */
  readonly nodes: readonly [FieldNode, ...FieldNode[]];
  readonly parentType: GraphQLObjectType;
  readonly definition: GraphQLField<unknown, unknown>;
  /**
   * What is selected of a value of that type; absent for leaves.
   *
   * @throws GraphQLError where a directive below is wrong for these variables.
   */
  readonly below: ((type: GraphQLObjectType) => Selection) | undefined;
}

export interface CompiledField extends Field {
  /**
   * Resolves and completes the field.
   *
   * @param parent - the place of the object; undefined at the root.
   * @returns what belongs into the answer, or a `Promise` of it.
   * @throws GraphQLError, located, where null may not be.
   */
  readonly execute: (part: Part, source: unknown, parent: Place | undefined) => unknown;
}

/** Fields that one or several `@defer`s hold back, together. */
export interface DeferredFields {
  readonly deferrals: readonly Deferral[];
  readonly fields: readonly CompiledField[];
}

export interface Selection {
  readonly type: GraphQLObjectType;
  /** In the order of the document. */
  readonly fields: readonly CompiledField[];
  /** `@defer`s that begin here, each after the one it is written in. */
  readonly deferrals: readonly Deferral[];
  readonly deferred: readonly DeferredFields[];
}

/** Without a prototype, so that any response key will do. */
export type Data = { [key: string]: unknown };

/**
 * Objects that inherit nothing. Not by `Object.create(null)`, which makes a hash table: slower to fill, and twice as slow
 * to stringify; nor by taking the prototype away, which costs more than all else that is done for a field.
 */
const Bare = function Bare() {} as unknown as { new (): Data };
Object.defineProperty(Bare, 'prototype', { value: Object.freeze(Object.create(null)) });

/** @returns the object of the answer, or a promise of it. */
export function executeSelection(
  part: Part,
  selection: Selection,
  source: unknown,
  place: Place | undefined,
): Data | Promise<Data> {
  const { fields, deferrals, deferred } = selection;
  const { deferring } = part.execution;
  if (deferring === undefined || (deferrals.length === 0 && deferred.length === 0))
    return executeFields(part, fields, source, place);
  deferring.open(selection, place);
  const data = executeFields(part, fields, source, place);
  deferring.begin(part, selection, source, place);
  return data;
}

export function executeFields(
  part: Part,
  fields: readonly CompiledField[],
  source: unknown,
  place: Place | undefined,
): Data | Promise<Data> {
  const data = new Bare();
  let pending: Pending<string> | undefined;
  try {
    for (const field of fields) {
      const value = field.execute(part, source, place);
      if (value instanceof Promise) {
        // Its place is taken now, so that keys come in the order of the document whatever comes first.
        data[field.key] = undefined;
        pending ??= new Pending(data);
        pending.add(field.key, value);
      } else data[field.key] = value;
    }
  } catch (error) {
    if (pending === undefined) throw error;
    // As graphql-js does: what has been started may still have an error to report.
    const rethrow = () => {
      throw error;
    };
    return pending.all().then(rethrow, rethrow);
  }
  return pending === undefined ? data : pending.all();
}

/** One field after the other, as mutations are. */
export function executeSerially(
  part: Part,
  fields: readonly CompiledField[],
  source: unknown,
): Data | Promise<Data> {
  const data = new Bare();
  const execute = (rest: readonly CompiledField[]): Data | Promise<Data> => {
    for (const [at, field] of rest.entries()) {
      const value = field.execute(part, source, undefined);
      if (value instanceof Promise)
        return value.then((arrived) => {
          data[field.key] = arrived;
          return execute(rest.slice(at + 1));
        });
      data[field.key] = value;
    }
    return data;
  };
  return execute(fields);
}
