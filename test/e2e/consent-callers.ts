/** Callers of a gateway by their roles, each with an API key of their own. */
import { createHash } from 'node:crypto';
import type { Role } from '../../src/access/policy.ts';
import type { Configuration } from '../../src/config/configuration.ts';

export interface TestCaller {
  readonly roles: readonly string[];
  readonly scopes?: readonly string[];
}

const keyOf = (name: string) => `the-key-that-only-${name}-was-given`;

/** The header by which a caller is known. */
export function as(name: string): Readonly<Record<string, string>> {
  return { 'x-api-key': keyOf(name) };
}

/**
 * A gateway that these callers, and nobody else, may ask.
 * @param roles - besides those of the policy.
 */
export function withCallers(
  configuration: Configuration,
  callers: Readonly<Record<string, TestCaller>>,
  roles: Readonly<Record<string, Role>> = {},
): Configuration {
  const apiKeys = Object.entries(callers).map(([name, caller]) => ({
    name,
    hash: createHash('sha256').update(keyOf(name)).digest('hex'),
    roles: [...caller.roles],
    scopes: [...(caller.scopes ?? [])] as never[],
    dataUses: ['*'],
    region: 'eu',
  }));
  const { gateway, access } = configuration;
  return {
    ...configuration,
    gateway: { ...gateway, authentication: { jwt: undefined, apiKeys, anonymous: undefined } },
    access: { ...access, policy: { ...access.policy, roles: { ...access.policy.roles, ...roles } } },
  };
}
