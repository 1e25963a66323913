/** The configuration's shape as JSON Schema, by which editors complete and check a file as it is written. */
import { z } from 'zod';
import {
  collectionMapping,
  collectionMappings,
  consentColumn,
  consentRows,
  customerMapping,
} from '../../sources/mapping.ts';
import { configurationSchema } from './schema.ts';

/** What is used here of JSON Schema. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly type?: string;
  readonly const?: unknown;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/** Stands wherever a value may come from the environment: an editor sees the reference, not the value. */
export const reference: z.core.JSONSchema.BaseSchema = { type: 'string', pattern: '\\$\\{[^{}]*\\}' };

/** Shapes that several kinds of source share, written once under these names. */
for (const [id, schema] of Object.entries({
  CustomerMapping: customerMapping,
  CollectionMapping: collectionMapping,
  CollectionMappings: collectionMappings,
  ConsentColumn: consentColumn,
  ConsentRows: consentRows,
}))
  z.globalRegistry.add(schema, { id });

export function configurationJsonSchema(): JsonSchema {
  return z.toJSONSchema(configurationSchema, {
    io: 'input',
    override: ({ jsonSchema, path }) => {
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (path.at(-1) === 'propertyNames' || !isConstrained(jsonSchema)) return;
      const { description: _, default: __, ...constraints } = jsonSchema;
      for (const key of Object.keys(constraints)) delete jsonSchema[key];
      jsonSchema.anyOf = [constraints, reference];
    },
  }) as JsonSchema;
}

/** Whether the text of a reference would be refused where its value is right. */
function isConstrained(schema: z.core.JSONSchema.BaseSchema): boolean {
  if (schema.const !== undefined || schema.enum !== undefined) return false;
  if (schema.type === 'number' || schema.type === 'integer' || schema.type === 'boolean') return true;
  return (
    schema.type === 'string' &&
    (schema.pattern !== undefined || schema.format !== undefined || (schema.minLength ?? 0) > 1)
  );
}
