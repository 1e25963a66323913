/** Who asks: from the headers of a request to a caller, or a refusal. */
import { type Caller, callerScopes } from '../model/caller.ts';
import { type ApiKey, ApiKeys, type Grants, grantedCaller } from './api-keys.ts';
import { refused } from './refusal.ts';
import { type TokenOptions, Tokens } from './token.ts';

export interface AuthenticationOptions {
  readonly jwt?: TokenOptions | undefined;
  readonly apiKeys?: readonly ApiKey[] | undefined;
  /** What those may who show nothing; without it they are refused. */
  readonly anonymous?: Grants | undefined;
  /** Everyone may do everything, whatever they show: for demos, and with nothing beside it. */
  readonly open?: boolean | undefined;
}

/** Those of a request's headers that say who asks, as Node reads them. */
export interface Credentials {
  readonly authorization?: string | undefined;
  readonly 'x-api-key'?: string | undefined;
}

export interface Authentication {
  /**
   * At once wherever it can be: a promise only for a token that was not checked in the last minute.
   * @throws GatewayError, or rejects with it: UNAUTHENTICATED, whose cause is a `Refusal`, and
   * AUTHENTICATION_UNAVAILABLE where the issuer of tokens does not answer.
   */
  callerOf(headers: Credentials): Caller | Promise<Caller>;
}

/** Everyone, where authentication is open. */
export const anyone: Caller = {
  subject: 'anyone',
  roles: ['*'],
  scopes: new Set(callerScopes),
  dataUses: ['*'],
  region: undefined,
};

/** Characters of a credential. */
const longest = 8192;

/**
 * @param now - epoch milliseconds.
 * @throws TypeError for options that cannot hold.
 */
export function authentication(
  { jwt, apiKeys = [], anonymous, open = false }: AuthenticationOptions,
  { now }: { readonly now: () => number },
): Authentication {
  if (open) {
    if (jwt !== undefined || apiKeys.length > 0 || anonymous !== undefined)
      throw new TypeError(
        'open authentication leaves nothing for tokens, API keys or anonymous callers to say',
      );
    return { callerOf: () => anyone };
  }
  const taken = new Set([anyone.subject, 'anonymous', ...apiKeys.map(({ name }) => name)]);
  const tokens = jwt === undefined ? undefined : new Tokens(jwt, taken, now);
  const keys = new ApiKeys(apiKeys);
  const nobody = anonymous === undefined ? undefined : grantedCaller('anonymous', anonymous);
  return {
    callerOf: ({ authorization, 'x-api-key': key }) => {
      if (authorization !== undefined && key !== undefined) throw refused('two credentials');
      if (key !== undefined) return keys.callerOf(credential(key));
      if (authorization !== undefined) {
        const bearer = bearerOf(authorization);
        return tokens !== undefined && isToken(bearer) ? tokens.callerOf(bearer) : keys.callerOf(bearer);
      }
      // Only who shows nothing at all is nobody: what is shown and does not hold is refused.
      if (nobody === undefined) throw refused('no credential');
      return nobody;
    },
  };
}

function bearerOf(authorization: string): string {
  const scheme = /^Bearer +/i.exec(authorization)?.[0];
  if (scheme === undefined) throw refused('malformed');
  return credential(authorization.slice(scheme.length));
}

/** Before anything is made of it. */
function credential(text: string): string {
  if (text.length > longest || !/^[\x21-\x7e]+$/.test(text)) throw refused('malformed');
  return text;
}

/** Header, payload and signature, whatever they hold. */
function isToken(text: string): boolean {
  return text.split('.').length === 3;
}
