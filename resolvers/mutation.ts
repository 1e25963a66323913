import { purposeTerms } from '../src/consent/policy.ts';
import type { Context } from '../src/gateway/context.ts';
import { doorOf, type RecordKeyInput } from '../src/gateway/door.ts';
import { readRecords } from '../src/gateway/identity-desk.ts';
import type { Channel, Purpose } from '../src/model/consent.ts';
import { GatewayError } from '../src/model/errors.ts';
import type { Identifier } from '../src/model/identifier.ts';
import type { ValueRuleKind, VerdictKind } from '../src/steward/verdict.ts';

interface ValueKey {
  readonly email?: string;
  readonly phone?: string;
  readonly externalId?: { readonly issuer: string; readonly value: string };
}

interface SuppressionArguments {
  readonly value: ValueKey;
  readonly purpose: Purpose;
  readonly channel: Channel;
  readonly reason?: string | null;
}

export const Mutation = {
  async giveVerdict(
    _: unknown,
    args: {
      readonly a: RecordKeyInput;
      readonly b: RecordKeyInput;
      readonly kind: VerdictKind;
      readonly reason?: string | null;
    },
    { request }: Context,
  ) {
    const { desk, actor } = request.steward();
    const [a, b] = await readRecords(request, [args.a, args.b]);
    if (a === undefined || b === undefined) throw new GatewayError('VERDICT_INVALID');
    return desk.decide({ a, b }, args.kind, args.reason ?? undefined, actor);
  },

  setValueRule(
    _: unknown,
    { value, rule, reason }: { value: ValueKey; rule: ValueRuleKind; reason?: string | null },
    { request }: Context,
  ) {
    const { desk, actor } = request.steward();
    return desk.rule(identifierOf(value, request), rule, reason ?? undefined, actor);
  },

  suppress(_: unknown, args: SuppressionArguments & { readonly until?: Date | null }, { request }: Context) {
    const { desk, actor } = request.steward();
    const { value, purpose, channel, until, reason } = args;
    const { purposes } = request.installation.policy;
    // One that no request can declare would suppress nothing.
    if (purpose !== '*' && purposeTerms(purposes, purpose) === undefined)
      throw new GatewayError('PURPOSE_UNKNOWN');
    const key = identifierOf(value, request);
    const terms = { until: until ?? undefined, reason: reason ?? undefined };
    return desk.suppress(key, { purpose, channel }, terms, actor);
  },

  liftSuppression(_: unknown, args: SuppressionArguments, { request }: Context) {
    const { desk, actor } = request.steward();
    const { value, purpose, channel, reason } = args;
    return desk.liftSuppression(
      identifierOf(value, request),
      { purpose, channel },
      reason ?? undefined,
      actor,
    );
  },
};

/** @throws GatewayError KEY_INVALID, KEY_UNKNOWN_ISSUER. */
function identifierOf(value: ValueKey, { installation }: Context['request']): Identifier {
  const { sources, ids, country } = installation;
  const door = doorOf(value, { sources, ids, countries: [country] });
  const [key] = door.by === 'identifier' ? door.identifiers : [];
  if (key === undefined) throw new GatewayError('KEY_INVALID');
  return key;
}
