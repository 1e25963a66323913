import { describe, expect, it } from 'vitest';
import { isLoopback, isOwnName } from '../../src/gateway/own-names.ts';

describe('what an open gateway may be called', () => {
  it.each([
    'localhost',
    'LOCALHOST:4000',
    'demo.localhost:4000',
    '127.0.0.1',
    '10.0.0.7:80',
    '[::1]:4000',
    '[::1]',
  ])('%s cannot lead elsewhere', (host) => expect(isOwnName(host)).toBe(true));

  it.each([
    'rebound.example',
    'rebound.example:4000',
    'localhost.rebound.example',
    'notlocalhost',
    '127.0.0.1.rebound.example',
    '127.0.0.1:4000:x',
    '[rebound.example]',
    '',
  ])('"%s" can', (host) => expect(isOwnName(host)).toBe(false));

  it('is no question for a client that does not say, which is no browser', () => {
    expect(isOwnName(undefined)).toBe(true);
  });

  it('is asked where it listens to this machine alone', () => {
    expect(['localhost', '127.0.0.1', '127.1.2.3', '::1'].map(isLoopback)).toEqual([true, true, true, true]);
    expect(['0.0.0.0', '::', '10.0.0.7', 'gateway.example'].map(isLoopback)).not.toContain(true);
  });
});
