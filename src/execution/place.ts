/** Where in an answer something stands: a list linked from the inside out, made for objects, lists and their items only. */
import type { GraphQLResolveInfo } from 'graphql';

type Path = GraphQLResolveInfo['path'];

/** What graphql-js calls a path. */
export class Place implements Path {
  /** Undefined at the fields of the root. */
  readonly prev: Place | undefined;
  /** The response key of a field, or the index of an item. */
  readonly key: string | number;
  /** The type that has the field; undefined for items. */
  readonly typename: string | undefined;
  /** Whether an error made this null: what stands below is no longer part of the answer. */
  nulled = false;

  constructor(prev: Place | undefined, key: string | number, typename: string | undefined) {
    this.prev = prev;
    this.key = key;
    this.typename = typename;
  }
}

/** Whether the place, or one it stands in, became null. */
export function isNulled(place: Place | undefined): boolean {
  for (let one = place; one !== undefined; one = one.prev) if (one.nulled) return true;
  return false;
}
