import type { GraphQLCodegenIncremental } from '@apollo/client/incremental';

declare module '@apollo/client' {
  // What is deferred has the type `never` until it is there.
  interface TypeOverrides extends GraphQLCodegenIncremental.TypeOverrides {}
}
