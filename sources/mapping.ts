/**
 * How a user says what their own tables, objects and columns mean: the configuration shapes that every kind shares.
 * A column is whatever the kind calls one: an SQL column, a SOQL path (`Account.Name`), a JSON path (`metadata.tier`).
 */
import { z } from 'zod';
import { candidateKinds } from '../src/identity/candidate.ts';
import { attributeSpecs, isAttribute } from '../src/model/attribute.ts';
import { collectionSpecs, type PublicCollection, type RowType } from '../src/model/collection.ts';
import { assertionStatuses, captureMethods, channels } from '../src/model/consent.ts';
import { isIdentifierKind } from '../src/model/identifier.ts';

const column = z.string().min(1);
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const instantColumns = {
  at: column.optional().describe('When the consent was captured.'),
  from: column.optional().describe('When it takes effect.'),
  until: column.optional().describe('When it ends.'),
  doubleOptInAt: column.optional().describe('When a double opt-in was confirmed.'),
  contactPoint: column.optional().describe('The address it is about; without one it is about the person.'),
};
const channelList = z.union([z.enum(channels), z.array(z.enum(channels)).min(1)]);
const purpose = z
  .string()
  .regex(/^(\*|[a-z0-9_]+(\.[a-z0-9_]+)*)$/, 'must be a data use such as marketing.communications.email');

/** One column of a customer that says something about consent. A value that no list names is UNKNOWN, which denies. */
export const consentColumn = z
  .strictObject({
    purpose,
    channel: channelList,
    column,
    granted: z.array(scalar).default([]).describe('Values that mean the person said yes.'),
    denied: z.array(scalar).default([]).describe('Values that mean the person said no.'),
    silent: z
      .array(scalar)
      .default([])
      .describe('Values that mean nothing was said: false in an opt-out flag.'),
    statuses: z
      .record(z.string(), z.enum(assertionStatuses))
      .default({})
      .describe('Any other value and its status.'),
    restriction: z
      .boolean()
      .default(false)
      .describe('A veto here restricts all processing (Art. 18), not one purpose.'),
    ...instantColumns,
  })
  .refine((c) => c.granted.length === 0 || ![c.channel].flat().includes('ANY'), {
    message: 'a grant must list its channels: ANY would imply SMS and voice',
    path: ['channel'],
  });

const coded = <T extends z.ZodType>(value: T) =>
  z.union([value, z.strictObject({ column, values: z.record(z.string(), value) })]);

/** A table or object with one row for each thing a customer said about consent. */
export const consentRows = z.strictObject({
  table: z.string().min(1),
  id: column,
  customer: column.describe('The column that names the customer.'),
  parent: column.optional().describe('The customer column it names; the id by default.'),
  purpose: coded(purpose),
  channel: coded(z.enum(channels)),
  status: z.strictObject({ column, values: z.record(z.string(), z.enum(assertionStatuses)) }),
  method: z.strictObject({ column, values: z.record(z.string(), z.enum(captureMethods)) }).optional(),
  ...instantColumns,
});

const attributeName = z.string().refine((name): boolean => isAttribute(name), {
  message: `must be one of ${Object.keys(attributeSpecs).join(', ')}, custom.<name> or externalId.<issuer>`,
});

/** Kinds of candidate keys as a mapping names them: without `match.`. */
const candidateName = z.enum(candidateKinds.map((kind) => kind.slice('match.'.length)));

const lookupOverride = z.union([
  z.literal(false),
  z.strictObject({
    column: column.describe('A column made for looking up, such as digits only.'),
    as: z
      .enum(['e164', 'digits', 'national'])
      .optional()
      .describe('How telephone numbers are written in it.'),
  }),
]);

/** How one table or object describes customers. */
export const customerMapping = z.strictObject({
  table: z.string().min(1).describe('Table (schema.table) or object that holds customers.'),
  id: column,
  updatedAt: column.optional(),
  duplicateFree: z.boolean().default(false).describe('One record per person is guaranteed here.'),
  attributes: z.record(attributeName, z.union([column, z.array(column).min(1)])),
  references: z
    .record(z.string(), column)
    .default({})
    .describe('Columns that name a record of another source.'),
  lookups: z
    .record(
      z.string().refine((name): boolean => isIdentifierKind(name), {
        message: 'must be email, phone, externalId.<issuer> or reference.<source>',
      }),
      lookupOverride,
    )
    .default({})
    .describe('Where looking up differs from reading: another column, or false for never.'),
  candidates: z
    .union([z.literal('none'), z.array(candidateName)])
    .optional()
    .describe(
      'What records that may be the same person are looked for by, or the word none; by default all that the columns allow.',
    ),
  consent: z
    .union([z.literal('none'), z.array(consentColumn).min(1)])
    .describe('Columns that say something about consent, or the word none.'),
});

const moneyColumns = z.strictObject({
  amount: column,
  currency: z.union([
    column,
    z.strictObject({ constant: z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as EUR') }),
  ]),
  unit: z.enum(['major', 'minor']).describe('Whether the amount counts euros (major) or cents (minor).'),
});

/** How one table or object describes child rows of customers. */
export const collectionMapping = z.strictObject({
  table: z.string().min(1),
  id: column,
  customer: column.describe('The column that names the customer.'),
  parent: column.optional().describe('The customer column it names; the id by default.'),
  attributes: z.record(z.string(), z.union([column, moneyColumns])),
});

const collectionShape = Object.fromEntries(
  Object.entries(collectionSpecs).map(([name, spec]) => [
    name,
    collectionMapping
      .superRefine((mapping, context) => {
        for (const [attribute, at] of Object.entries(mapping.attributes)) {
          const type = (spec.attributes as Readonly<Record<string, RowType>>)[attribute];
          const fault =
            type === undefined
              ? `is not an attribute of ${name}; it has ${Object.keys(spec.attributes).join(', ')}`
              : (type === 'money') !== (typeof at !== 'string')
                ? type === 'money'
                  ? 'is money: give { amount, currency, unit }'
                  : 'is one column'
                : undefined;
          if (fault) context.addIssue({ code: 'custom', message: fault, path: ['attributes', attribute] });
        }
        if (!(spec.time in mapping.attributes))
          context.addIssue({
            code: 'custom',
            message: `must map ${spec.time}: rows are ordered by it`,
            path: ['attributes'],
          });
      })
      .optional(),
  ]),
) as Record<PublicCollection, z.ZodOptional<typeof collectionMapping>>;

export const collectionMappings = z.strictObject({ ...collectionShape, consents: consentRows.optional() });

export type CustomerMapping = z.output<typeof customerMapping>;
export type CollectionMapping = z.output<typeof collectionMapping>;
export type ConsentColumn = z.output<typeof consentColumn>;
export type ConsentRows = z.output<typeof consentRows>;
export type CollectionMappings = z.output<typeof collectionMappings>;
