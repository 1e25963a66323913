import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fault, healthy, type Received } from '../../sandbox/system.ts';
import type { Table } from '../../sandbox/table.ts';
import type { Source } from '../../sources/contract.ts';
import { memory } from '../../sources/memory/index.ts';
import { type MemoryRow, type RowPort, tablesPort } from '../../sources/memory/port.ts';
import { MemorySource } from '../../sources/memory/source.ts';
import { GatewayError } from '../../src/model/errors.ts';
import { calling, key, nothing, verdict } from './contract/words.ts';
import { testSourceContract } from './contract.ts';
import { fixtureTables, movingTools } from './fixture.ts';

const seeded = fixtureTables();

testSourceContract('memory', async () => {
  const tools = movingTools();
  const system = new RowSystem(seeded.tables);
  const reopen = () => new MemorySource('app', seeded, system.open(), tools);
  return { ...seeded, tools, system, pool: 1, source: reopen(), reopen, close: async () => {} };
});

describe('the memory source', () => {
  const rows = {
    users: [
      {
        uid: 7,
        contact: { mail: 'Ada@Example.org', tel: '+49 30 9018201' },
        digits: '49309018201',
        seen: 1717243200,
      },
      { uid: 8, contact: { mail: 'bruno@example.org' }, digits: '49309018202', seen: null },
    ],
  };
  const customer = {
    table: 'users',
    id: 'uid',
    updatedAt: 'seen',
    attributes: { email: 'contact.mail', phone: 'contact.tel' },
    lookups: { phone: { column: 'digits', as: 'digits' } },
    consent: 'none',
  } as const;

  function open(config: unknown): Source {
    return memory.create('app', memory.config.parse(config), movingTools());
  }

  async function emailsOf(source: Source): Promise<unknown> {
    const want = { ...nothing, attributes: ['email'] as const };
    const [outcome] = await source.get(['7'], want, calling());
    return outcome?.kind === 'found' ? outcome.value.attributes.email : outcome && verdict(outcome);
  }

  it('reads values inside objects', async () => {
    expect(await emailsOf(open({ kind: 'memory', rows, customer }))).toEqual(['Ada@Example.org']);
  });

  it('looks up by a column made for it, and gives back what carries the key', async () => {
    const source = open({ kind: 'memory', rows, customer });
    const keys = [key('phone', '030 9018201'), key('phone', '030 9018202')];
    const outcomes = await source.find(keys, nothing, calling());
    expect(outcomes.map(verdict)).toEqual(['found', 'absent']);
  });

  it('does not find by what is never looked up, even when another key brings the record', async () => {
    const lookups = { ...customer.lookups, email: false };
    const source = open({ kind: 'memory', rows, customer: { ...customer, lookups } });
    const keys = [key('phone', '030 9018201'), key('email', 'ada@example.org')];
    const outcomes = await source.find(keys, { ...nothing, attributes: ['email'] }, calling());
    expect(outcomes.map(verdict)).toEqual(['found', 'absent']);
  });

  it('searches although a column it only reads is gone', async () => {
    const source = open({ kind: 'memory', rows, customer: { ...customer, updatedAt: 'changed_at' } });
    expect(verdict(await source.search([], { first: 1 }, nothing, calling()))).toBe('found');
  });

  it('is DRIFTED when its table or the id is gone', async () => {
    expect(await emailsOf(open({ kind: 'memory', rows: {}, customer }))).toBe('SOURCE_DRIFTED');
    const other = { ...customer, id: 'user_id' };
    expect(await emailsOf(open({ kind: 'memory', rows, customer: other }))).toBe('SOURCE_DRIFTED');
  });

  it('takes either rows or a file', () => {
    const parse = (more: object) => memory.config.safeParse({ kind: 'memory', customer, ...more }).success;
    expect([
      parse({}),
      parse({ rows, file: 'people.json' }),
      parse({ rows }),
      parse({ file: 'people.json' }),
    ]).toEqual([false, false, true, true]);
  });

  it('tells the columns that no mapping names, as far as its rows have them', async () => {
    const painted = { users: [...rows.users, { uid: 9, colour: null }, { uid: 10, colour: 'red' }] };
    const outcome = await open({ kind: 'memory', rows: painted, customer }).describe(calling());
    expect(outcome).toMatchObject({
      value: { unmapped: [{ object: 'users', column: 'colour', type: 'string' }] },
    });
  });

  describe('with a file', () => {
    let folder: string;
    let file: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'onefold-memory-'));
      file = join(folder, 'people.json');
    });
    afterEach(() => rm(folder, { recursive: true }));

    it('reads it, and again when it has changed', async () => {
      const source = open({ kind: 'memory', file, customer });
      expect(await emailsOf(source)).toBe('SOURCE_UNAVAILABLE');
      await writeFile(file, JSON.stringify(rows));
      expect(await emailsOf(source)).toEqual(['Ada@Example.org']);
      await writeFile(file, JSON.stringify({ users: [{ uid: 7, contact: { mail: 'ada@example.com' } }] }));
      expect(await emailsOf(source)).toEqual(['ada@example.com']);
    });

    it.each(['{"users": [', '{"users": {}}', '[]', 'null'])('cannot read %s', async (text) => {
      await writeFile(file, text);
      expect(await emailsOf(open({ kind: 'memory', file, customer }))).toBe('SOURCE_PROTOCOL');
    });
  });
});

