/** A source that is never asked anything: it tells what it could be asked and what that would take, and knows nobody. */
import type { Source } from '../../sources/contract.ts';
import { absent, found } from '../model/outcome.ts';

export function dry(source: Source): Source {
  return {
    name: source.name,
    kind: source.kind,
    manifest: source.manifest,
    find: async (keys) => keys.map(() => absent),
    get: async (ids) => ids.map(() => absent),
    collect: async (_, parents) => parents.map(() => nothing),
    search: async () => nothing,
    price: (question) => source.price(question),
    describe: async () => absent,
    close: () => source.close(),
  };
}

const nothing = found({ items: [], more: false });
