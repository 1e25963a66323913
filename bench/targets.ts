/** What is measured: how each target is started, and how it is asked the two questions. */
import { type Child, startChild } from './child.ts';

const selection = `
  id displayName email phone
  orders(first: 10) { nodes { id number placedAt total { amount currency } } }
  invoices(first: 10) { nodes { id number total { amount currency } } }
  sources { source status }`;
const one = `query ($email: String!) { customer(by: { email: $email }) { ${selection} } }`;
const many = `query ($keys: [CustomerKey!]!) { customersByKey(keys: $keys) { ${selection} } }`;

interface Target {
  /** Relative to this folder. */
  readonly module: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The body of the request for one customer, and for several. */
  readonly askOne: (email: string) => string;
  readonly askMany: (emails: readonly string[]) => string;
}

const graphql = {
  askOne: (email: string) => JSON.stringify({ query: one, variables: { email } }),
  askMany: (emails: readonly string[]) =>
    JSON.stringify({ query: many, variables: { keys: emails.map((email) => ({ email })) } }),
};

/** The first is what the others are compared with. */
export const targets = {
  floor: {
    module: 'floor.ts',
    args: [],
    askOne: (email) => JSON.stringify({ email }),
    askMany: (emails) => JSON.stringify({ emails }),
  },
  apollo: { module: 'apollo.ts', args: [], ...graphql },
  onefold: {
    module: '../src/main.ts',
    args: ['start', '--config', 'sandbox/onefold.yaml'],
    // In production it refuses to start without authentication, which it does not have yet.
    env: { NODE_ENV: 'benchmark' },
    ...graphql,
  },
} as const satisfies Record<string, Target>;

export type TargetName = keyof typeof targets;
export const targetNames = Object.keys(targets) as readonly TargetName[];

export interface RunningTarget extends Pick<Target, 'askOne' | 'askMany'>, Pick<Child, 'usage' | 'stop'> {
  readonly name: TargetName;
  /** Where it takes questions, by POST. */
  readonly url: string;
}

/** @param env - of the sandbox. */
export async function startTarget(
  name: TargetName,
  env: Readonly<Record<string, string>>,
): Promise<RunningTarget> {
  const { module, args, askOne, askMany, env: own }: Target = targets[name];
  const { announcement, usage, stop } = await startChild(module, args, { ...env, ...own });
  const origin = announcement.replace(/^ready /, '');
  return { name, url: new URL('/graphql', origin).href, askOne, askMany, usage, stop };
}
