import { z } from 'zod';
import { defineSource } from '../contract.ts';
import { sqlOptions } from '../sql/options.ts';
import { sqlSource } from '../sql/source.ts';
import { postgresDriver } from './connection.ts';
import { postgresDialect } from './dialect.ts';
import { postgresSurvey } from './survey.ts';
import { postgresUrl } from './url.ts';

/** PostgreSQL, read in read-only transactions. */
export const postgres = defineSource({
  kind: 'postgres',
  config: z.strictObject({
    kind: z.literal('postgres'),
    url: postgresUrl,
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
  survey: postgresSurvey,
});
