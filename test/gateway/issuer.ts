/** An issuer of tokens with keys of its own, which it publishes over HTTP. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CompactSign, type CryptoKey, exportJWK, generateKeyPair, type JWK } from 'jose';

export interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly secret: CryptoKey;
  readonly published: JWK;
}

export async function signingKey(alg: string, kid: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg);
  return {
    kid,
    alg,
    secret: privateKey,
    published: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' },
  };
}

/** @param header - beside `alg` and `kid`, or instead of them; undefined leaves one out. */
export function signed(
  key: SigningKey,
  claims: unknown,
  header: Record<string, unknown> = {},
): Promise<string> {
  const payload = typeof claims === 'string' ? claims : JSON.stringify(claims);
  return new CompactSign(new TextEncoder().encode(payload))
    .setProtectedHeader(JSON.parse(JSON.stringify({ alg: key.alg, kid: key.kid, typ: 'JWT', ...header })))
    .sign(key.secret, { crit: { demand: false } });
}

export type Mood = 'ok' | 'failing' | 'cutting' | 'hanging' | 'garbage' | 'moved';

export class Issuer implements AsyncDisposable {
  keys: readonly JWK[];
  mood: Mood = 'ok';
  asked = 0;
  readonly #server;

  constructor(keys: readonly JWK[]) {
    this.keys = keys;
    this.#server = createServer((request, response) => {
      this.asked++;
      switch (this.mood) {
        case 'ok':
          return response
            .setHeader('content-type', 'application/jwk-set+json')
            .end(JSON.stringify({ keys: this.keys }));
        case 'garbage':
          return response.end('<html>');
        case 'failing':
          // Readable, so that only its status says that these are not the keys.
          return response.writeHead(503).end('{"keys":[]}');
        case 'cutting':
          return request.socket.destroy();
        case 'moved':
          // Back to the keys, so that only who follows finds them.
          this.mood = 'ok';
          return response.writeHead(302, { location: '/elsewhere' }).end();
        case 'hanging':
      }
    });
  }

  static async open(...keys: readonly SigningKey[]): Promise<Issuer> {
    const issuer = new Issuer(keys.map(({ published }) => published));
    await new Promise<void>((resolve) => issuer.#server.listen(0, '127.0.0.1', resolve));
    return issuer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/keys`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
