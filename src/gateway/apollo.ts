/** Apollo Server over the schema: it reads requests and validates documents; what it lets through is executed compiled. */
import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { resolvers } from '../../resolvers/index.ts';
import type { FieldRules } from '../access/field-rule.ts';
import { GatewayError } from '../model/errors.ts';
import type { AnswerOptions } from './answer.ts';
import type { Context } from './context.ts';
import { enforce } from './enforcement.ts';
import { fieldRules } from './field-directives.ts';
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

/** The schema with its rules around its resolvers. */
export function guardedSchema(): { readonly schema: GraphQLSchema; readonly rules: FieldRules } {
  const schema = readSchema();
  const rules = fieldRules(schema);
  return { schema: enforce(schema, rules), rules };
}

export interface GraphQLService {
  readonly apollo: ApolloServer<Context>;
  readonly operations: Operations;
  /** Every field that shows personal data. */
  readonly rules: FieldRules;
}

export function graphQLService(
  limits: OperationLimits,
  log: Logger,
  record?: Pick<AnswerOptions, 'record'>['record'],
): GraphQLService {
  const { schema, rules } = guardedSchema();
  const mask = maskError((cause) => log.error(unforeseen(cause), 'an unforeseen error was masked'));
  const operations = new Operations(schema, {
    mask,
    onTrouble: (sources) => log.warn({ sources }, 'sources did not answer in full'),
    record,
    // What the system said of it is what an operator needs: the disk is full, the folder is gone.
    onUnrecorded: (error) =>
      log.error(
        unforeseen((error instanceof GatewayError && error.cause) || error),
        'a decision could not be recorded',
      ),
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
  return { apollo, operations, rules };
}
