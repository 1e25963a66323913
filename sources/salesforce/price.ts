/** How many statements a question takes. */
import { unreachable } from '../../src/model/brand.ts';
import type { Collection } from '../../src/model/collection.ts';
import type { Manifest, Question } from '../contract.ts';
import { type Children, collectPrice } from './collect.ts';
import { findPrice } from './find.ts';
import { getPrice } from './get.ts';
import type { Org } from './records.ts';
import { searchPrice } from './search.ts';

export function priceOf(
  org: Org,
  children: ReadonlyMap<Collection, Children>,
  filters: Manifest['filters'],
  question: Question,
): number {
  switch (question.operation) {
    case 'find':
      return findPrice(org, question.keys);
    case 'get':
      return getPrice(org, question.ids);
    case 'collect':
      return collectPrice(children.get(question.collection), question.parents);
    case 'search':
      return searchPrice(org, filters, question.filter, question.page);
    default:
      return unreachable(question);
  }
}
