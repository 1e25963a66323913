/** The shape of a configuration file. Descriptions reach editors through the JSON Schema, and readers through the docs. */
import { z } from 'zod';
import { sourceConfig } from '../../sources/registry.ts';
import { defaultThresholds } from '../consent/decide.ts';
import { defaultBudget } from '../identity/answer.ts';
import { defaultUniverse } from '../identity/matching.ts';
import { defaultGuards } from '../identity/merging.ts';
import { defaultXrefLimits } from '../identity/xref.ts';
import { addressAttributes, coreAttributes, isAttribute, nameAttributes } from '../model/attribute.ts';
import { callerScopes } from '../model/caller.ts';
import { tokenAlgorithms } from '../model/token.ts';
import { preferences } from '../profile/survivorship.ts';

const country = z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166 code such as DE');
const secret = z.string().min(32);
const sourceName = z
  .string()
  .regex(
    /^[a-z][a-z0-9_-]*$/,
    'is not a source name: write lower-case letters, digits, - and _, a letter first',
  );
const count = (least: number, standard: number) => z.number().int().min(least).default(standard);

const role = z.string().min(1);
const rights = {
  roles: z.array(role).default([]).describe('Rows of the access policy that hold for it.'),
  scopes: z.array(z.enum(callerScopes)).default([]).describe('What it may do beside what its roles say.'),
  dataUses: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'Purposes it may declare, each with all below it, as far as its roles allow them; * is every one.',
    ),
  region: z.string().min(1).optional().describe('Where its answers go, such as eu.'),
};
const claim = (name: string) => z.string().min(1).default(name);

export const authentication = z.union([
  z.literal('open'),
  z.strictObject({
    jwt: z
      .strictObject({
        issuer: z.string().min(1).describe('The iss that tokens must have.'),
        audience: z
          .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
          .describe('The aud, or several.'),
        jwksUrl: z
          .url()
          .refine(
            (url) => /^https:|^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])[:/]/.test(url),
            'must be an https: address: whoever answers it decides who is let in',
          )
          .describe('Where the issuer publishes its keys; read when needed, and again for a new key.'),
        algorithms: z
          .array(z.enum(tokenAlgorithms))
          .min(1)
          .default(['RS256', 'ES256', 'EdDSA'])
          .describe('Signatures that are accepted; no others are, whatever a token says.'),
        clockSkew: count(0, 60).describe('Seconds by which clocks may differ.'),
        claims: z
          .strictObject({
            roles: claim('roles').describe('Claim that names the roles; dots go into objects.'),
            scopes: claim('scope').describe('Claim that names the scopes.'),
            dataUses: claim('data_uses').describe('Claim that names the purposes it may declare.'),
            region: claim('region').describe('Claim that says where its answers go.'),
          })
          .prefault({})
          .describe('Where a token says what.'),
      })
      .optional()
      .describe('Tokens of an issuer, sent as Authorization: Bearer.'),
    apiKeys: z
      .array(
        z.strictObject({
          name: z.string().min(1).describe('Who it is, as logs will have it.'),
          hash: z
            .string()
            .regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hex')
            .describe('SHA-256 of the key, which is sent as X-API-Key or Authorization: Bearer.'),
          ...rights,
        }),
      )
      .default([])
      .describe('Keys of services and people, by their hashes.'),
    anonymous: z
      .strictObject(rights)
      .optional()
      .describe('What callers may do who send no credential at all; without it they are refused.'),
  }),
]);

const access = z.strictObject({
  policy: z
    .string()
    .min(1)
    .optional()
    .describe('File of roles, relative to this one; policy/access.yaml of the package by default.'),
  mode: z
    .enum(['filter', 'reject'])
    .default('filter')
    .describe(
      'What becomes of an operation that selects fields its caller may not see: they are null, or it is refused.',
    ),
});

