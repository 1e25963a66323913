import type { Context } from '../src/gateway/context.ts';
import { doorOf, type RecordKeyInput } from '../src/gateway/door.ts';
import { readRecords } from '../src/gateway/identity-desk.ts';
import { GatewayError } from '../src/model/errors.ts';
import type { ValueRuleKind, VerdictKind } from '../src/steward/verdict.ts';

interface ValueKey {
  readonly email?: string;
  readonly phone?: string;
  readonly externalId?: { readonly issuer: string; readonly value: string };
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
    const { sources, ids } = request.installation;
    const door = doorOf(value, { sources, ids, countries: [request.installation.country] });
    const [key] = door.by === 'identifier' ? door.identifiers : [];
    if (key === undefined) throw new GatewayError('KEY_INVALID');
    return desk.rule(key, rule, reason ?? undefined, actor);
  },
};
