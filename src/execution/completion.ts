/** From what a resolver gave to what the answer says, compiled for the type of a field or of an item. */
import {
  GraphQLError,
  type GraphQLLeafType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { compileSerialize } from './leaf.ts';
import { compileAbstract, compileObject } from './object.ts';
import { failed, type Part } from './part.ts';
import { disregard, isThenable, Pending, promiseOf } from './pending.ts';
import { Place } from './place.ts';
import type { Field } from './selection.ts';

/** Something that has a value: a field, or each item of one. */
export interface Slot {
  readonly field: Field;
  readonly nullable: boolean;
  /** The type that has the field; undefined for items. */
  readonly typename: string | undefined;
}

/**
 * Completes the value of a slot; errors are recorded where null may be.
 *
 * @param value - no thenable.
 * @param prev - what the field or the item stands in.
 * @param key - its response key, or its index.
 * @returns what belongs into the answer, or a `Promise` of it.
 * @throws GraphQLError, located, where null may not be.
 */
export type Complete = (part: Part, value: unknown, prev: Place | undefined, key: string | number) => unknown;

/**
 * Completes what is neither null nor an Error.
 *
 * @param place - that of the value.
 * @returns what belongs into the answer, or a `Promise` of it, which may be rejected with anything.
 * @throws anything.
 */
type CompletePresent = (part: Part, value: unknown, place: Place) => unknown;

/** @param typename - the type that has the field; undefined for the type of items. */
export function compileCompletion(
  schema: GraphQLSchema,
  field: Field,
  type: GraphQLOutputType,
  typename: string | undefined,
): Complete {
  const slot: Slot = { field, nullable: !isNonNullType(type), typename };
  const inner = isNonNullType(type) ? type.ofType : type;
  if (isLeafType(inner)) return completeLeaf(slot, inner);
  if (isListType(inner)) {
    const completeItem = compileCompletion(schema, field, inner.ofType, undefined);
    const item: Slot = { field, nullable: !isNonNullType(inner.ofType), typename: undefined };
    return completeComposite(slot, completeList(item, completeItem));
  }
  return completeComposite(
    slot,
    isObjectType(inner) ? compileObject(field, inner) : compileAbstract(schema, field, inner),
  );
}

/**
 * Completes what a thenable gives.
 *
 * @param complete - completes the value of the slot.
 */
export function completeLater(
  slot: Slot,
  complete: Complete,
  part: Part,
  thenable: PromiseLike<unknown>,
  prev: Place | undefined,
  key: string | number,
): Promise<unknown> {
  return promiseOf(thenable).then(
    (value) => complete(part, value, prev, key),
    (thrown: unknown) => slotFailed(slot, part, thrown, new Place(prev, key, slot.typename)),
  );
}

function unlessFailed(slot: Slot, part: Part, completed: Promise<unknown>, place: Place): Promise<unknown> {
  return completed.then(undefined, (thrown: unknown) => slotFailed(slot, part, thrown, place));
}

function slotFailed({ field, nullable }: Slot, part: Part, thrown: unknown, place: Place): null {
  return failed(part, thrown, field.nodes, place, nullable);
}

function absent({ field, nullable }: Slot): null {
  if (nullable) return null;
  throw new Error(
    `Cannot return null for non-nullable field ${field.parentType.name}.${field.definition.name}.`,
  );
}

function completeLeaf(slot: Slot, type: GraphQLLeafType): Complete {
  const serialize = compileSerialize(type);
  return (part, value, prev, key) => {
    try {
      if (value === null || value === undefined) return absent(slot);
      const serialized = serialize(value);
      // Scalars of other people may be serialized asynchronously: not meant to be, but it works in graphql-js.
      if (typeof serialized !== 'object' || !isThenable(serialized)) return serialized;
      return completeLater(slot, (_, arrived) => arrived, part, serialized, prev, key);
    } catch (thrown) {
      return slotFailed(slot, part, thrown, new Place(prev, key, slot.typename));
    }
  };
}

function completeComposite(slot: Slot, completePresent: CompletePresent): Complete {
  return (part, value, prev, key) => {
    if (slot.nullable && (value === null || value === undefined)) return null;
    const place = new Place(prev, key, slot.typename);
    try {
      if (value === null || value === undefined) return absent(slot);
      if (value instanceof Error) throw value;
      const completed = completePresent(part, value, place);
      return completed instanceof Promise ? unlessFailed(slot, part, completed, place) : completed;
    } catch (thrown) {
      return slotFailed(slot, part, thrown, place);
    }
  };
}

function completeList(item: Slot, completeItem: Complete): CompletePresent {
  const { parentType, definition } = item.field;
  return (part, value, place) => {
    if (typeof value !== 'object' || value === null || !isIterable(value))
      throw new GraphQLError(
        `Expected Iterable, but did not find one for field "${parentType.name}.${definition.name}".`,
      );
    const items: unknown[] = [];
    let pending: Pending<number> | undefined;
    try {
      for (const one of value) {
        const index = items.length;
        const completed = isThenable(one)
          ? completeLater(item, completeItem, part, one, place, index)
          : completeItem(part, one, place, index);
        items.push(completed);
        if (completed instanceof Promise) {
          pending ??= new Pending<number>(items);
          pending.add(index, completed);
        }
      }
    } catch (error) {
      // Nobody will look at the promises that follow: they must not end the process when they are rejected.
      if (Array.isArray(value)) for (const one of value.slice(items.length)) disregard(one);
      throw error;
    }
    return pending === undefined ? items : pending.all();
  };
}

function isIterable(value: object): value is Iterable<unknown> {
  return Symbol.iterator in value && typeof value[Symbol.iterator] === 'function';
}
