/** What keys mean at the review queue. */
export type Action = 'SAME' | 'NOT_SAME' | 'UNSURE' | 'next' | 'previous' | 'undo' | 'help';

export interface Shortcut {
  /** As `KeyboardEvent.key` has it, in lower case. */
  readonly keys: readonly string[];
  readonly action: Action;
  readonly says: string;
}

export const shortcuts: readonly Shortcut[] = [
  { keys: ['s'], action: 'SAME', says: 'They are one person' },
  { keys: ['n'], action: 'NOT_SAME', says: 'They are two people' },
  { keys: ['u'], action: 'UNSURE', says: 'Not to be told' },
  { keys: ['j', 'arrowdown'], action: 'next', says: 'Next pair' },
  { keys: ['k', 'arrowup'], action: 'previous', says: 'Previous pair' },
  { keys: ['z'], action: 'undo', says: 'Take the last verdict back' },
  { keys: ['?'], action: 'help', says: 'Show or hide these keys' },
];

/** A key as it was pressed. */
export interface Pressed {
  readonly key: string;
  /** Ctrl, Alt or Meta is held: then the key is the browser's. */
  readonly modified: boolean;
  /** Whether it goes into a field. */
  readonly typing: boolean;
  /** Whether the list of pairs has the focus: elsewhere arrows scroll the page. */
  readonly inList: boolean;
  /** Held down: a verdict is given once. */
  readonly repeated: boolean;
}

/** @returns undefined where the key is not meant for the queue. */
export function actionOf({ key, modified, typing, inList, repeated }: Pressed): Action | undefined {
  if (modified || typing) return undefined;
  const name = key.toLowerCase();
  if (name.startsWith('arrow') && !inList) return undefined;
  const action = shortcuts.find(({ keys }) => keys.includes(name))?.action;
  return repeated && action !== 'next' && action !== 'previous' ? undefined : action;
}

/**
 * The pair to look at once one is decided and leaves the list: the one after it, else the one before it.
 * @returns undefined where no other is left.
 */
export function afterDeciding(keys: readonly string[], decided: string): string | undefined {
  const at = keys.indexOf(decided);
  return at < 0 ? keys[0] : (keys[at + 1] ?? keys[at - 1]);
}

/** The neighbour of a pair in the list; itself at its ends, the first where it is not in it. */
export function neighbourOf(
  keys: readonly string[],
  current: string | undefined,
  step: 1 | -1,
): string | undefined {
  const at = current === undefined ? -1 : keys.indexOf(current);
  return at < 0 ? keys[0] : (keys[at + step] ?? current);
}
