/** A gateway whose callers show API keys or tokens, and a walk over its answers that knows what each role may see. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type ConstDirectiveNode,
  type GraphQLObjectType,
  getNamedType,
  isLeafType,
  isObjectType,
  valueFromASTUntyped,
} from 'graphql';
import { parse } from 'yaml';
import type { Configuration, Credentials } from '../../src/config/configuration.ts';
import type { Json } from './gateway.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** As the files say, read without the gateway's own code. */
export const roles: Readonly<
  Record<string, { purposes: string[]; categories: string[]; scopes?: string[] }>
> = parse(read('policy/access.yaml')).roles;
export const purposes: readonly string[] = Object.keys(parse(read('policy/purposes.yaml')).purposes);
const schema = buildSchema(read('schema.graphql'));
/** What the schema and the policy say of everybody: words such as `company` tell nothing of one person. */
const vocabulary = read('schema.graphql') + read('policy/purposes.yaml') + read('policy/access.yaml');

/** Whether a dotted name lies below one of others. */
export function below(name: string, others: readonly string[]): boolean {
  return others.some((one) => one === '*' || `${name}.`.startsWith(`${one}.`));
}

/** Every purpose of the taxonomy that a role may declare. */
export function purposesOf(role: string): readonly string[] {
  return purposes.filter((purpose) => below(purpose, roles[role]?.purposes ?? []));
}

/** A key of a caller who has one role, as it is sent; it is the key's name, too. */
export function as(role: string, purpose?: string): Record<string, string> {
  return { 'x-api-key': `key-of-${role}`, ...(purpose === undefined ? {} : { 'x-data-use': purpose }) };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

export type ApiKey = Credentials['apiKeys'][number];

export function keyOf(role: string, more: Partial<ApiKey> = {}): ApiKey {
  return {
    name: role,
    hash: sha256(`key-of-${more.name ?? role}`),
    roles: [role],
    scopes: [],
    dataUses: ['*'],
    region: 'eu',
    ...more,
  };
}

/** The configuration with callers of every role, and no purpose that holds by itself. */
export function withKeys(
  configuration: Configuration,
  more: Partial<Credentials> & { readonly mode?: 'filter' | 'reject' } = {},
): Configuration {
  const { mode = 'filter', ...credentials } = more;
  return {
    ...configuration,
    access: { ...configuration.access, mode },
    gateway: {
      ...configuration.gateway,
      defaultPurpose: undefined,
      authentication: {
        jwt: undefined,
        apiKeys: Object.keys(roles).map((role) => keyOf(role)),
        anonymous: undefined,
        ...credentials,
      },
    },
  };
}

interface Rule {
  readonly category: string;
  readonly uses: readonly string[];
  readonly masked: boolean;
}

function argumentOf(directives: readonly ConstDirectiveNode[], name: string, argument: string): Json {
  const found = directives
    .find((one) => one.name.value === name)
    ?.arguments?.find((one) => one.name.value === argument);
  return found && valueFromASTUntyped(found.value);
}

function ruleOf(type: string, field: string): Rule | undefined {
  const at = schema.getType(type);
  const directives = (isObjectType(at) ? at.getFields()[field]?.astNode?.directives : undefined) ?? [];
  const category: string | undefined = argumentOf(directives, 'personalData', 'category');
  if (category === undefined) return undefined;
  return {
    category,
    uses: argumentOf(directives, 'usableFor', 'uses') ?? ['*'],
    masked: argumentOf(directives, 'onDeny', 'action') === 'MASK',
  };
}

/** Whether a role may see a field for a purpose. */
function allows(role: string, purpose: string, { category, uses }: Rule): boolean {
  return below(category, roles[role]?.categories ?? []) && below(purpose, uses);
}

/** Everything that can be selected of a type, itself and all below it. */
function everythingOf(type: GraphQLObjectType): string {
  return Object.values(type.getFields())
    .map((field) => {
      const shown = getNamedType(field.type);
      return isLeafType(shown) ? field.name : `${field.name} { ${everythingOf(shown as GraphQLObjectType)} }`;
    })
    .join(' ');
}

const customer = schema.getType('Customer') as GraphQLObjectType;

/** Each field of a customer with everything below it. */
export const customerFields: readonly string[] = Object.values(customer.getFields()).map((field) => {
  const shown = getNamedType(field.type);
  return isLeafType(shown) ? field.name : `${field.name} { ${everythingOf(shown as GraphQLObjectType)} }`;
});

/** The whole customer, to the last field of the schema. */
export const everything = customerFields.join(' ');

/** The field of a customer that shows an attribute, as `provenance` names attributes. */
const shownBy: Readonly<Record<string, string>> = { custom: 'customAttributes', externalId: 'externalIds' };

export interface Walked {
  /** Places that show what the role may not see. */
  readonly leaks: readonly string[];
  /** Places whose category is the role's, and which have a value. */
  readonly shown: ReadonlySet<string>;
}

/** Looks at every place of a customer as it was answered. */
export function walk(role: string, purpose: string, answered: Json): Walked {
  const leaks: string[] = [];
  const shown = new Set<string>();
  const visit = (type: GraphQLObjectType, value: Json) => {
    for (const [name, one] of Object.entries<Json>(value)) {
      const field = type.getFields()[name];
      if (field === undefined) throw new TypeError(`${type.name}.${name} is not of the schema`);
      if (one === null) continue;
      const rule = ruleOf(type.name, name);
      const denied = rule !== undefined && !allows(role, purpose, rule);
      if (denied && !(rule.masked && /^tok_[\w-]{22}$/.test(one))) leaks.push(`${type.name}.${name}`);
      if (rule !== undefined && !denied) shown.add(`${type.name}.${name}`);
      if (type.name === 'FieldProvenance' && name === 'attribute') {
        const [first = ''] = String(one).split('.');
        const its = ruleOf('Customer', shownBy[first] ?? first);
        if (its === undefined || !allows(role, purpose, its)) leaks.push(`provenance of ${one}`);
      }
      const below = getNamedType(field.type);
      if (isObjectType(below)) for (const item of [one].flat()) visit(below, item);
    }
  };
  if (answered !== null) visit(customer, answered);
  return { leaks, shown };
}

/** Text and numbers that an answer of everything holds where a role may not look, and nowhere where it may. */
export function hiddenValues(role: string, purpose: string, whole: Json): readonly string[] {
  const hidden = new Set<string>();
  const open = new Set<string>();
  const visit = (type: GraphQLObjectType, value: Json, denied: boolean) => {
    for (const [name, one] of Object.entries<Json>(value)) {
      const rule = ruleOf(type.name, name);
      const its = denied || (rule !== undefined && !allows(role, purpose, rule));
      const below = getNamedType(type.getFields()[name]?.type ?? type);
      for (const item of [one].flat()) {
        if (item === null) continue;
        if (isObjectType(below)) visit(below, item, its);
        else (its ? hidden : open).add(String(item));
      }
    }
  };
  visit(customer, whole, false);
  const seen = [...open].join('\n');
  // Shorter ones are found in any text.
  return [...hidden].filter(
    (one) =>
      one.length > 5 &&
      !seen.includes(one) &&
      !vocabulary.includes(one) &&
      !/^(?:externalId\.|purposes )/.test(one),
  );
}
