import { z } from 'zod';

/** Where a PostgreSQL database is, and how to sign in. */
export const postgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
  .describe('postgres://user:password@host:5432/database, with sslmode and other options after a ?.');
