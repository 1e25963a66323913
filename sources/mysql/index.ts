import { z } from 'zod';
import { defineSource } from '../contract.ts';
import { sqlOptions } from '../sql/options.ts';
import { sqlSource } from '../sql/source.ts';
import { mysqlDriver } from './connection.ts';
import { mysqlDialect } from './dialect.ts';
import { mysqlSurvey } from './survey.ts';
import { mysqlUrl } from './url.ts';

/** MySQL and MariaDB, read in read-only transactions. */
export const mysql = defineSource({
  kind: 'mysql',
  config: z.strictObject({
    kind: z.literal('mysql'),
    url: mysqlUrl,
    timezone: z
      .string()
      .regex(/^(Z|[+-]\d\d:\d\d)$/, 'must be Z or an offset such as +02:00')
      .default('Z')
      .describe('In which zone DATETIME columns are written; a TIMESTAMP has its own.'),
    ...sqlOptions,
  }),
  create: (name, config, tools) =>
    sqlSource(
      { kind: 'mysql', name },
      mysqlDialect(config.timezone),
      mysqlDriver(config.url, config.timeout),
      config,
      tools,
    ),
  survey: mysqlSurvey,
});
