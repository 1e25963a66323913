/** `@defer`: parts of an answer that may come after the rest of it. */
import {
  DirectiveLocation,
  type FragmentSpreadNode,
  GraphQLBoolean,
  GraphQLDirective,
  GraphQLNonNull,
  GraphQLString,
  type InlineFragmentNode,
} from 'graphql';

export const deferDirective = new GraphQLDirective({
  name: 'defer',
  description: 'The fields of this fragment may be delivered after the others.',
  locations: [DirectiveLocation.FRAGMENT_SPREAD, DirectiveLocation.INLINE_FRAGMENT],
  args: {
    if: { type: new GraphQLNonNull(GraphQLBoolean), defaultValue: true, description: 'Deferred when true.' },
    label: {
      type: GraphQLString,
      description: 'Names the part in the response; a literal, unique in the document.',
    },
  },
});

/**
 * The method by which a value says what deferred parts are to be executed on in its stead. Called without arguments,
 * once for each time the value is completed with deferred parts; gives the other value or a promise of it.
 */
export const later: unique symbol = Symbol('later');

/** One `@defer` of a document, as met on one type. */
export interface Deferral {
  readonly node: FragmentSpreadNode | InlineFragmentNode;
  readonly label: string | undefined;
  /** The `@defer` that this one is written in. */
  readonly parent: Deferral | undefined;
}

/** How the parts of an answer are told to the client: the two formats that clients understand today. */
export const incrementalFormats = ['deferSpec=20220824', 'incrementalSpec=v0.2'] as const;
export type IncrementalFormat = (typeof incrementalFormats)[number];
