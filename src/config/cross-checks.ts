/** What one part of a configuration says about another. */
import { z } from 'zod';
import { type PurposePolicy, purposeTerms } from '../consent/policy.ts';
import type { Finding, Path } from './issues.ts';
import { nearest } from './nearest.ts';

// Names only, each read as far as it can be: a fault in one part must not hide those between the others.
const text = z.string().optional().catch(undefined);
const texts = z.array(z.string().catch('')).catch([]);
const keyed = <Value extends z.ZodType>(value: Value) => z.record(z.string(), value).catch({});
const mapping = z
  .object({
    attributes: keyed(z.unknown()),
    references: keyed(z.unknown()),
    lookups: keyed(z.unknown()),
    consent: z.array(z.object({ purpose: text }).catch({ purpose: undefined })).catch([]),
  })
  .optional()
  .catch(undefined);
const purposeOrCodes = z.union([z.string(), z.object({ values: keyed(z.string().catch('*')) })]);
const source = z
  .object({
    customer: mapping,
    objects: keyed(mapping),
    collections: z
      .object({ consents: z.object({ purpose: purposeOrCodes }).optional().catch(undefined) })
      .optional()
      .catch(undefined),
  })
  .catch({ customer: undefined, objects: {}, collections: undefined });

const namesSchema = z
  .object({
    gateway: z
      .object({ defaultPurpose: text, documents: z.object({ file: text }).optional().catch(undefined) })
      .optional()
      .catch(undefined),
    sources: keyed(source),
    identity: z.object({ precedence: texts, model: text }).optional().catch(undefined),
    profile: keyed(z.object({ order: texts }).catch({ order: [] })),
    consent: z.object({ purposes: text, regimes: text }).optional().catch(undefined),
    access: z.object({ policy: text }).optional().catch(undefined),
  })
  .catch({
    gateway: undefined,
    sources: {},
    identity: undefined,
    profile: {},
    consent: undefined,
    access: undefined,
  });

/** What a configuration names, right or wrong. */
export type Names = z.output<typeof namesSchema>;

/** @param data - a configuration as parsed from YAML; anything. */
export function namesIn(data: unknown): Names {
  return namesSchema.parse(data);
}

/** @param purposes - absent when they could not be read. */
export function crossCheck(names: Names, purposes: PurposePolicy | undefined): readonly Finding[] {
  const configured = new Set(Object.keys(names.sources));
  const checks: Checks = {
    source: (path, name) =>
      configured.has(name) ? [] : [finding(path, 'is not a configured source', nearest(name, configured))],
    purpose: (path, name) =>
      name === undefined || name === '*' || purposes === undefined || purposeTerms(purposes, name)
        ? []
        : [finding(path, 'is not a purpose of the taxonomy', nearest(name, withBroader(purposes)))],
  };
  return [
    ...checks.purpose(['gateway', 'defaultPurpose'], names.gateway?.defaultPurpose),
    ...Object.entries(names.sources).flatMap(([name, one]) => ofSource(['sources', name], one, checks)),
    ...ofList(['identity', 'precedence'], names.identity?.precedence ?? [], checks),
    ...Object.entries(names.profile).flatMap(([attribute, { order }]) =>
      ofList(['profile', attribute, 'order'], order, checks),
    ),
  ];
}

/** Every purpose that can be named: those listed, and those they are parts of. */
function withBroader({ purposes }: PurposePolicy): ReadonlySet<string> {
  return new Set(
    Object.keys(purposes).flatMap((name) => {
      const steps = name.split('.');
      return steps.map((_, index) => steps.slice(0, index + 1).join('.'));
    }),
  );
}

interface Checks {
  readonly source: (path: Path, name: string) => readonly Finding[];
  readonly purpose: (path: Path, name: string | undefined) => readonly Finding[];
}

function ofList(path: Path, listed: readonly string[], checks: Checks): readonly Finding[] {
  return listed.flatMap((name, index) =>
    listed.indexOf(name) === index
      ? checks.source([...path, index], name)
      : [finding([...path, index], 'is listed twice')],
  );
}

function ofSource(path: Path, { customer, objects, collections }: Names['sources'][string], checks: Checks) {
  const purpose = collections?.consents?.purpose;
  const at: Path = [...path, 'collections', 'consents', 'purpose'];
  return [
    ...ofMapping([...path, 'customer'], customer, checks),
    ...Object.entries(objects).flatMap(([name, one]) => ofMapping([...path, 'objects', name], one, checks)),
    ...(typeof purpose === 'object'
      ? Object.entries(purpose.values).flatMap(([value, name]) =>
          checks.purpose([...at, 'values', value], name),
        )
      : checks.purpose(at, purpose)),
  ];
}

function ofMapping(path: Path, one: z.output<typeof mapping>, checks: Checks): readonly Finding[] {
  if (one === undefined) return [];
  const { attributes, references, lookups, consent } = one;
  return [
    ...Object.keys(references).flatMap((name) => checks.source([...path, 'references', name], name)),
    ...Object.keys(lookups).flatMap((kind) =>
      ofLookup([...path, 'lookups', kind], kind, attributes, references),
    ),
    ...consent.flatMap(({ purpose }, index) =>
      checks.purpose([...path, 'consent', index, 'purpose'], purpose),
    ),
  ];
}

/** E-mail and telephone may be looked up without being mapped; other kinds exist only where they are. */
function ofLookup(path: Path, kind: string, attributes: object, references: object): readonly Finding[] {
  const message = 'is looked up but not mapped';
  const reference = /^reference\.(.+)$/.exec(kind)?.[1];
  if (reference !== undefined && !Object.hasOwn(references, reference))
    return [{ path, message, fix: `map ${reference} under references` }];
  if (kind.startsWith('externalId.') && !Object.hasOwn(attributes, kind))
    return [{ path, message, fix: `map ${kind} under attributes` }];
  return [];
}

function finding(path: Path, message: string, meant?: string): Finding {
  return meant === undefined ? { path, message } : { path, message, fix: `did you mean ${meant}?` };
}
