/** Doors that lead nowhere for a caller: what they may not see of anybody, they cannot ask by either. */
import { type AccessView, isAttributeDenied } from '../access/view.ts';
import type { Door } from '../identity/resolution.ts';
import { isAttribute } from '../model/attribute.ts';

/** Whether the door is a value that the caller may not see of anybody. */
export function isDenied(door: Door, view: AccessView): boolean {
  return (
    door.by === 'identifier' &&
    door.identifiers.some(({ kind }) => isAttribute(kind) && isAttributeDenied(view, kind))
  );
}
