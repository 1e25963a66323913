/** What an operation is for: the X-Data-Use header, the operation's @purpose, or the configured default. */
import { type GraphQLResolveInfo, getDirectiveValues } from 'graphql';
import { type PurposePolicy, purposeTerms } from '../consent/policy.ts';
import type { Purpose } from '../model/consent.ts';
import { GatewayError } from '../model/errors.ts';

/** @throws GatewayError PURPOSE_REQUIRED, PURPOSE_UNKNOWN, PURPOSE_CONFLICT. */
export function declaredPurpose(
  header: string | undefined,
  info: Pick<GraphQLResolveInfo, 'operation' | 'schema' | 'variableValues'>,
  policy: PurposePolicy,
  byDefault: Purpose | undefined,
): Purpose {
  const directive = info.schema.getDirective('purpose');
  const use: unknown =
    directive && getDirectiveValues(directive, info.operation, info.variableValues)?.['use'];
  const inDocument = typeof use === 'string' ? use : undefined;
  if (header !== undefined && inDocument !== undefined && header !== inDocument)
    throw new GatewayError('PURPOSE_CONFLICT');
  const purpose = header ?? inDocument ?? byDefault;
  if (purpose === undefined) throw new GatewayError('PURPOSE_REQUIRED');
  return knownPurpose(policy, purpose);
}

/** @throws GatewayError PURPOSE_UNKNOWN. */
export function knownPurpose(policy: PurposePolicy, purpose: Purpose): Purpose {
  if (purposeTerms(policy, purpose) === undefined) throw new GatewayError('PURPOSE_UNKNOWN');
  return purpose;
}
