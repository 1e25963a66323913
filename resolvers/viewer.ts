import type { Request } from '../src/gateway/context.ts';
import { callerScopes } from '../src/model/caller.ts';

export const Viewer = {
  subject: ({ terms }: Request) => terms.caller.subject,
  scopes: ({ access, terms }: Request) => callerScopes.filter((scope) => access.may(terms.caller, scope)),
  purposes: ({ access, terms, installation }: Request) =>
    Object.entries(installation.policy.purposes.purposes)
      .filter(([purpose]) => access.allows(terms.caller, purpose))
      .map(([purpose, { basis, channel = 'NONE' }]) => ({ purpose, legalBasis: basis, channel })),
  defaultPurpose: ({ options }: Request) => options.defaultPurpose ?? null,
  decides: (request: Request) => request.stewardOrNobody() !== undefined,
};
