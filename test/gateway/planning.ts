/** Plans as resolvers would make them, of documents that nobody executes. */
import { readFileSync } from 'node:fs';
import { buildSchema, execute, parse, validate } from 'graphql';
import { expect } from 'vitest';
import type { AccessView } from '../../src/access/view.ts';
import { type Planner, type PlanTerms, planOf } from '../../src/gateway/plan.ts';
import type { Plan } from '../../src/profile/plan.ts';
import { installed } from './installed.ts';

// Without resolvers: the first field of a document is planned, and nothing runs below it.
export const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
/** Whoever may see everything for a purpose. */
export const everything: AccessView = {
  purpose: 'essential.service.operations.support',
  key: '',
  denied: () => undefined,
  transfer: () => 'ALLOW',
  limited: false,
  explains: true,
};

let opened: Planner | undefined;
/** Of two sources in memory. */
export function installation(): Planner {
  opened ??= { ...installed(), same: (value) => value };
  return opened;
}

/** The plan of a document's first field. */
export function planned(
  document: string,
  planner: Planner,
  terms: Omit<PlanTerms, 'view'> & Partial<Pick<PlanTerms, 'view'>>,
  variableValues: Record<string, unknown> = {},
): Plan {
  const documentNode = parse(document);
  expect(validate(schema, documentNode).map(({ message }) => message)).toEqual([]);
  let made: Plan | undefined;
  execute({
    schema,
    document: documentNode,
    variableValues,
    fieldResolver: (_, _args, _context, info) => {
      made ??= planOf(info, planner, { view: everything, ...terms });
      return null;
    },
  });
  if (made === undefined) throw new TypeError('nothing was planned');
  return made;
}
