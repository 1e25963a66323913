/** Customers held in the configuration or in a JSON file: for trying things out, and the adapter to read first. */
import { z } from 'zod';
import { defineSource } from '../contract.ts';
import { collectionMappings, customerMapping } from '../mapping.ts';
import { sourceOptions } from '../options.ts';
import { filePort, memoryTables, tablesPort } from './port.ts';
import { MemorySource } from './source.ts';

const config = z
  .strictObject({
    kind: z.literal('memory'),
    ...sourceOptions,
    rows: memoryTables.optional().describe('Rows by table name.'),
    file: z.string().min(1).optional().describe('A JSON file that holds rows by table name.'),
    customer: customerMapping,
    collections: collectionMappings.default({}),
  })
  .refine(({ rows, file }) => (rows === undefined) !== (file === undefined), {
    message: 'give either rows or file',
    path: ['rows'],
  });

export const memory = defineSource({
  kind: 'memory',
  config,
  create: (name, options, tools) => {
    const port = options.file === undefined ? tablesPort(options.rows ?? {}) : filePort(options.file);
    return new MemorySource(name, options, port, tools);
  },
});
