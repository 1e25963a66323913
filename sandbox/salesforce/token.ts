/** The OAuth 2.0 token endpoint and the sessions it opens. */

import { createHash, verify } from 'node:crypto';
import { salesforceId, userShape } from './schema.ts';

export const notice =
  'This is the Onefold sandbox, an imitation for tests and demonstrations. It is not Salesforce.';

export const organizationId = salesforceId('00D', 1);
export const userId = salesforceId(userShape.keyPrefix, 1);

const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const audiences = ['https://login.salesforce.com', 'https://test.salesforce.com'];

/** A refusal as the token endpoint words it, always with status 400. */
export interface Refusal {
  readonly error: string;
  readonly error_description: string;
}

export interface Granted {
  readonly access_token: string;
  readonly [name: string]: string;
}

const refuse = (error: string, description: string): Refusal => ({ error, error_description: description });

/** A token of the opaque kind: the organisation, `!`, and 80 or so characters. */
export function opaqueToken(seed: string): string {
  return `${organizationId.slice(0, 15)}!AQ${createHash('sha512').update(seed).digest('hex').slice(0, 80)}`;
}

/**
 * Answers one token request.
 *
 * @param url - where the sandbox listens: a valid audience, and the `instance_url` of the answer.
 * @param publicKey - PEM; where it is given, a JWT must be signed with the key that belongs to it.
 */
export function grant(
  form: URLSearchParams,
  url: string,
  publicKey: string | undefined,
  now: Date,
  sequence: number,
): Granted | Refusal {
  const refusal = refusalOf(form, url, publicKey, now);
  if (refusal) return refusal;
  const issuedAt = String(now.getTime());
  return {
    access_token: opaqueToken(`${issuedAt} ${sequence}`),
    instance_url: url,
    id: `${url}/id/${organizationId}/${userId}`,
    token_type: 'Bearer',
    scope: 'api',
    issued_at: issuedAt,
    signature: createHash('sha256').update(issuedAt).digest('base64'),
    sandbox_notice: notice,
  };
}

function refusalOf(
  form: URLSearchParams,
  url: string,
  publicKey: string | undefined,
  now: Date,
): Refusal | undefined {
  const lacks = (...names: string[]) => names.some((name) => !form.get(name));
  switch (form.get('grant_type')) {
    case jwtBearer:
      return jwtRefusal(form.get('assertion') ?? '', url, publicKey, now);
    case 'client_credentials':
      if (lacks('client_id', 'client_secret')) break;
      return undefined;
    case 'refresh_token':
      if (lacks('client_id')) break;
      return lacks('refresh_token') ? refuse('invalid_grant', 'expired access/refresh token') : undefined;
    case 'password':
      if (lacks('client_id', 'client_secret')) break;
      return lacks('username', 'password') ? refuse('invalid_grant', 'authentication failure') : undefined;
    default:
      return refuse('unsupported_grant_type', 'grant type not supported');
  }
  return refuse('invalid_client_id', 'client identifier invalid');
}

function jwtRefusal(
  assertion: string,
  url: string,
  publicKey: string | undefined,
  now: Date,
): Refusal | undefined {
  const [header = '', payload = '', signature = ''] = assertion.split('.');
  const claims = decode(payload);
  const { alg } = decode(header);
  const signed = Buffer.from(`${header}.${payload}`);
  const genuine =
    publicKey === undefined || verify('RSA-SHA256', signed, publicKey, Buffer.from(signature, 'base64url'));
  if (alg !== 'RS256' || signature === '' || !genuine) return refuse('invalid_grant', 'invalid assertion');
  const { iss, sub, aud, exp } = claims;
  if (typeof iss !== 'string' || iss === '') return refuse('invalid_client_id', 'client identifier invalid');
  if (typeof sub !== 'string' || sub === '') return refuse('invalid_grant', 'invalid assertion');
  if (typeof aud !== 'string' || ![...audiences, url].includes(aud.replace(/\/$/, ''))) {
    return refuse('invalid_grant', 'audience is invalid');
  }
  // @salesforce/core writes `exp` in milliseconds, which the platform takes for a distant time.
  if (typeof exp !== 'number' || exp * 1000 <= now.getTime())
    return refuse('invalid_grant', 'assertion expired');
  return undefined;
}

function decode(part: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}
