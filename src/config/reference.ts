/** Every key of the configuration as Markdown tables, from the JSON Schema. */
import { isDeepStrictEqual } from 'node:util';
import { attributeSpec, coreAttributes } from '../model/attribute.ts';
import { collectionSpecs } from '../model/collection.ts';
import { type JsonSchema, reference } from './json-schema.ts';

export function configurationReference(schema: JsonSchema): string {
  const { properties = {}, $defs = {} } = schema;
  const { sources, ...parts } = properties;
  const kinds = mapped(sources)?.oneOf ?? [];
  return [
    ...Object.entries(parts).map(([name, part]) => section(name, part)),
    ...kinds.map((kind) => section(`sources.<name>, kind ${kind.properties?.['kind']?.const}`, kind)),
    ...Object.entries($defs).map(([name, shape]) => section(name, shape)),
    attributeTables(),
  ].join('\n');
}

/** The names that mappings give meaning to; the schema takes more of them than it could list. */
function attributeTables(): string {
  const ofCustomers = coreAttributes.map((name) => `| \`${name}\` | ${attributeSpec(name).type} |`);
  const ofCollections = Object.entries(collectionSpecs).flatMap(([name, { time, attributes }]) =>
    Object.entries(attributes).map(
      ([attribute, type]) =>
        `| \`${name}\` | \`${attribute}\` | ${type}${attribute === time ? ', required: orders the rows' : ''} |`,
    ),
  );
  return [
    '### Attributes of customers\n',
    'Besides these, `custom.<name>` carries whatever else you map, and `externalId.<issuer>` an id by which the issuer',
    'knows the customer, such as `externalId.loyalty`.\n',
    ...['| Attribute | Type |', '| --- | --- |', ...ofCustomers],
    '\n### Attributes of collections\n',
    ...['| Collection | Attribute | Type |', '| --- | --- | --- |', ...ofCollections],
    '',
  ].join('\n');
}

function section(title: string, schema: JsonSchema): string {
  const about = schema.description === undefined ? '' : `${schema.description}\n\n`;
  const table = ['| Key | Value | Default | Meaning |', '| --- | --- | --- | --- |', ...rows(schema)];
  return `### ${title}\n\n${about}${table.join('\n')}\n`;
}

/** @param seen - shapes already written out in this table, and the key under which they stand. */
function rows(schema: JsonSchema, prefix = '', seen = new Map<string, string>()): readonly string[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, value]) => {
    const key = prefix === '' ? name : `${prefix}.${name}`;
    const required = schema.required?.includes(name) === true;
    return [row(key, value, required), ...below(value, key, seen)];
  });
  const entries = mapped(schema);
  return entries === undefined ? own : [...own, ...below(entries, join(prefix, '<name>'), seen, true)];
}

function below(schema: JsonSchema, key: string, seen: Map<string, string>, entry = false): readonly string[] {
  const lines = entry ? [row(key, schema, false)] : [];
  const shapes = branches(schema).filter((one) => one.properties !== undefined || mapped(one) !== undefined);
  const text = JSON.stringify(shapes);
  const before = seen.get(text);
  if (before !== undefined && shapes.length > 0)
    return [...lines, `| \`${key}.*\` | | | as \`${before}.*\` |`];
  seen.set(text, key);
  const lists = branches(schema).flatMap((one) => (one.items === undefined ? [] : branches(one.items)));
  return [
    ...lines,
    ...shapes.flatMap((one) => rows(one, key, seen)),
    ...lists.flatMap((one) => rows(one, `${key}[]`, seen)),
  ];
}

function join(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}.${name}`;
}

function mapped(schema: JsonSchema | undefined): JsonSchema | undefined {
  return typeof schema?.additionalProperties === 'object' ? schema.additionalProperties : undefined;
}

function row(key: string, schema: JsonSchema, required: boolean): string {
  const standard = required
    ? 'required'
    : schema.default === undefined || isDeepStrictEqual(schema.default, {})
      ? ''
      : `\`${JSON.stringify(schema.default)}\``;
  const cells = [`\`${key}\``, valuesOf(schema), standard, schema.description ?? ''];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** A schema's alternatives; the one for a reference to the environment holds everywhere and is left out. */
function branches(schema: JsonSchema): readonly JsonSchema[] {
  return (schema.anyOf ?? schema.oneOf ?? [schema]).filter((one) => one.pattern !== reference.pattern);
}

function valuesOf(schema: JsonSchema): string {
  return [...new Set(branches(schema).map(kindOf))].filter((kind) => kind !== '').join(' or ');
}

function kindOf(schema: JsonSchema): string {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace(/^.*\//, '');
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (schema.anyOf !== undefined) return valuesOf(schema);
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.enum !== undefined) return schema.enum.map((one) => `\`${one}\``).join(', ');
  if (schema.items !== undefined) return `list of ${valuesOf(schema.items)}`;
  switch (schema.type) {
    case 'integer':
    case 'number':
      return numberOf(schema);
    case 'boolean':
      return '`true`, `false`';
    case 'string':
      return (schema.minLength ?? 0) > 1 ? `text, ${schema.minLength} characters or more` : 'text';
    default:
      return 'mapping';
  }
}

function numberOf({ minimum, maximum }: JsonSchema): string {
  if (minimum === undefined) return 'number';
  return maximum === undefined ? `number from ${minimum}` : `number ${minimum} … ${maximum}`;
}
