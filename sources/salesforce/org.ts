/** The SDK's connection to one org, kept in memory. Loading the SDK takes a third of a second, so only `session.ts` does. */
import { sign } from 'node:crypto';
import { AuthInfo, Connection, Logger, LoggerLevel } from '@salesforce/core';
import { GatewayError } from '../../src/model/errors.ts';
import type { Sockets } from '../sockets.ts';
import type { SessionConfig } from './session.ts';
import { socketTransport } from './transport.ts';

// The first logger becomes the root of all; unless it is this one, the SDK logs to a file below the home directory.
new Logger({ name: 'onefold', useMemoryLogger: true }).setLevel(LoggerLevel.FATAL);

export type Jwt = Extract<SessionConfig['auth'], { readonly jwt: unknown }>['jwt'];

/**
 * A connection without a session yet, unless it was configured with one. `AuthInfo.create` is passed by: it reads keys
 * from files, keeps what it learns in the home directory and the keychain, and asks the org three questions of its own.
 */
export async function openConnection(config: SessionConfig, sockets: Sockets): Promise<Connection> {
  const { auth } = config;
  const connection = new Connection({
    authInfo: new AuthInfo(),
    connectionOptions: {
      instanceUrl: config.instanceUrl,
      version: config.apiVersion,
      logLevel: 'NONE',
      ...('jwt' in auth ? { loginUrl: auth.jwt.loginUrl } : { accessToken: auth.accessToken }),
    },
  });
  await connection.init();
  const transport = socketTransport(sockets, config.timeout);
  connection._transport.httpRequest = transport;
  connection.oauth2._transport.httpRequest = transport;
  return connection;
}

/** Gives the connection a new session by the JWT bearer flow. */
export async function signIn(connection: Connection, jwt: Jwt, now: Date): Promise<void> {
  // What comes back is whatever the login server sent, or nothing where that was not JSON.
  const token: { readonly access_token?: unknown } | undefined = await connection.oauth2.requestToken({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: assertion(jwt, now),
  });
  if (typeof token?.access_token !== 'string') throw new GatewayError('SOURCE_PROTOCOL');
  connection.accessToken = token.access_token;
}

/** Salesforce takes an assertion for up to three minutes. */
const assertionSeconds = 180;

function assertion({ clientId, username, loginUrl, privateKey }: Jwt, now: Date): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    iss: clientId,
    sub: username,
    aud: loginUrl,
    exp: Math.floor(now.getTime() / 1000) + assertionSeconds,
  };
  const unsigned = `${part({ alg: 'RS256' })}.${part(claims)}`;
  return `${unsigned}.${sign('RSA-SHA256', Buffer.from(unsigned), privateKey).toString('base64url')}`;
}
