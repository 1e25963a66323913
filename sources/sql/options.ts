import { z } from 'zod';
import { collectionMappings, customerMapping } from '../mapping.ts';
import { sourceOptions } from '../options.ts';

/** What both SQL kinds are configured with, besides the URL. */
export const sqlOptions = {
  ...sourceOptions,
  pool: z
    .strictObject({
      max: z.number().int().min(1).max(64).default(4).describe('Connections at most; two to four are best.'),
    })
    .prefault({}),
  customer: customerMapping,
  collections: collectionMappings.prefault({}),
};

const options = z.object(sqlOptions);
export type SqlOptions = z.output<typeof options>;
