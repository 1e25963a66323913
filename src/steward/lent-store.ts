import type { StewardStore } from './store.ts';

/** The same store for somebody who must not close it: others go on using it. */
export function lent(store: StewardStore): StewardStore {
  return {
    load: () => store.load(),
    since: (version) => store.since(version),
    append: (entry) => store.append(entry),
    appendVetoes: (vetoes) => store.appendVetoes(vetoes),
    caughtUpAt: () => store.caughtUpAt(),
    clockSkew: () => store.clockSkew(),
    history: (question) => store.history(question),
    onChange: (listener, version) => store.onChange(listener, version),
    close: async () => {},
  };
}
