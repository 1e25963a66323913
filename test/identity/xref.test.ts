import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CustomerIds } from '../../src/identity/ids.ts';
import { resolve } from '../../src/identity/resolve.ts';
import { deriveKey, seal, sealKeys, unseal } from '../../src/identity/seal.ts';
import { Xref } from '../../src/identity/xref.ts';
import { refKey } from '../../src/model/record.ts';
import { freshXref, population, portsOf, rules } from './population.ts';
import { record, ref } from './records.ts';

const keys = sealKeys('secret', 'id');
const ids = new CustomerIds(keys);
const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const refs = fc.record({ source: fc.constantFrom('crm', 'app'), id: fc.string({ minLength: 1 }) });

describe('customer ids', () => {
  it('open to the record they were made from, and are always the same for it', () =>
    fc.assert(
      fc.property(refs, (anchor) => {
        const id = ids.of(anchor);
        expect(id).toMatch(/^cust_[\w-]+$/);
        expect(new CustomerIds(sealKeys('secret', 'id')).of(anchor)).toBe(id);
        expect(ids.open(id)).toEqual(anchor);
      }),
    ));

  it('do not open once any character is changed, added or lost', () =>
    fc.assert(
      fc.property(refs, fc.nat(), fc.nat(63), (anchor, place, letter) => {
        const id = ids.of(anchor);
        const at = place % id.length;
        const other = base64url[letter] ?? '';
        if (id[at] !== other) expect(ids.open(id.slice(0, at) + other + id.slice(at + 1))).toBeUndefined();
        expect(ids.open(id.slice(0, at))).toBeUndefined();
        expect(ids.open(id + other)).toBeUndefined();
        expect(ids.open(`${id.slice(0, at)} ${id.slice(at)}`)).toBeUndefined();
      }),
      { numRuns: 500 },
    ));

  it('do not open with another secret, nor as tokens of another use', () => {
    const id = ids.of(ref('crm:1'));
    expect(new CustomerIds(sealKeys('other', 'id')).open(id)).toBeUndefined();
    expect(new CustomerIds(sealKeys('secret', 'cursor')).open(id)).toBeUndefined();
    expect(unseal(keys, seal(sealKeys('secret', 'cursor'), 'crm:1'))).toBeUndefined();
    expect(deriveKey('secret', 'id').equals(deriveKey('secret', 'lookup'))).toBe(false);
  });

  it('show nothing of the record', () => {
    const id = ids.of(ref('crm:anna@a.example'));
    expect(Buffer.from(id.slice(5), 'base64url').toString('latin1')).not.toMatch(/crm|anna/);
  });

  it.each(['', 'cust_', 'cust_AAAA', 'crm:1', `cust_${'A'.repeat(1001)}`])('%j is none', (text) =>
    expect(ids.open(text)).toBeUndefined(),
  );

  it('stay the same when the cross-reference forgets everything', () =>
    fc.assert(
      fc.asyncProperty(population, async (records) => {
        const xref = freshXref();
        for (const { ref: door } of records) {
          const open = () => resolve({ by: 'record', ref: door }, portsOf(records), rules, xref);
          const before = await open();
          xref.clear();
          const after = await open();
          expect(after.warm).toBe(false);
          if (before.complete) expect(after.anchor).toEqual(before.anchor);
        }
      }),
      { numRuns: 30 },
    ));
});

describe('the cross-reference', () => {
  it('holds no value of a person', () =>
    fc.assert(
      fc.asyncProperty(population, async (records) => {
        const xref = freshXref();
        for (const { ref: door } of records)
          await resolve({ by: 'record', ref: door }, portsOf(records, { cap: 2 }), rules, xref);
        const held = JSON.stringify(xref.dump(), (_, value) =>
          value instanceof Map ? [...value] : value,
        ).toLowerCase();
        // A shorter one may turn up in a hash by chance.
        for (const { attributes } of records)
          for (const value of Object.values(attributes).flat())
            if (String(value).length > 5) expect(held).not.toContain(String(value).toLowerCase());
      }),
      { numRuns: 50 },
    ));

  it('hashes with a key: another key, other hashes', () => {
    const anna = record('crm:1', { email: 'anna@a.example' });
    const [one, other] = [new Xref(deriveKey('one', 'lookup')), new Xref(deriveKey('other', 'lookup'))];
    expect(one.fingerprint(anna)).not.toBe(other.fingerprint(anna));
  });

  it('a fingerprint changes with whatever identity compares, and with nothing else', () => {
    const xref = freshXref();
    const traits = { full: 'Anna Schmidt', email: ['anna@a.example', 'info@a.example'], names: ['app:1'] };
    const before = xref.fingerprint(record('crm:1', traits));
    const touched = record('crm:1', traits);
    const moved = { ...touched.attributes, 'address.region': ['Elsewhere 1'], company: ['Other'] };
    expect(xref.fingerprint({ ...touched, attributes: moved, observedAt: 'later' })).toBe(before);
    for (const changed of [
      { email: 'anna@a.example' },
      { names: ['app:2'] },
      { phone: '+493012345678' },
      { loyalty: 'L1' },
      { full: 'Anna Meier' },
      { suffix: 'Jr' },
      { born: '1990-01-01' },
      { postcode: '10115' },
      { country: 'AT' },
    ])
      expect(xref.fingerprint(record('crm:1', { ...traits, ...changed }))).not.toBe(before);
  });

  it('forgets a room, and doors to nobody after their time', async () => {
    const anna = record('crm:1', { email: 'anna@a.example' });
    const xref = new Xref(deriveKey('secret', 'lookup'), {
      entries: 10,
      ttl: 60_000,
      absentTtl: 1,
      refresh: 60_000,
    });
    xref.remember({
      members: [anna],
      neighbours: [],
      doors: new Map([['door', refKey(anna.ref)]]),
      generic: new Set(['generic']),
    });
    const room = xref.roomOf(refKey(anna.ref));
    expect(room?.members).toEqual(['crm:1']);
    expect(room !== undefined && [xref.isGeneric(room, 'generic'), xref.isGeneric(room, 'door')]).toEqual([
      true,
      false,
    ]);
    expect(xref.behind('door')).toBe('crm:1');
    if (room !== undefined) xref.forget(room);
    expect(xref.roomOf(refKey(anna.ref))).toBeUndefined();
    xref.rememberNobody('another');
    expect(xref.behind('another')).toBe('nobody');
    await new Promise((done) => setTimeout(done, 20));
    expect(xref.behind('another')).toBeUndefined();
  });
});