const audit = z.strictObject({
  folder: z
    .string()
    .min(1)
    .describe('Folder of the decision log, relative to this file; nodes may share it.'),
  durable: z
    .boolean()
    .default(true)
    .describe(
      'Whether an answer waits until the disk has its entry, or only until the operating system has.',
    ),
});

const gateway = z.strictObject({
  host: z.string().min(1).default('127.0.0.1').describe('Address to listen on; the variable HOST wins.'),
  port: z
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(4000)
    .describe('Port to listen on, 0 for any free one; the variable PORT wins.'),
  secret: secret.describe(
    'At least 32 characters from which customer ids, cursors and look-up keys are derived. Changing it changes every id.',
  ),
  lookupSecret: secret
    .optional()
    .describe(
      'Derives the look-up keys instead of secret, so that they can be rotated without changing ids.',
    ),
  authentication: authentication.describe(
    'Who is let in. Write open to let everyone in who reaches the port, which is for demos: production refuses it.',
  ),
  region: z.string().min(1).optional().describe('Where the gateway runs, such as eu.'),
  country: country.describe('ISO 3166 code of the country in which numbers without a country code are read.'),
  countries: z
    .array(country)
    .min(1)
    .optional()
    .describe(
      'Countries tried, in order, for a caller’s number without a country code; the country by default.',
    ),
  documents: z
    .strictObject({
      file: z
        .string()
        .min(1)
        .describe('Manifest of persisted queries, relative to this file; an operation may have a dataUse.'),
      required: z.boolean().default(false).describe('Whether nothing else is executed.'),
    })
    .optional()
    .describe('Documents that clients name by their ids, each with the purpose it is for.'),
  defaultPurpose: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Purpose of operations that declare none. Without it an operation that reads personal data must declare one.',
    ),
  deadline: z
    .number()
    .int()
    .min(50)
    .max(60_000)
    .default(3000)
    .describe('Milliseconds for a whole request; then what is ready is returned.'),
  console: z.boolean().default(true).describe('Whether the console is served at /.'),
  explain: z
    .boolean()
    .default(false)
    .describe(
      'Whether an answer tells how it was planned and which calls it took, where X-Explain: true asks.',
    ),
  limits: z
    .strictObject({
      bodyBytes: count(1, 262_144).describe('Bytes of a request body.'),
      depth: count(1, 15).describe('Levels of nesting in an operation.'),
      aliases: count(0, 60).describe('Aliases in an operation.'),
    })
    .prefault({})
    .describe('What a request may hold at most.'),
});

const identity = z.strictObject({
  precedence: z
    .array(z.string())
    .default([])
    .describe(
      'Sources whose records name a customer, first choice first; those not listed follow in file order.',
    ),
  model: z
    .string()
    .min(1)
    .optional()
    .describe(
      'File written by onefold identity train, relative to this one: how likely records are one person.',
    ),
  universe: count(1, defaultUniverse).describe(
    'Records in all sources together, about: the more there are, the more a coincidence is likely. A model knows better.',
  ),
  budget: z
    .strictObject({
      waves: count(1, defaultBudget.waves).describe('Rounds of look-ups for one customer.'),
      records: count(1, defaultBudget.records).describe('Records read for one customer.'),
    })
    .prefault({})
    .describe('Where the search for the records of one customer is cut off; the answer says so.'),
  guards: z
    .strictObject({
      contactLimit: count(1, defaultGuards.contactLimit).describe(
        'Distinct e-mail addresses, and telephone numbers, of one customer.',
      ),
      clusterLimit: count(1, defaultGuards.clusterLimit).describe('Records of one customer.'),
    })
    .prefault({})
    .describe('Limits past which records are not taken for one customer.'),
  xref: z
    .strictObject({
      entries: count(1, defaultXrefLimits.entries).describe('Entries kept in the cross-reference cache.'),
      ttl: count(1, defaultXrefLimits.ttl / 1000).describe('Seconds an entry is kept.'),
      absentTtl: count(1, defaultXrefLimits.absentTtl / 1000).describe(
        'Seconds for which “nobody has this” is believed.',
      ),
      refresh: count(1, defaultXrefLimits.refresh / 1000).describe(
        'Seconds after which the sources are searched afresh, in the background, for a customer who is asked for. Until then sources that nothing in an operation needs are left alone.',
      ),
    })
    .prefault({})
    .describe('The cache of which records belong together. It holds keyed hashes, never values.'),
});

