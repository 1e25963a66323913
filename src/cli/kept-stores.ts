/** Stores that outlive the gateways they are used by. */
import { isDeepStrictEqual } from 'node:util';
import type { StoreConfiguration } from '../config/configuration.ts';
import { openConfiguredStore } from '../gateway/open-stewardship.ts';
import { lent } from '../steward/lent-store.ts';
import type { StewardStore } from '../steward/store.ts';

export class KeptStores {
  #open: { readonly configured: StoreConfiguration; readonly store: StewardStore }[] = [];

  /**
   * Lends the store, opened once however often it is asked for: a folder can be opened by one at a time, and what is in
   * memory is there as long as it is open.
   * @throws GatewayError where it cannot be opened.
   */
  async lend(configured: StoreConfiguration): Promise<StewardStore> {
    const known = this.#open.find((one) => isDeepStrictEqual(one.configured, configured));
    if (known !== undefined) return lent(known.store);
    const store = await openConfiguredStore(configured);
    this.#open.push({ configured, store });
    return lent(store);
  }

  /** Closes every store but this one. */
  async keepOnly(configured: StoreConfiguration | undefined): Promise<void> {
    const isKept = (one: { readonly configured: StoreConfiguration }) =>
      isDeepStrictEqual(one.configured, configured);
    const gone = this.#open.filter((one) => !isKept(one));
    this.#open = this.#open.filter(isKept);
    await Promise.all(gone.map(({ store }) => store.close()));
  }
}
