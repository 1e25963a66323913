/** What callers may do here: views by caller and purpose, made once for all who are alike. */
import { LRUCache } from 'lru-cache';
import type { Coordinate, FieldRules } from '../access/field-rule.ts';
import { type AccessPolicy, hasScope, rolesFor } from '../access/policy.ts';
import { type AccessView, type Regions, viewKey, viewOf } from '../access/view.ts';
import type { Configuration } from '../config/configuration.ts';
import { type Caller, type CallerScope, callerScopes } from '../model/caller.ts';
import type { Purpose } from '../model/consent.ts';
import { GatewayError } from '../model/errors.ts';
import { type Authentication, authentication } from './authentication.ts';

/** Different views remembered. */
const mostViews = 1_000;

export class Access {
  readonly #policy: AccessPolicy;
  readonly #rules: FieldRules;
  readonly #regions: Regions;
  /** Whether any operation that selects a denied field is refused. */
  readonly #rejects: boolean;
  /** Whether there are operations that are refused for what they select. */
  readonly mayRefuse: boolean;
  readonly #views = new LRUCache<string, AccessView>({ max: mostViews });

  constructor(policy: AccessPolicy, rules: FieldRules, regions: Regions, mode: 'filter' | 'reject') {
    this.#policy = policy;
    this.#rules = rules;
    this.#regions = regions;
    this.#rejects = mode === 'reject';
    this.mayRefuse = this.#rejects || [...rules.values()].some(({ onDeny }) => onDeny === 'REJECT');
  }

  /** @throws GatewayError PURPOSE_NOT_ALLOWED. */
  view(caller: Caller, purpose: Purpose): AccessView {
    const key = viewKey(caller, purpose);
    let view = this.#views.get(key);
    if (view === undefined) {
      view = viewOf(caller, purpose, { policy: this.#policy, rules: this.#rules, regions: this.#regions });
      if (view === undefined) throw new GatewayError('PURPOSE_NOT_ALLOWED');
      this.#views.set(key, view);
    }
    return view;
  }

  /** Whether a caller may declare a purpose. */
  allows(caller: Caller, purpose: Purpose): boolean {
    return rolesFor(caller, purpose, this.#policy).length > 0;
  }

  may(caller: Caller, scope: CallerScope): boolean {
    return hasScope(caller, scope, this.#policy);
  }

  /** Whether a denied field refuses the operation rather than being null. */
  refuses(field: Coordinate): boolean {
    return this.#rejects || this.#rules.get(field)?.onDeny === 'REJECT';
  }

  /** Whether a denied field is shown as a token. */
  masks(field: Coordinate): boolean {
    return this.#rules.get(field)?.onDeny === 'MASK';
  }
}

/** A policy for an open gateway: everyone may do everything, wherever their answers go. */
export function opened(policy: AccessPolicy): AccessPolicy {
  return {
    ...policy,
    roles: {
      ...policy.roles,
      // No policy file can name it.
      '*': { purposes: ['*'], categories: ['*'], scopes: callerScopes },
    },
    transfers: [{ transfer: 'ALLOW' }],
  };
}

export function accessOf({ access, gateway, sources }: Configuration, rules: FieldRules): Access {
  const { policy, mode } = access;
  const regions = new Map(sources.map(({ name, options }) => [name, options.region]));
  return new Access(
    gateway.authentication === 'open' ? opened(policy) : policy,
    rules,
    { of: (source) => regions.get(source), sources: [...regions.keys()] },
    mode,
  );
}

export function authenticationOf(
  configured: Configuration['gateway']['authentication'],
  now: () => Date,
): Authentication {
  const tools = { now: () => now().getTime() };
  if (configured === 'open') return authentication({ open: true }, tools);
  const { jwt, apiKeys, anonymous } = configured;
  return authentication(
    {
      ...(jwt === undefined ? {} : { jwt: { ...jwt, jwks: { url: jwt.jwksUrl } } }),
      apiKeys,
      ...(anonymous === undefined ? {} : { anonymous }),
    },
    tools,
  );
}