function rowsOf(tables: readonly Table[]): Record<string, MemoryRow[]> {
  return Object.fromEntries(
    tables.map(({ name, columns, rows }) => [
      name,
      rows.map((row) =>
        Object.fromEntries(columns.map((column, index) => [column.name, row[index] ?? null])),
      ),
    ]),
  );
}

/** Rows behind a port that misbehaves when told to, as the sandbox systems do. */
class RowSystem {
  fault: Fault = healthy;
  received: Received[] = [];
  calls = 0;
  connections = 0;
  readonly #rows: Record<string, MemoryRow[]>;
  #recording = false;

  constructor(tables: readonly Table[]) {
    this.#rows = rowsOf(tables);
  }

  open(): RowPort {
    let connected = false;
    return {
      select: async (table, columns, signal) => {
        this.calls++;
        if (this.#recording)
          this.received.push({ operation: `select ${columns.join(', ')} from ${table}`, values: [] });
        if (!connected) this.connections++;
        connected = true;
        await this.#misbehave(signal);
        return tablesPort(this.#present()).select(table, columns, signal);
      },
      close: async () => {},
    };
  }

  async setFault(change: Partial<Fault>): Promise<void> {
    this.fault = { ...this.fault, ...change };
  }

  record(on: boolean): void {
    this.#recording = on;
  }

  forget(): void {
    this.calls = 0;
    this.received = [];
  }

  async #misbehave(signal: AbortSignal): Promise<void> {
    const { mode, delayMs, retryAfterSeconds } = this.fault;
    switch (mode) {
      case 'ok':
        return;
      case 'slow':
        return sleep(delayMs, undefined, { signal });
      case 'hang':
        return sleep(60_000, undefined, { signal });
      case 'down':
      case 'fail':
        throw Object.assign(new Error('refused'), { syscall: 'connect' });
      case 'throttle':
        throw new GatewayError('SOURCE_THROTTLED', { retryAfter: retryAfterSeconds });
      case 'garbage':
        JSON.parse('{"people": [');
    }
  }

  /** The tables without the columns that were dropped. */
  #present(): Record<string, MemoryRow[]> {
    const { dropped } = this.fault;
    if (dropped.length === 0) return this.#rows;
    return Object.fromEntries(
      Object.entries(this.#rows).map(([name, rows]) => [
        name,
        rows.map((row) =>
          Object.fromEntries(
            Object.entries(row).filter(([column]) => !dropped.includes(`${name}.${column}`)),
          ),
        ),
      ]),
    );
  }
}
