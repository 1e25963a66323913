/** From a configuration to what answers requests: the sources opened, and the rules they are read by. */
import { openSource } from '../../sources/registry.ts';
import type { Configuration, SourceConfiguration } from '../config/configuration.ts';
import { CustomerIds } from '../identity/ids.ts';
import { defaultBands, defaultMatching, type Matching, untrainedBands } from '../identity/matching.ts';
import { defaultGuards } from '../identity/merging.ts';
import { deriveKey, sealKeys } from '../identity/seal.ts';
import { Xref } from '../identity/xref.ts';
import { dry } from '../loading/dry.ts';
import { guarded } from '../loading/guarded.ts';
import { type LoadedSource, loaded } from '../loading/loaded.ts';
import { Sweeper } from '../loading/sweeper.ts';
import type { Installation } from '../profile/installation.ts';
import { Refresher } from '../profile/refresher.ts';
import { identityWant } from './plan.ts';

/** Calls under way at once: where many keys fit in one call, few, so that keys gather; elsewhere each key is a call. */
const lanes = { batching: 2, single: 64 };
/** Milliseconds: longer than an answer that is only a round trip nearby, shorter than one worth waiting for. */
const lendAfter = 20;

export interface InstallOptions {
  /** What stewards said, as of whenever it is asked. */
  readonly said?: Pick<Matching, 'decisions' | 'ruleOf'>;
  /** Whether no source is to be asked anything: for telling what an operation would ask. */
  readonly dry?: boolean;
}

export function install(
  configuration: Configuration,
  { dry: isDry = false, said }: InstallOptions = {},
): Installation {
  const { gateway, identity } = configuration;
  const now = () => new Date();
  const sweeper = new Sweeper();
  const tools = { now, country: gateway.country };
  const sources = configuration.sources.map((one) => open(one, tools, sweeper, isDry));
  const ranks = new Map(identity.precedence.map((name, at) => [name, at]));
  const rank = (source: string) => ranks.get(source) ?? ranks.size;
  const countries = new Map(configuration.sources.map(({ name, options }) => [name, options.country]));
  const rules = {
    rank,
    countryOf: (source: string) => countries.get(source) ?? gateway.country,
    matching: {
      ...defaultMatching,
      model: identity.model,
      bands: identity.model.trained === true ? defaultBands : untrainedBands,
      ...said,
    },
    guards: {
      ...defaultGuards,
      ...identity.guards,
      duplicateFree: new Set(
        sources.filter(({ manifest }) => manifest.duplicateFree).map(({ name }) => name),
      ),
    },
  };
  const { budget } = identity;
  const xref = new Xref(deriveKey(gateway.lookupSecret, 'lookup'), identity.xref);
  const want = identityWant(sources);
  return {
    sources,
    sweeper,
    rules,
    budget,
    xref,
    refresher: new Refresher({ sources, sweeper, rules, budget, xref, want, now }),
    survivorship: { rules: configuration.profile, rank },
    policy: configuration.consent.policy,
    thresholds: configuration.consent.thresholds,
    ids: new CustomerIds(sealKeys(gateway.secret, 'id')),
    cursorKeys: sealKeys(gateway.secret, 'cursor'),
    country: gateway.country,
    now,
  };
}

/** A source with what stands between it and the requests. */
function open(
  { name, options }: SourceConfiguration,
  tools: { readonly now: () => Date; readonly country: string },
  sweeper: Sweeper,
  isDry: boolean,
): LoadedSource {
  const { timeout, breaker, retries, perSecond } = options;
  const opened = openSource(name, options, tools);
  const source = guarded(isDry ? dry(opened) : opened, {
    breakAfter: breaker.failures,
    breakFor: breaker.pause,
    retries,
  });
  const { batch, quota } = source.manifest;
  return loaded(
    source,
    {
      lanes: batch.find > 1 ? lanes.batching : lanes.single,
      perSecond: isDry ? undefined : (perSecond ?? quota.perSecond),
      // A database has no use for more calls than connections.
      lendAfter: 'pool' in options ? undefined : lendAfter,
      timeout,
    },
    sweeper,
  );
}
