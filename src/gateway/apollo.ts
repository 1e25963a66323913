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
import { unforeseen } from './unforeseen.ts';

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
    formatError: maskError((cause) => log.error(unforeseen(cause), 'an unforeseen error was masked')),
    plugins: [ApolloServerPluginCacheControlDisabled(), reports(log)],
    logger: {
      debug: () => {},
      info: () => {},
      warn: (text) => log.warn(text),
      // Its text quotes the error's message; the error itself is logged, without it, where it is masked.
      error: () => log.error('Apollo Server met an unforeseen error'),
    },
  });
}

/** Every answer about customers says how each source fared, and what consent withheld; the log, what failed. */
const reports = (log: Logger): ApolloServerPlugin<Context> => ({
  async requestDidStart() {
    return {
      async willSendResponse({ response, contextValue }) {
        const { asked, installation } = contextValue.request;
        if (asked === undefined || response.body.kind !== 'single') return;
        const sources = asked.report();
        const troubled = sources.filter(({ status }) => status !== 'OK' && status !== 'ABSENT');
        if (troubled.length > 0) log.warn({ sources: troubled }, 'sources did not answer in full');
        response.body.singleResult.extensions = {
          ...response.body.singleResult.extensions,
          sources,
          consent: {
            purpose: asked.purpose,
            policyVersion: policyVersion(installation.policy),
            redacted: [...asked.redacted].sort().map(([attribute, count]) => ({ attribute, count })),
            degraded: troubled.map(({ source }) => source),
          },
        };
      },
    };
  },
});
