/** Of systems that are mapped by default: what the business has added of its own. */
import type { Survey } from '../../sources/contract.ts';
import { columnsIn } from './customer.ts';
import type { ColumnGuess } from './guess.ts';

export interface OwnMapping {
  /** Where it goes in the source's configuration. */
  readonly path: readonly string[];
  readonly columns: readonly ColumnGuess[];
}

/** Objects that are read where the configuration names none. */
const readByDefault: readonly string[] = ['Contact', 'Lead'];

/** Ids, references and consent in fields that the default mapping does not know; the rest is mapped already. */
export function ownMappings(kind: 'salesforce' | 'stripe', { objects }: Survey): readonly OwnMapping[] {
  return objects
    .filter(({ name }) => kind === 'stripe' || readByDefault.includes(name))
    .map((object) => ({
      path: kind === 'stripe' ? ['customer'] : ['objects', object.name],
      columns: columnsIn({
        ...object,
        columns: object.columns.filter(({ name }) => kind === 'stripe' || name.endsWith('__c')),
      }).filter(isOwn),
    }));
}

function isOwn({ meaning }: ColumnGuess): boolean {
  if (meaning.role === 'attribute') return meaning.attribute.startsWith('externalId.');
  return meaning.role !== 'id' && meaning.role !== 'updatedAt';
}
