import { type RefObject, useEffect, useRef } from 'react';
import { type Action, actionOf } from './shortcuts.ts';

/**
 * Hears keys while the queue is shown.
 * @param list - within it, arrows go from pair to pair.
 */
export function useShortcuts(
  listens: boolean,
  list: RefObject<HTMLElement | null>,
  act: (action: Action) => void,
): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    if (!listens) return;
    const hear = (event: KeyboardEvent) => {
      const target = event.target instanceof HTMLElement ? event.target : undefined;
      const action = actionOf({
        key: event.key,
        modified: event.ctrlKey || event.altKey || event.metaKey,
        typing: target?.closest('input, textarea, select, [contenteditable], [role="dialog"]') != null,
        inList: target !== undefined && list.current?.contains(target) === true,
        repeated: event.repeat,
      });
      if (action === undefined) return;
      event.preventDefault();
      latest.current(action);
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, [listens, list]);
}
