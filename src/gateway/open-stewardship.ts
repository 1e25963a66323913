/** The stewards' desk that a configuration asks for. */
import type { Configuration } from '../config/configuration.ts';
import { deriveKey } from '../identity/seal.ts';
import { GatewayError } from '../model/errors.ts';
import type { Installation } from '../profile/assemble.ts';
import { openEmbeddedStore, openServerStore } from '../steward/postgres-store.ts';
import { Stewardship } from './stewardship.ts';

/**
 * @returns undefined where nobody may decide.
 * @throws GatewayError STEWARD_STORE_UNAVAILABLE: a gateway that does not know what stewards said might show two people as
 *   one, so it does not start.
 */
export async function openStewardship(
  { stewards, gateway }: Configuration,
  { xref, now }: Pick<Installation, 'xref' | 'now'>,
): Promise<Stewardship | undefined> {
  if (stewards === undefined) return undefined;
  const { store, access } = stewards;
  try {
    return await Stewardship.open({
      store: 'url' in store ? await openServerStore(store.url) : await openEmbeddedStore(store.folder),
      access,
      // With the secret that ids come from: look-up keys may be rotated, and rules must outlive that.
      valueKey: deriveKey(gateway.secret, 'value-rules').export().toString('hex'),
      xref,
      now,
    });
  } catch (cause) {
    throw new GatewayError('STEWARD_STORE_UNAVAILABLE', { cause });
  }
}
