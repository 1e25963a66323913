import { expect, it, vi } from 'vitest';
import { identifier } from '../../src/identity/normalise.ts';
import { resolve } from '../../src/identity/resolve.ts';
import type { Identifier } from '../../src/model/identifier.ts';
import { refKey, type SourceRecord } from '../../src/model/record.ts';
import { freshXref, MemoryPort, rules } from './population.ts';
import { record } from './records.ts';

/** Answers to an e-mail address when it is let. */
class SlowPort extends MemoryPort {
  readonly #let = Promise.withResolvers<void>();

  override async find(key: Identifier): ReturnType<MemoryPort['find']> {
    const answer = await super.find(key);
    if (key.kind === 'email') await this.#let.promise;
    return answer;
  }

  answer(): void {
    this.#let.resolve();
  }
}

const anna = { given: 'Anna', family: 'Schmidt', born: '1980-05-17' };
const email = 'anna@a.example';

it('what quick sources said is followed while a slow one is waited for, to identifiers and to lookalikes', async () => {
  const records = [
    record('app:1', { ...anna, email, loyalty: 'L1' }),
    record('crm:2', { ...anna, email }),
    record('crm:3', { ...anna, loyalty: 'L1' }),
  ];
  const app = new MemoryPort('app', records, { candidates: true });
  const crm = new SlowPort('crm', records, { candidates: true });
  const door = identifier('email', email, '');
  if (door === undefined) throw new TypeError('the address is none');
  const told: string[][] = [];
  const answer = resolve({ by: 'identifier', identifiers: [door] }, [app, crm], rules, freshXref(), {
    onReached: (reached: readonly SourceRecord[]) => told.push(reached.map(({ ref }) => refKey(ref))),
  });
  await vi.waitFor(() => {
    const kinds = crm.found.map(({ kind }) => kind);
    expect(kinds).toContain('externalId.loyalty');
    expect(kinds).toContain('match.birthDate');
  });
  expect(told[0]).toEqual(['app:1']);
  crm.answer();
  const { members, complete } = await answer;
  expect(complete).toBe(true);
  expect(members.map(({ ref }) => refKey(ref))).toEqual(['app:1', 'crm:2', 'crm:3']);
});

it('what cannot be followed ends the search, and never the process', async () => {
  const records = [record('app:1', { ...anna, email }), record('crm:2', { ...anna, email })];
  const crm = new SlowPort('crm', records);
  const door = identifier('email', email, '');
  if (door === undefined) throw new TypeError('the address is none');
  const onReached = vi.fn(() => {
    throw new Error('a defect');
  });
  const ports = [new MemoryPort('app', records), crm];
  const answer = resolve({ by: 'identifier', identifiers: [door] }, ports, rules, freshXref(), { onReached });
  // A throw out of a timer would be an unhandled error, with which no test run passes.
  await vi.waitFor(() => expect(onReached).toHaveBeenCalled());
  crm.answer();
  await expect(answer).rejects.toThrow('a defect');
});
