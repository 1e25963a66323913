/** Purposes and regimes as files: their shape, and what must be true between them. */
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type AccessPolicy, transferRules } from '../access/policy.ts';
import { type PurposePolicy, purposeTerms, type RegimePolicy } from '../consent/policy.ts';
import { callerScopes } from '../model/caller.ts';
import { channels, legalBases, mechanisms } from '../model/consent.ts';
import { YamlFile } from './yaml-file.ts';

const purpose = z
  .string()
  .regex(/^[a-z0-9_]+(\.[a-z0-9_]+)*$/, 'must be a data use such as marketing.communications.email');

const purposesSchema = z.strictObject({
  version: z.string().min(1),
  purposes: z.record(
    purpose,
    z.strictObject({
      basis: z.enum(legalBases),
      dpv: z.string().optional().describe('The W3C DPV term it corresponds to.'),
      channel: z
        .enum(channels)
        .optional()
        .describe('How the person is reached for it; what has no channel of its own is judged by this one.'),
      maxAgeMonths: z.number().int().min(1).optional(),
      quorum: z.array(z.string()).min(1).optional(),
    }),
  ),
  signals: z
    .strictObject({
      gpc: z
        .array(z.strictObject({ channel: z.enum(channels), purpose }))
        .default([])
        .describe('What the request header Sec-GPC: 1 objects to (Global Privacy Control).'),
    })
    .prefault({}),
});

const accessSchema = z.strictObject({
  version: z.string().min(1),
  roles: z.record(
    z.string().regex(/^[a-z][a-z0-9_-]*$/, 'is not a role: write lower-case letters, digits, - and _'),
    z.strictObject({
      purposes: z.array(z.union([z.literal('*'), purpose])).default([]),
      categories: z
        .array(
          z
            .string()
            .regex(
              /^(\*|user(\.[a-z0-9_]+)*)$/,
              'must be a category of personal data such as user.contact.email',
            ),
        )
        .default([]),
      scopes: z.array(z.enum(callerScopes)).default([]),
    }),
  ),
  transfers: z
    .array(
      z.strictObject({
        category: z.string().optional(),
        from: z.string().optional(),
        to: z.string().optional(),
        transfer: z.enum(transferRules),
      }),
    )
    .default([]),
});

const regimesSchema = z.strictObject({
  version: z.string().min(1),
  default: z.enum(mechanisms),
  jurisdictions: z.record(
    z
      .string()
      .regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, 'must be an ISO 3166 country (US) or subdivision (US-CA)'),
    z.strictObject({
      mechanism: z.enum(mechanisms),
      doubleOptIn: z.boolean().optional(),
      rules: z
        .array(
          z.strictObject({
            channel: z.enum(channels),
            purpose: z.union([z.literal('*'), purpose]),
            mechanism: z.enum(mechanisms),
          }),
        )
        .optional(),
    }),
  ),
});

export interface PolicyFiles {
  readonly files: { readonly purposes: YamlFile; readonly regimes: YamlFile; readonly access: YamlFile };
  /** Each absent when its file has a fault of its own. */
  readonly purposes: PurposePolicy | undefined;
  readonly regimes: RegimePolicy | undefined;
  readonly access: AccessPolicy | undefined;
}

/**
 * Reads the files; where no path is given, the one of the package.
 * @param sources - the configured ones, which a quorum may name.
 */
export function readPolicy(
  paths: {
    readonly purposes: string | undefined;
    readonly regimes: string | undefined;
    readonly access: string | undefined;
  },
  sources: ReadonlySet<string>,
): PolicyFiles {
  const purposesFile = YamlFile.read(paths.purposes ?? packaged('purposes.yaml'), {});
  const regimesFile = YamlFile.read(paths.regimes ?? packaged('regimes.yaml'), {});
  const purposes = purposesFile.check(purposesSchema);
  const regimes = regimesFile.check(regimesSchema);
  const accessFile = YamlFile.read(paths.access ?? packaged('access.yaml'), {});
  const access = accessFile.check(accessSchema);
  for (const [name, { quorum = [] }] of Object.entries(purposes?.purposes ?? {}))
    for (const [index, source] of quorum.entries())
      if (!sources.has(source))
        purposesFile.fault(['purposes', name, 'quorum', index], 'is not a configured source');
  // The package's regimes may speak of purposes that a taxonomy of your own leaves out.
  if (purposes !== undefined && paths.regimes !== undefined)
    for (const [name, { rules = [] }] of Object.entries(regimes?.jurisdictions ?? {}))
      for (const [index, rule] of rules.entries())
        if (rule.purpose !== '*' && purposeTerms(purposes, rule.purpose) === undefined)
          regimesFile.fault(
            ['jurisdictions', name, 'rules', index, 'purpose'],
            'is not a purpose of the taxonomy',
          );
  if (purposes !== undefined && paths.access !== undefined)
    for (const [name, role] of Object.entries(access?.roles ?? {}))
      for (const [index, one] of role.purposes.entries())
        if (one !== '*' && purposeTerms(purposes, one) === undefined)
          accessFile.fault(['roles', name, 'purposes', index], 'is not a purpose of the taxonomy');
  const files = { purposes: purposesFile, regimes: regimesFile, access: accessFile };
  return { files, purposes, regimes, access };
}

function packaged(name: string): string {
  return fileURLToPath(new URL(`../../policy/${name}`, import.meta.url));
}
