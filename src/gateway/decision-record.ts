/** What the decision log keeps of an answer: who asked, for what, and what was decided of whom. No value of a person. */
import { createHmac, type KeyObject, randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { keyUse } from '../audit/entry.ts';
import { formatHead } from '../audit/head.ts';
import { type DecisionLog, type DecisionLogOptions, openDecisionLog } from '../audit/log.ts';
import { subjectToken } from '../audit/subject.ts';
import type { Configuration } from '../config/configuration.ts';
import { policyVersion } from '../consent/policy.ts';
import { deriveKey } from '../identity/seal.ts';
import { GatewayError } from '../model/errors.ts';
import { isTroubled } from '../model/outcome.ts';
import type { Customer } from '../profile/customer.ts';
import type { Installation } from '../profile/installation.ts';
import type { AnswerOptions } from './answer.ts';
import type { Request } from './context.ts';

/** Customers told of by one entry; of more, how many there were. */
const mostSubjects = 200;

/**
 * @param document - SHA-256 of the operation's text; it may hold values, so it is hashed again under the key.
 * @param key - of the decision log.
 */
export function decisionRecord(request: Request, document: string, key: KeyObject): Record<string, unknown> {
  const { installation, asked, terms } = request;
  const { caller } = terms;
  const customers = new Map((asked?.judged ?? []).map((customer) => [customer.id, customer]));
  return {
    id: auditId(request),
    action: 'READ',
    actor: caller.subject,
    roles: [...caller.roles],
    region: caller.region,
    purpose: asked?.purpose,
    operation: createHmac('sha256', key).update(`operation:${document}`).digest('base64url').slice(0, 22),
    policy: policyVersion(installation.policy),
    subjects: [...customers.values()].slice(0, mostSubjects).map((customer) => subjectOf(customer, key)),
    subjectCount: customers.size,
    checks:
      request.checks.length === 0
        ? undefined
        : request.checks.map(({ customer, ...check }) => ({
            ...check,
            subject: customer && subjectToken(key, customer),
          })),
    excluded: asked?.excluded,
    withheld: Object.fromEntries(request.withheld),
    failed: asked
      ?.report()
      .filter(isTroubled)
      .map(({ source, status }) => `${source}: ${status}`),
  };
}

function subjectOf(customer: Customer, key: KeyObject): Record<string, unknown> {
  const { status, decidedBy } = customer.judgement;
  return {
    subject: subjectToken(key, customer.id),
    decision: customer.permitted ? 'PERMIT' : 'DENY',
    status,
    source: decidedBy?.ref.source,
    field: decidedBy?.field,
    sources: [...new Set(customer.records.map(({ ref }) => ref.source))].sort(),
  };
}

const ids = new WeakMap<Request, string>();

/** By which an answer's entry is found in the log. */
export function auditId(request: Request): string {
  let id = ids.get(request);
  if (id === undefined) {
    id = randomUUID();
    ids.set(request, id);
  }
  return id;
}

export interface KeptLog {
  readonly record: NonNullable<AnswerOptions['record']>;
  /** Where it ends now: node, place and hash. */
  readonly head: () => string;
  close(): Promise<void>;
}

/** The log that a configuration asks for, and what writes an answer down in it. */
export async function openLog(
  { audit, gateway }: Configuration,
  { now }: Pick<Installation, 'now'>,
  logger: Logger,
): Promise<KeptLog | undefined> {
  if (audit === undefined) return undefined;
  const key = deriveKey(gateway.secret, keyUse);
  const log = await opened({ ...audit, key, now });
  return {
    head: () => formatHead(log.head),
    record: (request, document) => log.append(decisionRecord(request, document, key)),
    async close() {
      await log.close();
      // To be kept elsewhere: what is cut off behind it is missed then.
      logger.info({ head: formatHead(log.head) }, 'the decision log was closed');
    },
  };
}

/** @throws GatewayError AUDIT_UNAVAILABLE: a gateway that could not write down what it decides would answer nothing. */
async function opened(options: DecisionLogOptions): Promise<DecisionLog> {
  try {
    return await openDecisionLog(options);
  } catch (cause) {
    throw cause instanceof GatewayError ? cause : new GatewayError('AUDIT_UNAVAILABLE', { cause });
  }
}