/** A name and an address survive as a whole: their parts never come from two records. */
const survivorGroups: readonly string[] = ['name', 'address'];
const groupParts: ReadonlySet<string> = new Set([...nameAttributes, ...addressAttributes]);
const survivors = [...survivorGroups, ...coreAttributes.filter((name) => !groupParts.has(name))];

const profile = z.record(
  z.string().refine((name) => survivors.includes(name) || (isAttribute(name) && !groupParts.has(name)), {
    message: `must be one of ${survivors.join(', ')}, custom.<name> or externalId.<issuer>`,
  }),
  z.strictObject({
    prefer: z.array(z.enum(preferences)).default([]).describe('Tried in order before the order of sources.'),
    order: z
      .array(z.string())
      .default([])
      .describe(
        'Sources in the order in which they are believed; the others follow in the general precedence.',
      ),
  }),
);

const consent = z.strictObject({
  purposes: z
    .string()
    .min(1)
    .optional()
    .describe('File of purposes, relative to this one; policy/purposes.yaml of the package by default.'),
  regimes: z
    .string()
    .min(1)
    .optional()
    .describe('File of regimes, relative to this one; policy/regimes.yaml of the package by default.'),
  ratchet: z
    .boolean()
    .default(false)
    .describe(
      'Whether an objection once seen stays one until a source shows when and how it was taken back; needs a store.',
    ),
  thresholds: z
    .strictObject({
      merge: z
        .number()
        .min(0)
        .max(1)
        .default(defaultThresholds.merge)
        .describe('Confidence from which a record is this person: its grants count.'),
      restrict: z
        .number()
        .min(0)
        .max(1)
        .default(defaultThresholds.restrict)
        .describe('Confidence from which a record may be this person: its objections count.'),
    })
    .refine(({ merge, restrict }) => restrict <= merge, {
      message: 'must not be above merge',
      path: ['restrict'],
    })
    .prefault({}),
});

const store = z.union([
  z.strictObject({
    url: z.string().min(1).describe('A PostgreSQL server; all nodes share what is in it.'),
  }),
  z.strictObject({
    folder: z
      .string()
      .min(1)
      .describe('A folder for the embedded store, relative to this file; for one node.'),
  }),
  z.literal('memory').describe('Forgotten when the process ends: for demos.'),
]);

export const configurationSchema = z
  .strictObject({
    gateway: gateway.describe('How the gateway itself runs.'),
    sources: z
      .record(sourceName, sourceConfig)
      .refine((sources) => Object.keys(sources).length > 0, 'must name at least one source')
      .describe('The systems that know customers, by the name you give each.'),
    identity: identity.prefault({}).describe('How records are recognised as one customer.'),
    profile: profile
      .default({})
      .describe(
        'Which value survives where records differ, by attribute, or by name and address as a whole.',
      ),
    store: store
      .optional()
      .describe(
        'Where stewards’ decisions and the suppression list are kept: record refs, decisions and keyed hashes, no values. Without it nobody can decide or suppress anything.',
      ),
    access: access.prefault({}).describe('Who may see what.'),
    audit: audit
      .optional()
      .describe('The log of every decision, without which nothing is answered; no log without it.'),
    consent: consent.prefault({}).describe('What consent is judged by.'),
  })
  .describe(
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the notation itself
    'Configuration of an Onefold gateway. ${NAME} and ${NAME:-default} stand for environment variables.',
  );

export type ConfigurationInput = z.output<typeof configurationSchema>;
