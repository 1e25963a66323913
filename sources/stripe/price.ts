/** How many requests a question takes. */
import { unreachable } from '../../src/model/brand.ts';
import { Asking } from '../asking.ts';
import type { Manifest, Question } from '../contract.ts';
import type { CollectionMappings } from '../mapping.ts';
import { collectPrice } from './collections.ts';
import type { StripeConfig } from './config.ts';
import { customerIds, searchPrice } from './customers.ts';
import type { Lookups } from './lookups.ts';

export interface Priced {
  readonly lookups: Lookups;
  readonly collections: CollectionMappings;
  readonly filters: Manifest['filters'];
  readonly reads: StripeConfig['reads'];
}

export function priceOf({ lookups, collections, filters, reads }: Priced, question: Question): number {
  switch (question.operation) {
    case 'find':
      return lookups.questions(new Asking(question.keys, lookups.kinds).values).length;
    case 'get':
      return customerIds(question.ids).size;
    case 'collect':
      return collectPrice(collections, reads, question);
    case 'search':
      return searchPrice(filters, question.filter);
    default:
      return unreachable(question);
  }
}
