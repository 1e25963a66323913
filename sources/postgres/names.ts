import { escapeIdentifier } from 'pg';

/** `schema.table` or `table`, quoted: the only way a configured name gets into a statement. */
export function quoteTable(name: string): string {
  return name.split('.').map(escapeIdentifier).join('.');
}
