/** Apollo Server over the schema: it reads requests and validates documents; what it lets through is executed compiled. */
import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { resolvers } from '../../resolvers/index.ts';
import type { Context } from './context.ts';
import { limitRules, type OperationLimits } from './limits.ts';
import { maskError } from './mask.ts';
import { Operations } from './operations.ts';
import { unforeseen } from './unforeseen.ts';

export function readSchema(): GraphQLSchema {
  const typeDefs = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8');
  return makeExecutableSchema({
    typeDefs,
    resolvers,
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
  });
}

export interface GraphQLService {
  readonly apollo: ApolloServer<Context>;
  readonly operations: Operations;
}

export function graphQLService(limits: OperationLimits, log: Logger): GraphQLService {
  const schema = readSchema();
  const mask = maskError((cause) => log.error(unforeseen(cause), 'an unforeseen error was masked'));
  const operations = new Operations(schema, {
    mask,
    onTrouble: (sources) => log.warn({ sources }, 'sources did not answer in full'),
  });
  const apollo = new ApolloServer<Context>({
    schema,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    validationRules: [...limitRules(limits)],
    // Its messages quote what a client sent; ours say what is wrong without it.
    formatError: mask,
    plugins: [ApolloServerPluginCacheControlDisabled(), operations.plugin()],
    logger: {
      debug: () => {},
      info: () => {},
      warn: (text) => log.warn(text),
      // Its text quotes the error's message; the error itself is logged, without it, where it is masked.
      error: () => log.error('Apollo Server met an unforeseen error'),
    },
  });
  return { apollo, operations };
}
