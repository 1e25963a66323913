import { z } from 'zod';
import { defineSource } from '../contract.ts';
import { sqlOptions } from '../sql/options.ts';
import { sqlSource } from '../sql/source.ts';
import { postgresDriver } from './connection.ts';
import { postgresDialect } from './dialect.ts';

/** PostgreSQL, read in read-only transactions. */
export const postgres = defineSource({
  kind: 'postgres',
  config: z.strictObject({
    kind: z.literal('postgres'),
    url: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
      .describe('postgres://user:password@host:5432/database, with sslmode and other options after a ?.'),
    ...sqlOptions,
  }),
  create: (name, config, tools) =>
    sqlSource(
      { kind: 'postgres', name },
      postgresDialect,
      postgresDriver(config.url, config.timeout),
      config,
      tools,
    ),
});
