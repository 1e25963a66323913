/** From a configuration to what answers requests: the sources opened, and the rules they are read by. */
import type { Source } from '../../sources/contract.ts';
import { openSource } from '../../sources/registry.ts';
import type { Configuration } from '../config/configuration.ts';
import { deriveKey, sealKeys } from '../identity/seal.ts';
import { Xref } from '../identity/xref.ts';
import { batched } from '../loading/batched.ts';
import type { Installation } from '../profile/assemble.ts';

/** Calls under way at once: where many keys fit in one call, few, so that keys gather; elsewhere each key is a call. */
const lanes = { batching: 2, single: 64 };

/** A source with what stands around it. */
function loaded(source: Source, timeout: number): Source {
  return batched(source, { lanes: source.manifest.batch.find > 1 ? lanes.batching : lanes.single, timeout });
}

export function install(configuration: Configuration): Installation {
  const { gateway, identity } = configuration;
  const now = () => new Date();
  const sources = configuration.sources.map(({ name, options }) =>
    loaded(openSource(name, options, { now, country: gateway.country }), options.timeout),
  );
  const ranks = new Map(identity.precedence.map((name, at) => [name, at]));
  const rank = (source: string) => ranks.get(source) ?? ranks.size;
  const countries = new Map(configuration.sources.map(({ name, options }) => [name, options.country]));
  return {
    sources,
    rules: {
      rank,
      countryOf: (source) => countries.get(source) ?? gateway.country,
      guards: {
        ...identity.guards,
        duplicateFree: new Set(
          sources.filter(({ manifest }) => manifest.duplicateFree).map(({ name }) => name),
        ),
      },
    },
    budget: identity.budget,
    xref: new Xref(deriveKey(gateway.lookupSecret, 'lookup'), identity.xref),
    survivorship: { rules: configuration.profile, rank },
    policy: configuration.consent.policy,
    thresholds: configuration.consent.thresholds,
    idKeys: sealKeys(gateway.secret, 'id'),
    cursorKeys: sealKeys(gateway.secret, 'cursor'),
    country: gateway.country,
    now,
  };
}
