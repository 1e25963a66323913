/**
 * Worked examples of consent decisions, as files: what each source says, what is asked, and the decision there must
 * be. The notation is short, since people write it by hand; `docs/consent.md` tells it.
 */
import { z } from 'zod';
import { ConfigurationError, type Fault } from '../config/fault.ts';
import { YamlFile } from '../config/yaml-file.ts';
import {
  type ConsentRequest,
  type Decision,
  decide,
  type Evidence,
  mostProtective,
} from '../consent/decide.ts';
import {
  type Assertion,
  assertionStatuses,
  captureMethods,
  channels,
  consentStatuses,
  legalBases,
  mechanisms,
} from '../model/consent.ts';

const text = z.string().min(1);
/** UTC where it says no offset; the first instant of a year, month or day. */
const instant = text.refine(isInstant, 'must be a time: 2024, 2024-06, 2024-06-30 or 2024-06-30T12:00:00Z');
const share = z.number().min(0).max(1);
const purpose = text.regex(
  /^(\*|[a-z0-9_]+(\.[a-z0-9_]+)*)$/,
  'must be a data use such as marketing.communications.email, or * for all',
);
const jurisdiction = text.regex(
  /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/,
  'must be an ISO 3166 country (US) or subdivision (US-CA)',
);

const requestSchema = z.strictObject({
  ch: z.enum(channels),
  pu: purpose,
  cp: text.optional(),
  basis: z.enum(legalBases),
  j: z.array(jurisdiction),
  mode: z.enum(mechanisms).optional(),
  maxAgeMonths: z.number().int().min(1).optional(),
  doi: z.boolean().optional(),
});

const assertionSchema = z.strictObject({
  src: text.describe('the name of the source that says it'),
  rec: text.optional(),
  status: z.enum(assertionStatuses).describe('what it says, such as GRANTED'),
  t: instant.optional(),
  ch: z.enum(channels).optional(),
  pu: purpose.optional(),
  cp: text.optional(),
  from: instant.optional(),
  to: instant.optional(),
  doi: z.boolean().optional(),
  method: z.enum(captureMethods).optional(),
  conf: share.optional(),
  kind: z.literal('RESTRICTION').optional(),
  why: z.string().optional(),
});

const decisions = ['PERMIT', 'DENY'] as const satisfies readonly Decision['decision'][];
const vectorSchema = z.strictObject({
  id: text.describe('what the vector is called, such as V01'),
  note: z.string().optional(),
  req: requestSchema.partial().optional(),
  quorum: z.array(text).min(1).optional(),
  in: z.array(assertionSchema).describe('what the sources say; [] for nothing'),
  out: z
    .tuple([z.enum(decisions), z.enum(consentStatuses), text], {
      error: 'must be [PERMIT or DENY, the status that decides, the source that decides or "-"]',
    })
    .describe('[PERMIT or DENY, the status that decides, the source that decides or "-"]'),
});

const fileSchema = z.strictObject({
  notation: z.record(z.string(), z.string()).optional(),
  defaults: z.strictObject({
    now: instant,
    thetaMerge: share,
    thetaRestrict: share,
    request: requestSchema,
    modes: z.record(jurisdiction, z.enum(mechanisms)),
  }),
  vectors: z.array(vectorSchema).min(1),
});

type Vectors = z.output<typeof fileSchema>;
type VectorAssertion = z.output<typeof assertionSchema>;

/** Decision, status and source of the deciding assertion; `-` for a decision that none decides. */
export type Outcome = readonly [Decision['decision'], Decision['status'], string];

/** One worked example. */
export interface Vector {
  readonly id: string;
  /** What it is an example of; may be empty. */
  readonly note: string;
  readonly evidence: readonly Evidence[];
  readonly expected: Outcome;
  /** What is decided on the evidence, in whatever order it is given. */
  outcome(evidence: readonly Evidence[]): Outcome;
}

/**
 * @param path - of a JSON or YAML file.
 * @throws {ConfigurationError} holding everything that is wrong with the file, by the id of the vector.
 */
export function readVectors(path: string): readonly Vector[] {
  const file = YamlFile.read(path);
  const read = file.check(fileSchema);
  const ids = idsIn(file.data);
  for (const at of repeated(ids))
    file.fault(['vectors', at, 'id'], 'is the id of another', 'give each its own');
  if (read === undefined || file.faults.length > 0)
    throw new ConfigurationError(file.faults.map((fault) => withId(fault, ids)));
  return read.vectors.map((vector) => vectorOf(vector, read.defaults));
}

