/** What the schema's directives say of its fields, read once; and what of them could not be enforced. */
import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getDirectiveValues,
  getNamedType,
  isLeafType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import {
  type Coordinate,
  type DenyAction,
  type FieldRule,
  type FieldRules,
  fieldOf,
} from '../access/field-rule.ts';
import type { TransferRule } from '../access/policy.ts';
import { attributeSpec, coreAttributes } from '../model/attribute.ts';
import type { Channel, Purpose } from '../model/consent.ts';

/**
 * Fields that show no personal data by themselves: opaque ids, and how sources fared. Everything else of a customer
 * says of which category it is.
 */
const impersonal: ReadonlySet<Coordinate> = new Set(['Customer.id', 'Customer.sources']);

/**
 * Types that answers are made of, reached only through fields that say what they show; and what is on the stewards' desk,
 * which only they see.
 */
const structure = /(?:Connection|Edge)$|^(?:PageInfo|Money|SourceContribution|Verdict|ReviewPair)$/;

/** Types that hold a page and nothing of their own: what they show is what stands in them. */
const frame = /(?:Connection|Edge)$/;

/** The rule of every field that has one. @throws TypeError for a schema that `faultsOf` finds fault with. */
export function fieldRules(schema: GraphQLSchema): FieldRules {
  const faults = faultsOf(schema);
  if (faults.length > 0) throw new TypeError(faults.join('; '));
  return readRules(schema);
}

function readRules(schema: GraphQLSchema): FieldRules {
  const rules = new Map<Coordinate, FieldRule>();
  for (const [type, field] of eachField(schema)) {
    const data = valuesOf(schema, 'personalData', field);
    if (data === undefined) continue;
    const residency = valuesOf(schema, 'residency', field) ?? valuesOf(schema, 'residency', type);
    rules.set(coordinate(type, field), {
      category: String(data['category']),
      channel: data['channel'] as Channel,
      usableFor: valuesOf(schema, 'usableFor', field)?.['uses'] as readonly Purpose[] | undefined,
      onDeny: (valuesOf(schema, 'onDeny', field)?.['action'] as DenyAction | undefined) ?? 'REDACT',
      residency: residency && {
        region: residency['region'] as string | undefined,
        transfer: residency['transfer'] as TransferRule,
      },
    });
  }
  return rules;
}

/** Each field of the schema that could show what its directives forbid, and why. */
export function faultsOf(schema: GraphQLSchema): readonly string[] {
  const rules = readRules(schema);
  const bare = bareTypes(schema);
  const faults = [...unenforced(schema, rules)];
  for (const [type, field] of eachField(schema)) {
    const name = coordinate(type, field);
    const rule = rules.get(name);
    const shown = getNamedType(field.type);
    if (rule !== undefined) {
      if (isNonNullType(field.type)) faults.push(`${name} may be denied, so it must be nullable`);
      if (rule.onDeny === 'MASK' && !['String', 'ID'].includes(shown.name))
        faults.push(`${name} cannot be masked: only text can`);
      if (rule.onDeny === 'EXCLUDE') faults.push(`${name} cannot be excluded: only an object can`);
      continue;
    }
    for (const directive of ['usableFor', 'onDeny'])
      if (valuesOf(schema, directive, field) !== undefined)
        faults.push(`${name} has @${directive} without @personalData`);
    if (type.name === 'Customer' && !impersonal.has(name))
      faults.push(`${name} shows personal data of no category: give it @personalData`);
    if (showsPersonal(schema, shown) && !isPersonal(schema, type) && !structure.test(type.name))
      faults.push(`${name} shows ${shown.name}, so it needs @personalData of its own`);
    if (type.name !== 'Customer' && bare.has(type) && isLeafType(shown) && !structure.test(type.name))
      faults.push(`${name} shows personal data of no category: give it, or ${type.name}, @personalData`);
  }
  return faults;
}

/** What directives say elsewhere, or of a type as a whole, that nobody would see to. */
function unenforced(schema: GraphQLSchema, rules: FieldRules): readonly string[] {
  const faults: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    const action = isObjectType(type) ? valuesOf(schema, 'onDeny', type)?.['action'] : undefined;
    if (action !== undefined && (type.name !== 'Customer' || action !== 'EXCLUDE'))
      faults.push(`${type.name} cannot be ${action} as a whole: only Customer is, and excluded`);
  }
  for (const attribute of coreAttributes) {
    const { channel = 'NONE' } = attributeSpec(attribute);
    const rule = rules.get(fieldOf(attribute));
    if (rule !== undefined && rule.channel !== channel)
      faults.push(`${fieldOf(attribute)} reaches the person by ${channel}, not by ${rule.channel}`);
  }
  return faults;
}

/** A type whose directives speak for all of its fields. */
function isPersonal(schema: GraphQLSchema, type: GraphQLNamedType): boolean {
  return isObjectType(type) && valuesOf(schema, 'personalData', type) !== undefined;
}

/** Whether a field that shows the type shows personal data, be it inside of the frame of a page. */
function showsPersonal(schema: GraphQLSchema, type: GraphQLNamedType): boolean {
  if (isPersonal(schema, type)) return true;
  return (
    isObjectType(type) &&
    frame.test(type.name) &&
    Object.values(type.getFields()).some(
      (field) =>
        valuesOf(schema, 'personalData', field) === undefined &&
        showsPersonal(schema, getNamedType(field.type)),
    )
  );
}

/** Types that a customer shows without anything on the way that says of which category they are. */
function bareTypes(schema: GraphQLSchema): ReadonlySet<GraphQLNamedType> {
  const bare = new Set<GraphQLNamedType>();
  const gather = (type: GraphQLNamedType | undefined) => {
    if (type === undefined || !isObjectType(type) || bare.has(type) || isPersonal(schema, type)) return;
    bare.add(type);
    for (const field of Object.values(type.getFields()))
      if (valuesOf(schema, 'personalData', field) === undefined) gather(getNamedType(field.type));
  };
  gather(schema.getType('Customer'));
  return bare;
}

function* eachField(
  schema: GraphQLSchema,
): Generator<readonly [GraphQLObjectType, GraphQLField<unknown, unknown>]> {
  for (const type of Object.values(schema.getTypeMap()))
    if (isObjectType(type) && !type.name.startsWith('__'))
      for (const field of Object.values(type.getFields())) yield [type, field];
}

export function coordinate(type: { readonly name: string }, field: { readonly name: string }): Coordinate {
  return `${type.name}.${field.name}`;
}

function valuesOf(
  schema: GraphQLSchema,
  name: string,
  { astNode }: Pick<GraphQLObjectType, 'astNode'> | Pick<GraphQLField<unknown, unknown>, 'astNode'>,
): Readonly<Record<string, unknown>> | undefined {
  const directive = schema.getDirective(name);
  return (directive && astNode && getDirectiveValues(directive, astNode)) ?? undefined;
}
