/** What the tests of the SQL systems share: tables with every column type, nulls, and text that is hard to quote. */
import { connect } from 'node:net';
import type { Cell, Table } from '../../sandbox/table.ts';

export const hostile = `O'Brien \\' "\` -- ; 北京 é`;

export function customers(count: number): Table {
  return {
    name: 'customers',
    primaryKey: 'id',
    columns: [
      { name: 'id', type: 'bigint', nullable: false },
      { name: 'email', type: 'text', nullable: true },
      { name: 'last_name', type: 'text', nullable: true },
      { name: 'visits', type: 'integer', nullable: false },
      { name: 'opted_in', type: 'boolean', nullable: true },
      { name: 'born', type: 'date', nullable: true },
      { name: 'seen_at', type: 'instant', nullable: true },
      { name: 'spent', type: 'decimal', nullable: true },
    ],
    indexes: [{ column: 'email', lower: true }, { column: 'email' }],
    rows: Array.from({ length: count }, (_, n): Cell[] =>
      n === 1
        ? [2, null, null, 0, null, null, null, null]
        : [
            n === 0 ? '9007199254740993' : n + 1,
            `User${n}@Example.com`,
            n === 0 ? hostile : `Name${n}`,
            n % 7,
            n % 2 === 0,
            '1980-02-29',
            '2024-05-01T10:00:00.250Z',
            '1234567890.50',
          ],
    ),
  };
}

export function orders(count: number, customerCount: number): Table {
  return {
    name: 'orders',
    primaryKey: 'id',
    columns: [
      { name: 'id', type: 'bigint', nullable: false },
      { name: 'customer_id', type: 'bigint', nullable: false },
      { name: 'total', type: 'decimal', nullable: false },
      { name: 'placed_at', type: 'instant', nullable: false },
    ],
    indexes: [{ column: 'customer_id' }],
    rows: Array.from({ length: count }, (_, n): Cell[] => [
      n + 1,
      (n % customerCount) + 1,
      `${n}.25`,
      new Date(Date.UTC(2024, 0, 1) + n * 60_000).toISOString(),
    ]),
  };
}

/** Sends what is no message of the protocol, and waits until the server has hung up. */
export async function babble(url: string, bytes: Buffer): Promise<void> {
  const { port } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes));
  socket.on('error', () => {});
  socket.resume();
  await new Promise<void>((resolve) => socket.once('close', () => resolve()));
}
