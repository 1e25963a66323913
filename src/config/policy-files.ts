/** Purposes and regimes as files: their shape, and what must be true between them. */
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type PurposePolicy, purposeTerms, type RegimePolicy } from '../consent/policy.ts';
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
      maxAgeMonths: z.number().int().min(1).optional(),
      quorum: z.array(z.string()).min(1).optional(),
    }),
  ),
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
  readonly files: { readonly purposes: YamlFile; readonly regimes: YamlFile };
  /** Each absent when its file has a fault of its own. */
  readonly purposes: PurposePolicy | undefined;
  readonly regimes: RegimePolicy | undefined;
}

/**
 * Reads both files; where no path is given, the one of the package.
 * @param sources - the configured ones, which a quorum may name.
 */
export function readPolicy(
  paths: { readonly purposes: string | undefined; readonly regimes: string | undefined },
  sources: ReadonlySet<string>,
): PolicyFiles {
  const purposesFile = YamlFile.read(paths.purposes ?? packaged('purposes.yaml'), {});
  const regimesFile = YamlFile.read(paths.regimes ?? packaged('regimes.yaml'), {});
  const purposes = purposesFile.check(purposesSchema);
  const regimes = regimesFile.check(regimesSchema);
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
  return { files: { purposes: purposesFile, regimes: regimesFile }, purposes, regimes };
}

function packaged(name: string): string {
  return fileURLToPath(new URL(`../../policy/${name}`, import.meta.url));
}
