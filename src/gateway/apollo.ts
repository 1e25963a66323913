/** Apollo Server over the schema: documents in, masked answers out, with what every answer says of itself. */
import { readFileSync } from 'node:fs';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { resolvers } from '../../resolvers/index.ts';
import { policyVersion } from '../consent/policy.ts';
import type { Context } from './context.ts';
import { limitRules, type OperationLimits } from './limits.ts';
import { maskError } from './mask.ts';

export function readSchema(): GraphQLSchema {
  const typeDefs = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8');
  return makeExecutableSchema({
    typeDefs,
    resolvers,
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
  });
}

export function apolloServer(limits: OperationLimits, log: Logger): ApolloServer<Context> {
  return new ApolloServer<Context>({
    schema: readSchema(),
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    validationRules: [...limitRules(limits)],
    // Its messages quote what a client sent; ours say what is wrong without it.
    formatError: maskError((cause) => log.error({ err: cause }, 'an unforeseen error was masked')),
    plugins: [ApolloServerPluginCacheControlDisabled(), reportExtensions],
    logger: {
      debug: () => {},
      info: () => {},
      warn: (text) => log.warn(text),
      error: (text) => log.error(text),
    },
  });
}

/** Every answer about customers says how each source fared, and what consent withheld. */
const reportExtensions: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response, contextValue }) {
        const { asked, installation } = contextValue.request;
        if (asked === undefined || response.body.kind !== 'single') return;
        const sources = asked.report();
        response.body.singleResult.extensions = {
          ...response.body.singleResult.extensions,
          sources,
          consent: {
            purpose: asked.purpose,
            policyVersion: policyVersion(installation.policy),
            redacted: [...asked.redacted].sort().map(([attribute, count]) => ({ attribute, count })),
            degraded: sources
              .filter(({ status }) => status !== 'OK' && status !== 'ABSENT')
              .map(({ source }) => source),
          },
        };
      },
    };
  },
};
