/** What is told of consent, as the pages call it. */
import type { ConsentMatrixExplainedQuery, ConsentMatrixQuery } from '../gql/graphql.ts';

type Bare = NonNullable<NonNullable<ConsentMatrixQuery['customer']>['consents']>[number];
type Told = NonNullable<NonNullable<ConsentMatrixExplainedQuery['customer']>['consents']>[number];

/** One purpose of the matrix; without reasons for callers who are not told any. */
export type Decision = Bare & Partial<Pick<Told, 'status' | 'decidedBy' | 'sources' | 'remedy'>>;
export type Cell = NonNullable<Told['sources']>[number];
export type Evidence = Cell['evidence'][number];
export type Remedy = NonNullable<Told['remedy']>;
export type Change = Remedy['changes'][number];
export type SourceFacts = ConsentMatrixExplainedQuery['sources'][number];