function vectorOf(
  { id, note = '', req, quorum, in: said, out }: Vectors['vectors'][number],
  defaults: Vectors['defaults'],
): Vector {
  const request = requestOf(req ?? {}, quorum, defaults);
  const thresholds = { merge: defaults.thetaMerge, restrict: defaults.thetaRestrict };
  return {
    id,
    note,
    evidence: said.map((one) => ({ assertion: assertionOf(one, defaults), confidence: one.conf ?? 1 })),
    expected: out,
    outcome: (evidence) => {
      const { decision, status, decidedBy } = decide(evidence, request, thresholds);
      return [decision, status, decidedBy?.ref.source ?? '-'];
    },
  };
}

function requestOf(
  overrides: NonNullable<Vectors['vectors'][number]['req']>,
  quorum: readonly string[] | undefined,
  { now, modes, request }: Vectors['defaults'],
): ConsentRequest {
  const { ch = request.ch, pu = request.pu, cp = request.cp, basis = request.basis } = overrides;
  const { j = request.j, mode = request.mode, doi = request.doi } = overrides;
  const { maxAgeMonths = request.maxAgeMonths } = overrides;
  return {
    scope: { channel: ch, purpose: pu, ...(cp === undefined ? {} : { contactPoint: cp }) },
    basis,
    // A jurisdiction of which nothing is said is one that asks for consent.
    mechanism: mode ?? mostProtective(j.map((name) => modes[name] ?? 'OPT_IN')),
    now: Date.parse(now),
    ...(maxAgeMonths === undefined ? {} : { maxAgeMonths }),
    ...(doi === undefined ? {} : { doubleOptIn: doi }),
    ...(quorum === undefined ? {} : { quorum }),
  };
}

function assertionOf(said: VectorAssertion, { request, now }: Vectors['defaults']): Assertion {
  const {
    src,
    rec = '1',
    status,
    t,
    ch = request.ch,
    pu = request.pu,
    cp,
    from,
    to,
    doi,
    method,
    kind,
  } = said;
  return {
    ref: { source: src, id: rec },
    scope: { channel: ch, purpose: pu, ...(cp === undefined ? {} : { contactPoint: cp }) },
    status,
    ...(t === undefined ? {} : { capturedAt: t }),
    ...(from === undefined ? {} : { effectiveFrom: from }),
    ...(to === undefined ? {} : { effectiveTo: to }),
    ...(doi === true ? { doubleOptInAt: t ?? now } : {}),
    ...(method === undefined ? {} : { method }),
    ...(kind === undefined ? {} : { kind }),
  };
}

/** The ids that can be read, by index, whatever else is wrong with the file. */
function idsIn(data: unknown): ReadonlyMap<number, string> {
  const { data: read } = z.object({ vectors: z.array(z.unknown()) }).safeParse(data);
  const ids = (read?.vectors ?? []).flatMap((vector, at) => {
    const { data: named } = z.object({ id: text }).safeParse(vector);
    return named === undefined ? [] : [[at, named.id] as const];
  });
  return new Map(ids);
}

/** Indices of vectors whose id an earlier one has. */
function repeated(ids: ReadonlyMap<number, string>): readonly number[] {
  const seen = new Set<string>();
  return [...ids].flatMap(([at, id]) => (seen.size < seen.add(id).size ? [] : [at]));
}

/** `vectors[3].in[0].status` of the vector V06 is `V06 in[0].status`. An id that is no name is not shown. */
function withId(fault: Fault, ids: ReadonlyMap<number, string>): Fault {
  const [, at, field = ''] = /^vectors\[(\d+)\]\.?(.*)$/s.exec(fault.path) ?? [];
  const id = ids.get(Number(at));
  return id === undefined || !/^[\w.-]{1,64}$/.test(id) ? fault : { ...fault, path: `${id} ${field}`.trim() };
}

/** Whether it is one, and not a day that its month does not have. */
function isInstant(written: string): boolean {
  if (!/^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/.test(written))
    return false;
  const day = written.slice(0, 10);
  const read = Date.parse(day);
  return (
    !Number.isNaN(Date.parse(written)) && !Number.isNaN(read) && new Date(read).toISOString().startsWith(day)
  );
}
