/** Who may come in, as the configuration says it, and which line is wrong. */
import { describe, expect, it } from 'vitest';
import { faultsOf, gatewayText, sourcesText } from './files.ts';

const hash = 'ab'.repeat(32);
const faultsIn = (authentication: string, env = {}) =>
  faultsOf(
    gatewayText.replace(/authentication: open/, `authentication: ${authentication}`) + sourcesText,
    env,
  );
const key = (name: string, more = '') => `{ name: ${name}, hash: ${hash}${more} }`;

describe('who is let in', () => {
  it('are keys and tokens, also where NODE_ENV is production', () => {
    const jwt = '{ issuer: a, audience: b, jwksUrl: "https://a.example/keys" }';
    const production = { NODE_ENV: 'production' };
    expect(
      faultsIn(`{ apiKeys: [${key('mailer', ', roles: [sender], dataUses: [marketing]')}] }`, production),
    ).toEqual([]);
    expect(faultsIn(`{ jwt: ${jwt} }`, production)).toEqual([]);
  });

  it('is somebody', () => {
    expect(faultsIn('{ apiKeys: [] }')).toEqual([
      expect.stringMatching(/gateway\.authentication: lets nobody in/),
    ]);
  });

  it('has a name and a key of their own, and roles that the access policy defines', () => {
    const faults = faultsIn(
      `{ apiKeys: [${key('mailer')}, ${key('mailer', ', roles: [suport]')}], anonymous: { roles: [guest] } }`,
    );
    expect(faults).toEqual([
      expect.stringMatching(/apiKeys\[1\]\.name: is the name of another key, too/),
      expect.stringMatching(/apiKeys\[1\]\.hash: is the hash of another key, too/),
      expect.stringMatching(
        /apiKeys\[1\]\.roles\[0\]: is not a role of the access policy \(did you mean support\?\)/,
      ),
      expect.stringMatching(/anonymous\.roles\[0\]: is not a role of the access policy$/),
    ]);
  });

  it('is not decided by whoever answers in the clear', () => {
    const at = (url: string) => faultsIn(`{ jwt: { issuer: a, audience: b, jwksUrl: "${url}" } }`);
    expect(at('http://a.example/keys')).toEqual([
      expect.stringMatching(/jwksUrl: must be an https: address/),
    ]);
    expect(at('http://127.0.0.1:9999/keys')).toEqual([]);
  });
});
