/** What is told of a source, as the page calls it. */
import type { SourcesQuery } from '../gql/graphql.ts';

export type Source = SourcesQuery['sources'][number];
export type Column = Source['columns'][number];
export type Unmapped = Source['unmapped'][number];
export type Activity = NonNullable<Source['activity']>;
export type Slot = Activity['slots'][number];
