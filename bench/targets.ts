/** What is measured: how each target is started, and how it is asked. */
import { type Child, startChild } from './child.ts';
import { type StripeReads, withConfiguration } from './configuration.ts';

const selection = `
  id displayName email phone
  orders(first: 10) { nodes { id number placedAt total { amount currency } } }
  invoices(first: 10) { nodes { id number total { amount currency } } }
  sources { source status }`;
const one = `query ($email: String!) { customer(by: { email: $email }) { ${selection} } }`;
const customers = (fields: string) =>
  `query ($keys: [CustomerKey!]!) { customersByKey(keys: $keys) { ${fields} } }`;
const many = customers(selection);
const identities = customers(`identity {
    complete
    records { source id }
    links { a { source id } b { source id } }
  }`);
const waves = 'query ($email: String!) { customer(by: { email: $email }) { identity { waves complete } } }';
/** What only the slow systems have comes when it comes. */
const deferred = `query ($email: String!) {
  customer(by: { email: $email }) {
    id
    orders(first: 10) { nodes { id number placedAt total { amount currency } } }
    ... @defer(label: "slow") {
      displayName email
      invoices(first: 10) { nodes { id number total { amount currency } } }
      opportunities(first: 10) { nodes { id name } }
    }
  }
}`;

/** The bodies of requests. */
interface Questions {
  readonly askOne: (email: string) => string;
  readonly askMany: (emails: readonly string[]) => string;
  /** One customer, the slow part deferred; absent where a target is not asked in GraphQL. */
  readonly askDeferred?: (email: string) => string;
  /** What no source has to be asked for; absent likewise. */
  readonly askNothing?: string;
  /** Which records are one customer, of several; absent where a target resolves no identity. */
  readonly askIdentities?: (emails: readonly string[]) => string;
  /** In how many rounds one customer is found; absent likewise. */
  readonly askWaves?: (email: string) => string;
}

interface Target extends Questions {
  /** Relative to this folder. */
  readonly module: string;
  readonly env?: Readonly<Record<string, string>>;
  /** How a gateway reads Stripe; its arguments are made of this. */
  readonly reads?: StripeReads;
}

const askByEmail = (query: string) => (email: string) => JSON.stringify({ query, variables: { email } });
const askByKeys = (query: string) => (emails: readonly string[]) =>
  JSON.stringify({ query, variables: { keys: emails.map((email) => ({ email })) } });

const graphql = {
  askOne: askByEmail(one),
  askMany: askByKeys(many),
  askDeferred: askByEmail(deferred),
  askNothing: JSON.stringify({ query: '{ __typename }' }),
} satisfies Questions;

const gateway = {
  module: '../src/main.ts',
  ...graphql,
  askIdentities: askByKeys(identities),
  askWaves: askByEmail(waves),
} satisfies Target;

/** The first is what the others are compared with. */
export const targets = {
  floor: {
    module: 'floor.ts',
    askOne: (email) => JSON.stringify({ email }),
    askMany: (emails) => JSON.stringify({ emails }),
  },
  apollo: { module: 'apollo.ts', ...graphql },
  onefold: { ...gateway, reads: 'strict' },
  'onefold-search': { ...gateway, reads: 'search' },
} as const satisfies Record<string, Target>;

export type TargetName = keyof typeof targets;
export const targetNames = Object.keys(targets) as readonly TargetName[];

export interface RunningTarget extends Questions, Pick<Child, 'usage' | 'stop'> {
  readonly name: TargetName;
  /** Where it takes questions, by POST. */
  readonly url: string;
}

/** @param env - of the sandbox. */
export async function startTarget(
  name: TargetName,
  env: Readonly<Record<string, string>>,
): Promise<RunningTarget> {
  const { module, env: own, reads, ...questions }: Target = targets[name];
  const start = (args: readonly string[]) => startChild(module, args, { ...env, ...own });
  const { announcement, usage, stop } =
    reads === undefined
      ? await start([])
      : await withConfiguration(reads, (file) => start(['start', '--config', file]));
  const origin = announcement.replace(/^ready /, '');
  return { name, url: new URL('/graphql', origin).href, ...questions, usage, stop };
}
