import { z } from 'zod';

/** Where a MySQL or MariaDB database is, and how to sign in. */
export const mysqlUrl = z
  .string()
  .regex(/^mysql:\/\//, 'must begin with mysql://')
  .describe('mysql://user:password@host:3306/database, with ssl and other options after a ?.');
